/**
 * `npx tsx test/bench/far.ts`: simulates an EC2 that is far away, with its request rates, and prints how long reads take by how many calls
 * of a lane may be in flight. What shares queries, groups loads and paces calls is the gateway's own code; time, the network and EC2 are
 * simulated, so every run prints the same.
 */
import { parseArgs } from 'node:util';
import { createBudget } from '../../src/ec2/budget.ts';
import { busy } from '../../src/ec2/failures.ts';
import { nobody } from '../../src/ec2/observer.ts';
import { createLane } from '../../src/ec2/reads/lanes.ts';
import { createSharedTokens } from '../../src/ec2/sharedTokens.ts';
import { type Clock, createTokens } from '../../src/ec2/tokens.ts';
import { type CallUsage, createUsage, type Ec2Usage, noCost } from '../../src/ec2/usage.ts';
import { Throttle } from '../../src/emulator/throttle.ts';
import type { Operation } from '../../src/engine/executor.ts';
import { shareQueries } from '../../src/engine/sharing.ts';
import { noSpan } from '../../src/trace.ts';
import { createRandom } from '../ledger/random.ts';
import { startVirtualTime } from './virtualTime.ts';

const { values } = parseArgs({
  options: {
    /** Only rows that contain this. */
    row: { type: 'string', default: '' },
    depths: { type: 'string', default: '1,2,4,8' },
    /** How long the load lasts. */
    seconds: { type: 'string', default: '40' },
  },
});
/** @param sorted ascending. */
const quantile = (sorted: readonly number[], share: number) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;

const lastMs = Number(values.seconds) * 1_000;
/** A burst of 90 tokens is there at the start: by then even four calls at a time have not used half of it. */
const burstMs = 1_000;

/** What a request and an answer of EC2 take of the processor, in milliseconds, and a turn of the event loop. */
const requestMs = 0.17;
const answerMs = 0.5;
const turnMs = 0.02;
/** What the store takes for an answer. */
const storeMs = 1;
const sessions = 1_000;

interface Row {
  readonly latencyMs: number;
  readonly clients: number;
  readonly replicas: number;
  /** Whether all clients send the same query, or each one of many. */
  readonly isEqual: boolean;
  readonly depth: number;
}

type Context = { readonly usage: Ec2Usage; readonly sharingKey: object };

async function simulate({ latencyMs, clients, replicas, isEqual, depth }: Row) {
  const time = startVirtualTime(turnMs);
  const { below, chance } = createRandom(1);
  const random = () => below(1_000_000) / 1_000_000;
  const clock: Clock = { nowMs: () => performance.now(), wait: time.wait };
  const throttle = new Throttle();
  const calls: { atMs: number; throttled: boolean }[] = [];
  /** EC2, which is reached after half of the time. One answer in a hundred takes three times as long. */
  const ask = async (action: string) => {
    const ms = latencyMs * (chance(0.01) ? 3 : 1 + random() / 10);
    await time.wait(ms / 2);
    const throttled = !throttle.admit('123456789012', action, new Map(), performance.now());
    calls.push({ atMs: performance.now(), throttled });
    await time.wait(ms / 2);
    if (throttled) throw busy(1_000);
  };
  const store = new Map<string, ReturnType<typeof createTokens>>();

  function createReplica() {
    const processor = time.createProcessor();
    const budget = createBudget(0.9, undefined, clock, (paced, rate) => {
      if (replicas === 1) return createTokens(rate, clock);
      const tokens = store.get(paced) ?? createTokens(rate, clock);
      store.set(paced, tokens);
      const take = async (_: unknown, { maxMs }: { maxMs: number }) => {
        await time.wait(storeMs / 2);
        const taken = { waitMs: await tokens.take(maxMs), level: tokens.level() };
        await time.wait(storeMs / 2);
        return taken;
      };
      const { giveBack, drain } = tokens;
      return createSharedTokens({ take, giveBack, drain }, rate, clock, () => replicas);
    });
    const laneOf = (
      action:
        | 'DescribeTrafficMirrorSessions'
        | 'DescribeTrafficMirrorTargets'
        | 'DescribeTrafficMirrorFilters',
    ) =>
      createLane<string>({
        action,
        budget,
        observer: nobody,
        maxIds: 200,
        maxInFlight: depth,
        async readByIds(ids, usage) {
          await budget.take(action, usage);
          await ask(action);
          await processor(answerMs);
          return new Map(ids.map((id) => [id, id]));
        },
        readPage: async () => ({ records: [], nextToken: undefined }),
      });
    const lanes = {
      sessions: laneOf('DescribeTrafficMirrorSessions'),
      targets: laneOf('DescribeTrafficMirrorTargets'),
      filters: laneOf('DescribeTrafficMirrorFilters'),
    };
    /** A session, and then its target and filter. */
    const execute = async ({ coerced, context: { usage } }: Operation<Context>) => {
      const id = String(coerced?.id);
      await lanes.sessions.loadByIds([id], usage);
      await Promise.all([lanes.targets.loadByIds([id], usage), lanes.filters.loadByIds([id], usage)]);
      return { data: {} };
    };
    const forGroup = (context: Context, usage: CallUsage) => ({ ...context, usage: createUsage(usage) });
    const share = shareQueries<Context>(execute, () => true, forGroup, depth);
    const sharingKey = {};
    return async (id: number) => {
      await processor(requestMs);
      const usage = createUsage({
        callers: ['alice'],
        signal: new AbortController().signal,
        cost: noCost(),
        span: noSpan,
      });
      const operation = { queryHash: 'one', definition: {}, coerced: { id }, context: { usage, sharingKey } };
      return share(operation as unknown as Operation<Context>);
    };
  }

  const gateways = Array.from({ length: replicas }, createReplica);
  const answers: { atMs: number; ms: number }[] = [];
  let failures = 0;
  const client = async (index: number) => {
    // Clients do not begin all at once.
    await time.wait(random() * latencyMs);
    while (performance.now() < lastMs) {
      const sentAtMs = performance.now();
      const result = await gateways[index % replicas]?.(isEqual ? 1 : below(sessions));
      if (result?.errors !== undefined) failures++;
      answers.push({ atMs: sentAtMs, ms: performance.now() - sentAtMs });
      await time.wait(0.1 + random() / 2);
    }
  };
  const running = Promise.all(Array.from({ length: clients }, (_, index) => client(index)));
  await time.run(running);
  const of = (fromMs: number, toMs: number) => {
    const within = ({ atMs }: { atMs: number }) => atMs >= fromMs && atMs < toMs;
    const all = answers
      .filter(within)
      .map(({ ms }) => ms)
      .sort((one, other) => one - other);
    return {
      p50: quantile(all, 0.5),
      p99: quantile(all, 0.99),
      // Of each of the three lanes.
      calls: (calls.filter(within).length * 1_000) / (toMs - fromMs) / 3,
    };
  };
  return {
    burst: of(burstMs / 5, burstMs),
    lasting: of(lastMs / 2, lastMs),
    throttled: calls.filter(({ throttled }) => throttled).length,
    failures,
  };
}

const cells = (...texts: (string | number)[]) => process.stdout.write(`| ${texts.join(' | ')} |\n`);
cells(
  'EC2 away',
  'clients',
  'replicas',
  'queries',
  'calls at once',
  ...['p50 ms', 'p99 ms', 'calls/s'].flatMap((text) => [`${text}, first second`, `later`]),
  'throttled',
  'failed',
);
cells(...Array(13).fill('---'));
for (const latencyMs of [50, 150])
  for (const replicas of [1, 3])
    for (const isEqual of [true, false])
      for (const clients of [10, 50, 200])
        for (const depth of values.depths.split(',').map(Number)) {
          const name = `${latencyMs} ms | ${clients} | ${replicas} | ${isEqual ? 'equal' : 'any'}`;
          if (!name.includes(values.row)) continue;
          const { burst, lasting, throttled, failures } = await simulate({
            latencyMs,
            clients,
            replicas,
            isEqual,
            depth,
          });
          const both = (key: keyof typeof burst) => [burst, lasting].map((part) => Math.round(part[key]));
          cells(name, depth, ...both('p50'), ...both('p99'), ...both('calls'), throttled, failures);
        }
