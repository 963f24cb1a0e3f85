/** What a visitor should see first: four workloads, and the goals. */
import type { Round } from './measure.ts';
import { type Comparison, compare, medianOf, round, runsOf, toTable } from './tables.ts';
import { lead, servers } from './workloads.ts';

type Measured = ReadonlyMap<string, readonly Round[]>;

/** The workloads of the picture, with what visitors read. */
export const shown: readonly (readonly [text: string, workload: string])[] = [
  ['reads of any of 1,000 sessions with their targets and filters, 50 clients', lead.random],
  ['lists of 900 to 1,000 sessions, each one different, 10 clients', lead.lists],
  ['a session with its target and filter, 1 client', lead.one],
  ['a change, 1 client', lead.change],
];

const times = (ratio: number) => `${ratio.toFixed(ratio < 1.95 ? 2 : 1)}×`;

export function summaryTable(measured: Measured): string {
  const rows = shown.map(([text, name]) => {
    const rounds = measured.get(name) ?? [];
    const speeds = servers.map((server) => round(medianOf(rounds, server, 'perSecond')));
    const calls = (['gateway', 'Apollo Server'] as const).map((server) =>
      round(medianOf(rounds, server, 'calls')),
    );
    const { toApollo, toBest } = compare(rounds);
    return [text, ...speeds, times(toApollo), times(toBest), calls.join(' and ')];
  });
  const ratios = ['times Apollo Server', 'times the best of the three'];
  return toTable(['requests/s', ...servers, ...ratios, 'EC2 calls per request, gateway and others'], rows);
}

interface Goal {
  readonly text: string;
  readonly workload: string;
  /** @returns what was measured, and whether the goal is met. */
  readonly judge: (rounds: readonly Round[], compared: Comparison) => readonly [string, boolean];
}

const ratios =
  (apollo: number, best: number): Goal['judge'] =>
  (_, { toApollo, toBest }) => [`${times(toApollo)}, ${times(toBest)}`, toApollo >= apollo && toBest >= best];

/** Of whole estates: resident memory at its peak, and the longest time for which everybody else waits for a turn. */
const modest: Goal['judge'] = (rounds) => {
  const runs = runsOf(rounds, 'gateway');
  const [mb, ms] = [
    Math.max(...runs.map(({ peakMb }) => peakMb)),
    Math.max(...runs.map(({ delayMaxMs }) => delayMaxMs)),
  ];
  return [`${round(mb)} MB, ${round(ms)} ms`, mb <= 300 && ms <= 50];
};

const goals: readonly Goal[] = [
  {
    text: 'at least 7× Apollo Server and 5× the best of the three',
    workload: lead.random,
    judge: ratios(7, 5),
  },
  {
    text: 'at most 0.1 EC2 calls a request',
    workload: lead.random,
    judge: (rounds) => {
      const calls = medianOf(rounds, 'gateway', 'calls');
      return [calls.toFixed(3), calls <= 0.1];
    },
  },
  { text: 'at least 3.5× and 2×', workload: lead.lists, judge: ratios(3.5, 2) },
  { text: 'at least 1.0× and 0.9×', workload: lead.one, judge: ratios(1, 0.9) },
  {
    text: "p50 at most 1.6 times the bare SDK's",
    workload: lead.change,
    judge: (rounds) => {
      const ratio = medianOf(rounds, 'gateway', 'p50') / medianOf(rounds, 'bare SDK', 'p50');
      return [times(ratio), ratio <= 1.6];
    },
  },
  {
    text: 'nothing fails, and p99 is at most 300 ms',
    workload: lead.throttled,
    judge: (rounds) => {
      const [run] = runsOf(rounds, 'gateway');
      return [`${run?.failures}, ${round(run?.p99 ?? Number.NaN)} ms`, run?.failures === 0 && run.p99 <= 300];
    },
  },
  ...[lead.walk, lead.findings, lead.coverage].map((workload) => ({
    text: 'at most 300 MB resident, and nobody waits more than 50 ms for a turn',
    workload,
    judge: modest,
  })),
];

export const goalsTable = (measured: Measured): string =>
  toTable(
    ['workload', 'goal', 'measured', ''],
    goals.map(({ text, workload, judge }) => {
      const rounds = measured.get(workload) ?? [];
      const [found, isMet] = judge(rounds, compare(rounds));
      return [workload, text, found, isMet ? 'met' : '**missed**'];
    }),
  );
