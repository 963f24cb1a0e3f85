/** Lines of many runs are put together in whatever order they come, and what is missing or changed is found. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { hashOf, noLine, parseLine, type ReadLine } from '../../../src/audit/line.ts';
import { createRun, type Run, toOpened, toText } from '../../../src/audit/run.ts';
import { createTogether } from '../../../src/audit/together.ts';
import { testRun } from '../../support/audit.ts';

/** Writes lines in memory: of runs that follow each other. */
function createWriter() {
  const lines: string[] = [];
  let end = { seq: 0, hash: noLine };
  const write = (run: Run, entry: object) => {
    const text = toText(run, end, entry);
    lines.push(text);
    end = { seq: end.seq + 1, hash: hashOf(text) };
    return end.seq;
  };
  return { lines, write, end: () => end };
}

/** Runs that follow each other, each with some changes, and with a move of its file in the middle of one. */
function writeRuns(runs: number, changes: number): string[] {
  const { lines, write, end } = createWriter();
  for (let count = 0; count < runs; count++) {
    const run = createRun(testRun);
    write(run, toOpened(run, end()));
    for (let change = 0; change < changes; change++) {
      const intent = write(run, { event: 'intent' });
      if (change === 0) {
        write(run, { event: 'closed', reason: 'moved' });
        write(run, toOpened(run, end(), [{ seq: intent }]));
      }
      write(run, { event: 'outcome', intent });
    }
    write(run, { event: 'closed', reason: 'stopped' });
  }
  return lines;
}

const read = (line: string, index: number): ReadLine => {
  const found = parseLine(Buffer.from(line), 'test', index + 1);
  if (typeof found === 'string') throw new Error(found);
  return found;
};

/** @param after hashes of lines that may be missing. */
function check(lines: readonly string[], after: readonly string[] = []) {
  const together = createTogether(new Set(after), false);
  for (const [index, line] of lines.entries()) together.add(read(line, index), undefined);
  return together.result();
}

const shape = fc.record({ runs: fc.integer({ min: 1, max: 4 }), changes: fc.integer({ min: 1, max: 4 }) });
const texts = shape.map(({ runs, changes }) => writeRuns(runs, changes));
const shuffled = (lines: string[]) =>
  fc.shuffledSubarray(lines, { minLength: lines.length, maxLength: lines.length });

test('lines of several chains in any order are whole, and nothing in them is open', () => {
  const all = fc.tuple(texts, texts).chain(([one, other]) => shuffled([...one, ...other]));
  fc.assert(
    fc.property(all, (lines) => {
      const result = check(lines);
      expect(result.flatMap(({ problems }) => problems)).toEqual([]);
      expect(result.map(({ stretch }) => [stretch.open.size, stretch.owed.length])).toEqual([
        [0, 0],
        [0, 0],
      ]);
      expect(result.reduce((sum, { stretch }) => sum + stretch.count, 0)).toBe(lines.length);
    }),
  );
});

test('without any one line but the last one, in any order, there is a problem', () => {
  const without = texts.chain((lines) =>
    fc.nat(lines.length - 2).chain((at) => shuffled(lines.toSpliced(at, 1))),
  );
  fc.assert(
    fc.property(without, (lines) => {
      expect(check(lines).flatMap(({ problems }) => problems)).not.toEqual([]);
    }),
  );
});

test('without lines at the beginning there is a problem, unless the last one of them is named', () => {
  const cut = texts.chain((lines) =>
    fc.record({ lines: fc.constant(lines), at: fc.integer({ min: 1, max: lines.length - 1 }) }),
  );
  fc.assert(
    fc.property(cut, ({ lines, at }) => {
      const rest = lines.slice(at);
      expect(check(rest).flatMap(({ problems }) => problems)).toHaveLength(1);
      const named = check(rest, [hashOf(lines[at - 1] ?? '')]);
      expect(named.flatMap(({ problems }) => problems)).toEqual([]);
    }),
  );
});

describe('intents without an outcome', () => {
  test('are those of all files, whichever is read first', () => {
    const { lines, write, end } = createWriter();
    const run = createRun(testRun);
    write(run, toOpened(run, end()));
    write(run, { event: 'intent' });
    write(run, { event: 'intent' });
    write(run, toOpened(run, end(), [{ seq: 2 }, { seq: 3 }]));
    write(run, { event: 'outcome', intent: 3 });
    write(run, toOpened(run, end(), [{ seq: 2 }]));
    write(run, { event: 'intent' });
    for (const order of [lines, lines.toReversed()]) {
      const [whole, ...others] = check(order);
      expect([others, whole?.problems]).toEqual([[], []]);
      expect([...(whole?.stretch.open.keys() ?? [])].sort()).toEqual([2, 7]);
    }
    // The last file alone says which are open before it.
    const [last] = check(lines.slice(5), [hashOf(lines[4] ?? '')]);
    expect([...(last?.stretch.open.keys() ?? [])].sort()).toEqual([2, 7]);
  });

  test('and outcomes of intents that may be in lines that are not kept are counted', () => {
    const { lines, write, end } = createWriter();
    const run = createRun(testRun);
    write(run, toOpened(run, end()));
    write(run, { event: 'intent' });
    write(run, { event: 'denied' });
    write(run, { event: 'outcome', intent: 2 });
    const [rest] = check(lines.slice(2), [hashOf(lines[1] ?? '')]);
    expect([rest?.problems, rest?.stretch.owed.length]).toEqual([[], 1]);
  });
});
