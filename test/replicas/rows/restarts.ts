/** P11: gateways behind HAProxy are restarted in turn under load, and no request fails. */
import { setTimeout as wait } from 'node:timers/promises';
import { sessionId } from '../../support/demo.ts';
import type { Row } from '../../support/rows.ts';
import { until } from '../../support/until.ts';
import type { Answer } from '../client.ts';
import { drainSeconds, type Gateway, type Rig, startRig } from '../rig.ts';
import { codesOf, type Driver, exactly, read } from '../row.ts';

const clients = 16;
const requestsPerSecond = 200;
/** So many seconds more than `DRAIN_SECONDS` may an idle process take. */
const exitSeconds = 2;

export const restarts: Driver = async ({ isShort, hasStore }) => {
  const count = isShort ? 6 : 20;
  // Without a store, two replicas would each take the whole rate of changes.
  const rig = await startRig({ replicas: 2, hasStore, ...(hasStore ? {} : { ec2: { throttle: false } }) });
  const { reads, writes, exitsMs } = await restartInTurn(rig, count);
  const slowest = Math.max(...exitsMs);
  const what = `P11, ${count} SIGTERMs in turn`;
  const failedOf = (answers: readonly Answer[]) => answers.filter((answer) => !isWell(answer));
  const failed = (name: string, answers: readonly Answer[]): Row => {
    const list = failedOf(answers);
    return exactly(`${what}: ${name} that failed`, list.length, 0, `of ${answers.length}; ${codesOf(list)}`);
  };
  return [
    failed('reads', reads),
    failed('changes', writes),
    exactly(`${what}: connects of HAProxy that failed`, await rig.balancer.connectErrors(), 0),
    {
      what: `${what}: slowest exit`,
      target: `< ${drainSeconds + exitSeconds} s`,
      measured: `${(slowest / 1_000).toFixed(1)} s`,
      isMet: slowest < (drainSeconds + exitSeconds) * 1_000,
    },
    ...(await hang(rig)),
  ];
};

export const isWell = ({ status, code }: Answer) => status === 200 && code === undefined;

/** Restarts gateways in turn while clients send 200 requests a second, two in a hundred of them changes. */
export async function restartInTurn(rig: Rig, count: number) {
  const [reads, writes, exitsMs]: [Answer[], Answer[], number[]] = [[], [], []];
  let isOver = false;
  const run = async (number: number) => {
    const client = await rig.client();
    for (let n = 0; !isOver; n++) {
      const startedAtMs = performance.now();
      if ((number + n) % 50 === 0)
        writes.push(await client(create, { key: `client ${number}, request ${n}` }));
      else reads.push(await read(client, sessionId(1)));
      await wait(Math.max(0, (1_000 * clients) / requestsPerSecond - (performance.now() - startedAtMs)));
    }
  };
  const running = Promise.all(Array.from({ length: clients }, (_, number) => run(number)));
  for (let n = 0; n < count; n++) {
    const { program } = rig.gateways[n % 2] as Gateway;
    const askedAtMs = performance.now();
    program.child.kill('SIGTERM');
    const code = await program.ended();
    if (code !== 0) throw new Error(`a gateway ended with ${code}: ${program.output().stderr}`);
    exitsMs.push(performance.now() - askedAtMs);
    await rig.start(n % 2);
  }
  isOver = true;
  await running;
  return { reads, writes, exitsMs };
}

const create =
  'mutation ($key: String!) { createTrafficMirrorFilter(input: { idempotencyKey: $key }) { userErrors { code } } }';

/** A change whose answer EC2 owes while the gateway is told to end, twice. */
async function hang(rig: Rig): Promise<Row[]> {
  const action = 'CreateTrafficMirrorFilter';
  const { program } = rig.gateways[0] as Gateway;
  rig.ec2.forget();
  rig.ec2.emulator.faults(action, [{ delayMs: 60_000, times: 10 }]);
  const answer = (await rig.client(0))(create, { key: 'hangs' });
  await until(() => rig.ec2.seen.some((seen) => seen.action === action));
  program.child.kill('SIGTERM');
  await until(async () => !(await rig.balancer.isUp(0)));
  program.child.kill('SIGTERM');
  const { status, code, clientTokens } = await answer;
  const sent = rig.ec2.seen.find((seen) => seen.action === action)?.params.get('ClientToken');
  const isToken = clientTokens.length === 1 && clientTokens[0] === sent;
  const measured = `${status} ${code}, ${isToken ? 'its' : 'not its'} token, exit code ${await program.ended()}`;
  const target = '503 OUTCOME_UNKNOWN, its token, exit code 1';
  return [
    { what: 'P11: a change that hangs at a second SIGTERM', target, measured, isMet: measured === target },
  ];
}
