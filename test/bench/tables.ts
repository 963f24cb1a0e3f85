/** The tables of the benchmark, as Markdown. */
import type { Measurement, Round } from './measure.ts';
import type { ProgramName } from './programs.ts';
import { median } from './statistics.ts';
import { peers } from './workloads.ts';

export const toTable = (heads: readonly string[], rows: readonly (readonly (string | number)[])[]): string =>
  [heads, heads.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

/** A number with as many digits as it is worth. */
export function round(value: number): string {
  if (!Number.isFinite(value)) return '';
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return Math.abs(value) >= 1_000 ? Math.round(value).toLocaleString('en') : value.toFixed(digits);
}

export const heads = [
  ...['workload', 'program', 'requests/s', 'min–max', 'gateway is', 'p50 ms', 'p99 ms'],
  ...['EC2 calls/request', 'CPU ms/request', 'peak MB', 'heap MB', 'delay p99 ms', 'delay max ms', 'failed'],
];

export const runsOf = (rounds: readonly Round[], name: ProgramName): Measurement[] =>
  rounds.flatMap((round) => round.get(name) ?? []);

type NumberOf<Type> = { [Key in keyof Type]-?: Type[Key] extends number ? Key : never }[keyof Type];

export const medianOf = (rounds: readonly Round[], name: ProgramName, key: NumberOf<Measurement>): number =>
  median(runsOf(rounds, name).map((run) => run[key]));

/** How many times as many requests the gateway answers. */
export interface Comparison {
  readonly toApollo: number;
  /** Compared with the fastest of the other servers in each round. */
  readonly toBest: number;
}

export function compare(rounds: readonly Round[]): Comparison {
  const speedsOf = (round: Round) => peers.map((name) => round.get(name)?.perSecond ?? 0);
  const best = rounds.map((round) => (round.get('gateway')?.perSecond ?? 0) / Math.max(...speedsOf(round)));
  return { toApollo: ratioTo(rounds, 'Apollo Server') ?? Number.NaN, toBest: median(best) };
}

/** The median of the ratios within a round. Undefined without the gateway. */
export function ratioTo(rounds: readonly Round[], name: ProgramName): number | undefined {
  const ratios = rounds.flatMap((round) => {
    const [gateway, other] = [round.get('gateway'), round.get(name)];
    return gateway && other ? [gateway.perSecond / other.perSecond] : [];
  });
  return ratios.length === 0 ? undefined : median(ratios);
}

/** The medians of the rounds; of delays, the worst. */
export function toRow(workload: string, name: ProgramName, rounds: readonly Round[]): string[] {
  const runs = runsOf(rounds, name);
  const middle = (key: NumberOf<Measurement>) => medianOf(rounds, name, key);
  const speeds = runs.map(({ perSecond }) => perSecond);
  const ratio = ratioTo(rounds, name);
  const failed = median(runs.map(({ failures, requests }) => failures / requests));
  return [
    workload,
    name,
    round(middle('perSecond')),
    `${round(Math.min(...speeds))}–${round(Math.max(...speeds))}`,
    ratio === undefined ? '' : `${ratio.toFixed(ratio < 1.95 ? 2 : 1)}×`,
    ...[middle('p50'), middle('p99')].map(round),
    middle('calls').toFixed(3),
    round(middle('cpuMs')),
    ...(['peakMb', 'heapMb'] as const).map((key) => Math.round(middle(key)).toString()),
    round(middle('delayP99Ms')),
    round(Math.max(...runs.map(({ delayMaxMs }) => delayMaxMs))),
    `${(failed * 100).toFixed(1)} %`,
  ];
}
