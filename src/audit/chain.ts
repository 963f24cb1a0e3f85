/** Reads the audit file that is written on: each line must follow the line before it. */
import { createReadStream, fstatSync, read } from 'node:fs';
import { promisify } from 'node:util';
import { type End, eachLine, noLine, parseLine, type ReadLine } from './line.ts';
import { rootProblems } from './rules.ts';
import { beginsFile, isRoot, join, type OpenIntent, type Stretch, toStretch } from './stretch.ts';

/** Where a file ends. `seq` is 0 while there is no line. */
export interface Tail extends End {
  /** Length of all complete lines, in bytes. */
  readonly bytes: number;
}

export interface Chain extends Tail {
  /** Length of an unfinished line after the last complete one; 0 when there is none. */
  readonly tornBytes: number;
  /** Intents whose outcome was never recorded. */
  readonly openIntents: readonly OpenIntent[];
  /** Lines with an outcome of an intent that does not exist, or that had an outcome before. The gateway writes none. */
  readonly strayOutcomes: readonly OpenIntent[];
}

/** A line is malformed or does not follow the line before it. */
export class BrokenChain extends Error {
  constructor(
    readonly lineNumber: number,
    readonly line: string,
    reason: string,
  ) {
    super(`line ${lineNumber} ${reason}`);
  }
}

/**
 * Reads a whole file. A file that goes on from an earlier one is believed what it says about that.
 *
 * @param fd the open file, if it is open: the path may lead to another one meanwhile.
 * @throws BrokenChain at the first bad line; the system's error when the file cannot be read.
 */
export async function readChain(path: string, fd?: number): Promise<Chain> {
  let stretch: Stretch | undefined;
  let bytes = 0;
  const torn = await eachLine(fd === undefined ? createReadStream(path) : chunksOf(fd), (text) => {
    const number = (stretch?.count ?? 0) + 1;
    const read = parseLine(text, path, number);
    if (typeof read === 'string') throw new BrokenChain(number, text.toString(), read);
    const reason = whyNotNext(stretch?.last, read);
    if (reason !== undefined) throw new BrokenChain(number, read.text, reason);
    const only = toStretch(read);
    if (stretch !== undefined) join(stretch, only);
    else only.problems.push(...(isRoot(read) ? rootProblems(read) : []));
    stretch ??= only;
    for (const problem of stretch.problems) throw new BrokenChain(number, read.text, problem.reason);
    bytes += text.length + 1;
  });
  return {
    ...{
      seq: stretch?.last.line.seq ?? 0,
      hash: stretch?.last.hash ?? noLine,
      bytes,
      tornBytes: torn.length,
    },
    openIntents: [...(stretch?.open.values() ?? [])],
    strayOutcomes: [...(stretch?.strays ?? [])].map(({ line }) => line),
  };
}

/** @param before the line that was read before it, if there is one. @returns why a line does not follow it; undefined if it does. */
export function whyNotNext(before: ReadLine | undefined, { line, ...next }: ReadLine): string | undefined {
  if (before === undefined) {
    if (beginsFile({ line, ...next })) return undefined;
    return line.seq === 1 ? 'is not the first line of an audit file' : `has seq ${line.seq} instead of 1`;
  }
  const seq = before.line.seq + 1;
  if (line.seq !== seq) return `has seq ${line.seq} instead of ${seq}`;
  if (line.prev === before.hash) return undefined;
  return `does not follow line ${before.number}: one of the two was changed`;
}

const readSome = promisify(read);

/** What is in an open file, which stays open. A stream closes its file when its reader gives up, even with `autoClose: false`. */
async function* chunksOf(fd: number): AsyncGenerator<Buffer> {
  // Not beyond its length now: a start beside a check may cut off an unfinished line and write its own first line in its place. What is not
  // a regular file, and may have no end, has no length.
  const { size } = fstatSync(fd);
  for (let position = 0; position < size; ) {
    const length = Math.min(65_536, size - position);
    const { buffer, bytesRead } = await readSome(fd, Buffer.allocUnsafe(length), 0, length, position);
    if (bytesRead === 0) return;
    position += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}
