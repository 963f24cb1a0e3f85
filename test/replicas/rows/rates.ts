/** P3: several replicas together stay below EC2's rate and use it, also while their number changes. */
import { setTimeout as wait } from 'node:timers/promises';
import { sessionId } from '../../support/demo.ts';
import { atMost, type Row, round } from '../../support/rows.ts';
import type { Answer } from '../client.ts';
import { type Gateway, type Rig, startRig } from '../rig.ts';
import { codesOf, type Driver, exactly, read } from '../row.ts';
import { isThrottled } from '../watchedEc2.ts';

/** So many that a second of waiting does not keep the rest from sending. */
const clients = 160;
const readsPerSecond = 160;
const action = 'DescribeTrafficMirrorSessions';
/** EC2's rate for it (EC2 developer guide, "Request throttling for the Amazon EC2 API"). */
const ofEc2 = { capacity: 100, perSecond: 20 };

export const rates: Driver = async ({ hasStore, seconds }) => {
  const rig = await startRig({ replicas: 3, hasStore });
  const answers = await readFor(rig, seconds);
  return toRows('P3, 3 replicas', rig, seconds, answers);
};

export const scaling: Driver = async ({ hasStore, seconds }) => {
  const rig = await startRig({ replicas: 4, running: 1, hasStore });
  const [answers] = await Promise.all([readFor(rig, seconds), scale(rig, seconds)]);
  return toRows('P3, scaling 1 → 4 → 2', rig, seconds, answers);
};

async function scale(rig: Rig, seconds: number): Promise<void> {
  await wait((seconds / 4) * 1_000);
  for (const place of [1, 2, 3]) await rig.start(place);
  await wait((seconds / 4) * 1_000);
  for (const place of [0, 3]) (rig.gateways[place] as Gateway).program.child.kill('SIGTERM');
}

/** Sends reads to HAProxy, at a rate that does not depend on the answers unless they take too long. */
export async function readFor(rig: Rig, seconds: number, onAnswer?: (answer: Answer) => void) {
  const answers: Answer[] = [];
  const everyMs = (clients / readsPerSecond) * 1_000;
  const startedAtMs = performance.now();
  await Promise.all(
    Array.from({ length: clients }, async (_, index) => {
      const client = await rig.client();
      for (let count = 0; performance.now() < startedAtMs + seconds * 1_000; count++) {
        const dueAtMs = startedAtMs + (count + index / clients) * everyMs;
        await wait(Math.max(0, dueAtMs - performance.now()));
        const answer = await read(client, sessionId(1 + ((index + count) % 10)));
        answers.push(answer);
        onAnswer?.(answer);
      }
    }),
  );
  return answers;
}

function toRows(what: string, { ec2 }: Rig, seconds: number, answers: readonly Answer[]): Row[] {
  const calls = ec2.seen.filter((seen) => seen.action === action);
  const failed = answers.filter(({ code, status }) => code !== undefined || status !== 200);
  const used = (calls.length / (ofEc2.capacity + ofEc2.perSecond * seconds)) * 100;
  const slowest = Math.max(...answers.map(({ ms }) => ms));
  return [
    atMost(`${what}: throttles at EC2 in ${seconds} s`, ec2.seen.filter(isThrottled).length, 2),
    exactly(`${what}: reads that failed`, failed.length, 0, `of ${answers.length}; ${codesOf(failed)}`),
    {
      what: `${what}: share of EC2's rate used`,
      target: '≥ 85 %',
      measured: `${round(used)} %; slowest answer ${round(slowest)} ms`,
      isMet: used >= 85,
    },
  ];
}
