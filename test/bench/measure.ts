/** Measures the programs of a workload in turns, so that other load on the machine affects all of them alike. */
import type { Used } from './child.ts';
import { type Child, type ServerFacts, startChild } from './children.ts';
import type { LoadResult } from './load.ts';
import { built, type ProgramName, program } from './programs.ts';
import type { Workload } from './workloads.ts';

/** One measurement; what a program has used is per request. */
export interface Measurement extends Used {
  readonly requests: number;
  readonly failures: number;
  readonly failure?: string | undefined;
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  /** EC2 calls per request. */
  readonly calls: number;
}

export type Round = ReadonlyMap<ProgramName, Measurement>;

interface Ec2Answer {
  readonly calls: number;
}

interface Side {
  readonly ec2: ServerFacts & Child<Ec2Answer>;
  readonly servers: readonly (Partial<ServerFacts> & Child<LoadResult>)[];
  /** The one that sends the load: a program without a URL does so itself. */
  readonly generator: Child<LoadResult>;
}

/** Until most of what runs often is compiled. */
const warmUpMs = 1_000;

/** Starts a program with an EC2 and a load generator of its own. */
async function startSide(name: ProgramName, workload: Workload, collector: ServerFacts): Promise<Side> {
  const { latencyMs = 0, throttle = false, processes = 1, seed, accounts = 1 } = workload;
  const env = {
    LATENCY_MS: String(latencyMs),
    THROTTLE: String(throttle),
    ACCOUNTS: String(accounts),
    ...(seed && { SEED: seed }),
  };
  const ec2 = await startChild<ServerFacts, Ec2Answer>(built('ec2'), env);
  const { file, env: own } = program(name);
  const ofServer = { ...env, ...own, EC2_URL: ec2.url, COLLECTOR_URL: collector.url };
  const servers = await Promise.all(
    Array.from({ length: processes }, () =>
      startChild<Partial<ServerFacts>, LoadResult>(built(file), ofServer),
    ),
  );
  const [first] = servers;
  const generator =
    first === undefined || first.url !== undefined
      ? await startChild<unknown, LoadResult>(built('loadProcess'))
      : first;
  return { ec2, servers, generator };
}

async function measureOnce(side: Side, workload: Workload, durationMs: number): Promise<Measurement> {
  const { ec2, servers, generator } = side;
  const { operation, clients, perSecond } = workload;
  const urls = servers.flatMap(({ url = [] }) => url);
  const before = await ec2.ask();
  await Promise.all(servers.map((server) => server.beginWatch()));
  const result = await generator.ask({ load: { urls, operation, durationMs, clients, perSecond } });
  const used = await Promise.all(servers.map((server) => server.endWatch()));
  const after = await ec2.ask();
  const most = (key: keyof Used) => Math.max(...used.map((one) => one[key]));
  return {
    ...result,
    perSecond: result.requests / result.seconds,
    calls: (after.calls - before.calls) / result.requests,
    cpuMs: used.reduce((sum, { cpuMs }) => sum + cpuMs, 0) / result.requests,
    peakMb: most('peakMb'),
    heapMb: most('heapMb'),
    delayP99Ms: most('delayP99Ms'),
    delayMaxMs: most('delayMaxMs'),
  };
}

/** Measures a workload in fresh processes, all of which run until the last round. */
export async function measureWorkload(
  workload: Workload,
  names: readonly ProgramName[],
  { rounds: count, durationMs }: { readonly rounds: number; readonly durationMs: number },
): Promise<Round[]> {
  const collector = await startChild<ServerFacts>(built('collector'));
  const sides = new Map<ProgramName, Side>();
  for (const name of names) sides.set(name, await startSide(name, workload, collector));
  if (!workload.throttle) for (const side of sides.values()) await measureOnce(side, workload, warmUpMs);
  const rounds: Round[] = [];
  for (let n = 0; n < (workload.durationMs ? 1 : count); n++) {
    const round = new Map<ProgramName, Measurement>();
    // Whoever comes first in one round comes last in the next.
    const inTurn = n % 2 === 0 ? [...sides] : [...sides].reverse();
    for (const [name, side] of inTurn)
      round.set(name, await measureOnce(side, workload, workload.durationMs ?? durationMs));
    rounds.push(round);
  }
  for (const { ec2, servers, generator } of sides.values())
    for (const child of new Set<Child<unknown>>([generator, ...servers, ec2])) await child.stop();
  await collector.stop();
  return rounds;
}
