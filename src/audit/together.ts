/** Puts the audit lines of several files and streams together by their hashes, in whatever order they are read. */
import { whyNotNext } from './chain.ts';
import type { ReadLine } from './line.ts';
import { type Problem, rootProblems } from './rules.ts';
import { beginsFile, isRoot, join, type Stretch, toStretch } from './stretch.ts';

/** Lines that follow each other, and what is wrong with them. */
export interface Checked {
  readonly stretch: Stretch;
  readonly problems: readonly Problem[];
}

/**
 * @param after the hashes of lines that may be missing before a stretch, because earlier files are not kept.
 * @param isOrdered whether each source has its lines in order, as files have. Streams may have been collected in another one.
 */
export function createTogether(after: ReadonlySet<string>, isOrdered: boolean) {
  /** Each stretch, and the line that was read before its first one. */
  const begun = new Map<Stretch, ReadLine | undefined>();
  /** By the hash of its last line. */
  const endingWith = new Map<string, Stretch>();
  /** Those whose line before has not been read, by its hash. */
  const waitingFor = new Map<string, Stretch>();

  function extend(to: Stretch, next: Stretch): Stretch {
    for (const each of [to, next])
      if (endingWith.get(each.last.hash) === each) endingWith.delete(each.last.hash);
    join(to, next);
    return to;
  }

  function begin(only: Stretch, before: ReadLine | undefined): Stretch {
    const { first } = only;
    begun.set(only, before);
    if (isRoot(first)) only.problems.push(...rootProblems(first));
    else if (isInOrder(before, first) && !waitingFor.has(first.line.prev))
      waitingFor.set(first.line.prev, only);
    return only;
  }

  const isInOrder = (before: ReadLine | undefined, read: ReadLine) =>
    !isOrdered || before === undefined || beginsFile(read) || whyNotNext(before, read) === undefined;

  return {
    /** @param before the line that was read before it from the same source, and in a stream of the same run. */
    add(read: ReadLine, before: ReadLine | undefined): void {
      const only = toStretch(read);
      const canFollow = !isRoot(read) && isInOrder(before, read);
      const followed = canFollow ? endingWith.get(read.line.prev) : undefined;
      let stretch = followed ? extend(followed, only) : begin(only, before);
      const next = waitingFor.get(read.hash);
      if (next !== undefined) {
        waitingFor.delete(read.hash);
        begun.delete(next);
        stretch = extend(stretch, next);
      }
      // A copy of a line must not take its place.
      if (!endingWith.has(stretch.last.hash)) endingWith.set(stretch.last.hash, stretch);
    },
    /** In the order in which they were met. */
    result(): Checked[] {
      const runs = new Set<string>();
      return [...begun].map(([stretch, before]) => {
        const missing = missingBefore(stretch, before, after);
        // What follows a gap is of a run that is there already.
        const copies = missing.length > 0 ? [] : copiesIn(stretch, runs);
        return { stretch, problems: [...missing, ...stretch.problems, ...straysIn(stretch), ...copies] };
      });
    },
    /** Whether a line with this hash is the last one of a stretch. */
    endsWith: (hash: string) => endingWith.has(hash),
  };
}

function missingBefore(
  { first }: Stretch,
  before: ReadLine | undefined,
  after: ReadonlySet<string>,
): Problem[] {
  const { prev, seq } = first.line;
  if (isRoot(first) || after.has(prev)) return [];
  const missing = `goes on from seq ${seq - 1} with the SHA-256 ${prev}: give the file that ends with it too; it is missing, or another line follows it`;
  return [{ at: first, reason: whyNotNext(before, first) ?? missing }];
}

const straysIn = ({ strays }: Stretch): Problem[] =>
  [...strays].map((at) => ({ at, reason: 'has an outcome without an intent, or a second one' }));

/** @param seen the names of the runs that were met, which this adds to. */
function copiesIn({ runs }: Stretch, seen: Set<string>): Problem[] {
  const copies = runs.filter(({ first: { line } }) => {
    if (line.chain === undefined) return false;
    const isCopy = seen.has(line.chain);
    seen.add(line.chain);
    return isCopy;
  });
  return copies.map(({ first }) => ({
    at: first,
    reason: 'begins a run that is there already: it was copied',
  }));
}
