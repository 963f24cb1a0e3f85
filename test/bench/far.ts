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
    /** How many calls may be in flight at once. */
    depths: { type: 'string', default: '1,2,4,8' },
    /** How long the load lasts. */
    seconds: { type: 'string', default: '40' },
    /** How often each row is simulated, with other random numbers. All answers count. */
    runs: { type: 'string', default: '2' },
  },
});
const lastMs = Number(values.seconds) * 1_000;
/** While the first tokens last. It takes a moment until all clients are there. */
const first = { fromMs: 200, toMs: 1_000 };
const later = { fromMs: lastMs / 2, toMs: lastMs };

/** @param sorted ascending. */
const quantile = (sorted: readonly number[], share: number) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;

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

/** @returns what was answered, and what EC2 was asked. */
async function simulate({ latencyMs, clients, replicas, isEqual, depth }: Row, seed: number) {
  const time = startVirtualTime(turnMs);
  const { below, chance } = createRandom(seed);
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
  return { answers, calls, failures };
}

/** All runs of a row together. */
async function measure(row: Row) {
  const runs = [];
  for (let seed = 1; seed <= Number(values.runs); seed++) runs.push(await simulate(row, seed));
  const answers = runs.flatMap((run) => run.answers);
  const calls = runs.flatMap((run) => run.calls);
  const of = ({ fromMs, toMs }: typeof first) => {
    const isWithin = ({ atMs }: { atMs: number }) => atMs >= fromMs && atMs < toMs;
    const times = answers.filter(isWithin).map(({ ms }) => ms);
    times.sort((one, other) => one - other);
    // Of one of the three lanes.
    const perSecond = (calls.filter(isWithin).length * 1_000) / (toMs - fromMs) / runs.length / 3;
    return [quantile(times, 0.5), quantile(times, 0.99), perSecond].map(Math.round);
  };
  return [
    ...of(first),
    ...of(later),
    calls.filter(({ throttled }) => throttled).length,
    runs.reduce((sum, run) => sum + run.failures, 0),
  ];
}

const cells = (...texts: (string | number)[]) => process.stdout.write(`| ${texts.join(' | ')} |\n`);
const columns = ['p50 ms', 'p99 ms', 'calls/s'];
const heads = [
  ...['EC2 away', 'clients', 'replicas', 'queries', 'calls at once'],
  ...columns.map((name) => `${name}, first second`),
  ...columns.map((name) => `${name}, lasting`),
  ...['throttled', 'failed'],
];
cells(...heads);
cells(...heads.map(() => '---'));
for (const latencyMs of [50, 150])
  for (const replicas of [1, 3])
    for (const isEqual of [true, false])
      for (const clients of [10, 50, 200]) {
        const name = `${latencyMs} ms | ${clients} | ${replicas} | ${isEqual ? 'equal' : 'any'}`;
        if (!name.includes(values.row)) continue;
        for (const depth of values.depths.split(',').map(Number))
          cells(name, depth, ...(await measure({ latencyMs, clients, replicas, isEqual, depth })));
      }
