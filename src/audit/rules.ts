/** What must be true of two audit lines that follow each other, besides their hashes. Who rewrites a line and all hashes after it may break these. */
import { type End, noLine, type ReadLine } from './line.ts';

export interface Problem {
  readonly at: Pick<ReadLine, 'source' | 'number' | 'text'>;
  readonly reason: string;
}

/** @returns what is wrong with a line that is the first one of all. */
export function rootProblems(first: ReadLine): Problem[] {
  const { v, event } = first.line;
  if (v === 1) return [];
  if (event !== 'opened') return [{ at: first, reason: 'begins a run without `opened`' }];
  return [...goesOnFrom(first, { seq: 0, hash: noLine }), ...runningProblems(first, false)];
}

/** @returns what is wrong with a line whose `prev` is the hash of the line before it. */
export function followProblems(last: ReadLine, next: ReadLine): Problem[] {
  const problem = (reason: string): Problem[] => [{ at: next, reason }];
  const [before, line] = [last.line, next.line];
  const isSameRun = line.chain === before.chain;
  if (line.seq !== before.seq + 1) return problem(`has seq ${line.seq} instead of ${before.seq + 1}`);
  if (isSameRun && line.replica !== before.replica)
    return problem(`is of another replica than the line before it`);
  if (line.event !== 'opened') {
    if (!isSameRun) return problem('begins a run without `opened`');
    return before.event === 'closed' ? problem('follows the last line of a run or file') : [];
  }
  return [...goesOnFrom(next, { seq: before.seq, hash: last.hash }), ...runningProblems(next, isSameRun)];
}

function goesOnFrom(opened: ReadLine, { seq, hash }: End): Problem[] {
  const continues = opened.line.v === 2 ? opened.line.continues : undefined;
  const isRight = continues?.hash === hash && continues.seq === seq;
  if (seq === 0 ? continues === undefined : isRight) return [];
  return [{ at: opened, reason: 'says in `continues` that it goes on from another line than it follows' }];
}

/** A later file of a run says which changes run, and the first line of a run does not. */
function runningProblems(opened: ReadLine, isSameRun: boolean): Problem[] {
  const running = opened.line.v === 2 ? opened.line.running : undefined;
  if (isSameRun === (running !== undefined)) return [];
  return [{ at: opened, reason: isSameRun ? 'has no `running`' : 'has `running` although it begins a run' }];
}
