/** Reads the audit lines of a file or stream for the check. */
import { createReadStream } from 'node:fs';
import { eachLine, notJson, parseLine, type ReadLine, streamStart } from './line.ts';
import type { Problem } from './rules.ts';
import { isRoot } from './stretch.ts';

/** @param before the line that was read before it, in a stream the one of the same run. */
export type Take = (read: ReadLine, before: ReadLine | undefined) => void;

/**
 * Hands over all audit lines.
 *
 * @param path `-` for standard input.
 * @param isStream whether there may be other lines, which are skipped.
 * @returns what are no audit lines.
 * @throws the system's error, or Error when there are no audit lines in a stream, or nothing at all in a file.
 */
export async function readSource(path: string, isStream: boolean, take: Take): Promise<Problem[]> {
  const bad: Problem[] = [];
  const beginning = Buffer.from(JSON.stringify(streamStart).slice(0, -1));
  /** The last line, in a stream that of each run. */
  const before = new Map<string | undefined, ReadLine>();
  let number = 0;
  const takeLine = (bytes: Buffer) => {
    number++;
    if (isStream && !bytes.subarray(0, beginning.length).equals(beginning)) return;
    const read = parseLine(bytes, path, number);
    if (typeof read !== 'string') {
      const name = isStream ? read.line.chain : undefined;
      const last = before.get(name);
      if (path !== '-' && !isStream && beginsAnew(read, last)) bad.push({ at: read, reason: anew });
      take(read, last);
      before.set(name, read);
      // A line of a stream that was cut off is written again. If it was not, the chain has a gap.
    } else if (!(isStream && read === notJson))
      bad.push({ at: { source: path, number, text: bytes.toString() }, reason: read });
  };
  const rest = await eachLine(path === '-' ? process.stdin : createReadStream(path), takeLine);
  // What collects a stream may leave out the last line feed. In a file, the gateway has not written the line to its end.
  if (isStream) takeLine(rest);
  if (isStream && before.size === 0) throw new Error('there are no lines of AUDIT_FILE=- in it');
  // The gateway writes a first line at once, so somebody has emptied it.
  if (number === 0 && rest.length === 0)
    throw new Error('is empty, although an audit file has a line from its start');
  if (isStream || rest.length === 0) return bad;
  const torn = { source: path, number: number + 1, text: '' };
  return [...bad, { at: torn, reason: `is cut off after ${rest.length} bytes` }];
}

/**
 * Whether a chain begins in the middle of another one. The gateway refuses to write to such a file. After `closed` it may be the file of the
 * next start, put into one with the file that was moved before it, as shippers do.
 */
const beginsAnew = (read: ReadLine, before: ReadLine | undefined) =>
  before !== undefined && isRoot(read) && before.line.event !== 'closed';

const anew =
  'begins a new chain in the middle of the file: what followed the line before it was cut off, or several files were put into one, which only `-` takes';
