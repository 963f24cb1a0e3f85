/** A stretch of audit lines that follow each other, and which of its changes have no outcome. Stretches are joined where one follows another. */
import { type AuditLine, noLine, type ReadLine } from './line.ts';
import { followProblems, type Problem } from './rules.ts';

/** The lines of one run of the process in a stretch. */
export interface RunLines {
  readonly first: ReadLine;
  last: ReadLine;
}

export interface Stretch {
  readonly first: ReadLine;
  last: ReadLine;
  count: number;
  /** Where its lines were read. */
  readonly sources: string[];
  /** Intents without an outcome, by their `seq`. */
  readonly open: Map<number, OpenIntent>;
  /** Outcomes of intents that must be before the first line. */
  readonly owed: Owed[];
  /** Lines with an outcome of an intent that does not exist, or that had an outcome before. The gateway writes none. */
  readonly strays: Set<ReadLine>;
  readonly problems: Problem[];
  readonly runs: RunLines[];
}

/** An intent, from its own line or as the first line of a later file repeats it. */
export type OpenIntent = Readonly<Record<string, unknown>> & { readonly seq: number };

interface Owed {
  readonly intent: number;
  readonly of: ReadLine;
}

export function toStretch(only: ReadLine): Stretch {
  const { line } = only;
  const stretch: Stretch = {
    ...{ first: only, last: only, count: 1, sources: [only.source] },
    open: new Map((line.event === 'intent' ? [line] : (runningIn(only) ?? [])).map((it) => [it.seq, it])),
    ...{ owed: [], strays: new Set(), problems: [], runs: [{ first: only, last: only }] },
  };
  owe(
    stretch,
    outcomesIn(line).map((intent) => ({ intent, of: only })),
  );
  return stretch;
}

/** The intents whose outcomes a line records; 0 for an outcome that names none. */
function outcomesIn({ v, event, intent, entries = [] }: AuditLine): number[] {
  // Of version 1, each file has numbers of its own, so intents of earlier files cannot be looked up.
  const late = entries.filter(({ earlierIntent }) => v !== 1 || earlierIntent === undefined);
  return [{ event, intent }, ...late]
    .filter((each) => each.event === 'outcome')
    .map((each) => each.intent ?? 0);
}

/** Appends a stretch to the one that it follows. */
export function join(to: Stretch, next: Stretch): void {
  to.problems.push(...followProblems(to, next.first), ...next.problems);
  // It repeats all that are open.
  if (runningIn(next.first) !== undefined) to.open.clear();
  owe(
    to,
    next.owed.filter(({ intent }) => !to.open.delete(intent)),
  );
  for (const [seq, intent] of next.open) to.open.set(seq, intent);
  for (const line of next.strays) to.strays.add(line);
  const [run, ...others] = next.runs;
  const before = to.runs.at(-1);
  const isSameRun = before !== undefined && before.last.line.chain === run?.first.line.chain;
  if (isSameRun) before.last = run?.last ?? before.last;
  to.runs.push(...(isSameRun ? others : next.runs));
  for (const source of next.sources) if (!to.sources.includes(source)) to.sources.push(source);
  to.last = next.last;
  to.count += next.count;
}

/** Outcomes whose intents are not open in the stretch. */
function owe({ first, owed, strays }: Stretch, outcomes: readonly Owed[]): void {
  for (const outcome of outcomes)
    if (outcome.intent < first.line.seq && !beginsFile(first)) owed.push(outcome);
    else strays.add(outcome.of);
}

/** No line can come before it. */
export const isRoot = ({ line }: ReadLine) => line.prev === noLine && line.seq === 1;

/** Whether a line says enough about what was before it: it is the first one of all, or that of a later file of a run. */
export const beginsFile = (first: ReadLine) => isRoot(first) || runningIn(first) !== undefined;

const runningIn = ({ line }: ReadLine): readonly OpenIntent[] | undefined =>
  line.v === 2 && line.event === 'opened' ? line.running : undefined;
