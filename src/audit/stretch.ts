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
  /** Outcomes of intents that must be before the first line, while it is not known which those are. */
  owed: Owed[];
  /** The intents that are open before the first line, if a line says so. */
  before: { readonly open: ReadonlySet<number>; readonly says: ReadLine } | undefined;
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
  const running = isRoot(only) ? [] : runningIn(only);
  const open = line.event === 'intent' ? [line] : (running ?? []);
  const stretch: Stretch = {
    ...{ first: only, last: only, count: 1, sources: [only.source] },
    open: new Map(open.map((intent) => [intent.seq, intent])),
    before: running && { open: new Set(running.map(({ seq }) => seq)), says: only },
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
  to.problems.push(...followProblems(to.last, next.first), ...next.problems);
  if (next.before !== undefined) compare(to, next.before);
  else
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
function owe({ first, before, owed, strays }: Stretch, outcomes: readonly Owed[]): void {
  for (const outcome of outcomes)
    if (outcome.intent < first.line.seq && before === undefined) owed.push(outcome);
    else strays.add(outcome.of);
}

/** What follows says which intents are open at the end of a stretch. That tells which were before it, if no line has said so yet. */
function compare(to: Stretch, next: NonNullable<Stretch['before']>): void {
  const own = [...to.open.keys()];
  const isRight = to.before === undefined || own.length === next.open.size;
  if (!isRight || !own.every((seq) => next.open.has(seq)))
    to.problems.push({ at: next.says, reason: 'says in `running` that other changes run than do' });
  if (to.before === undefined) {
    const open = new Set([...next.open].filter((seq) => !to.open.has(seq)));
    for (const { intent, of } of to.owed)
      if (open.has(intent)) to.strays.add(of);
      else open.add(intent);
    to.before = { open, says: next.says };
    to.owed = [];
  }
  to.open.clear();
}

/** No line can come before it. */
export const isRoot = ({ line }: ReadLine) => line.prev === noLine && line.seq === 1;

/** Whether a line says enough about what was before it: it is the first one of all, or that of a later file of a run. */
export const beginsFile = (first: ReadLine) => isRoot(first) || runningIn(first) !== undefined;

const runningIn = ({ line }: ReadLine): readonly OpenIntent[] | undefined =>
  line.v === 2 && line.event === 'opened' ? line.running : undefined;
