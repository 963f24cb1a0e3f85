/** Reads an audit file from its first line to its last, and checks that each one follows the line before it. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import * as z from 'zod';

/** What a line needs for the chain; the rest is for people. */
const lineSchema = z.looseObject({
  v: z.literal(1),
  seq: z.int(),
  prev: z.string(),
  event: z.enum(['intent', 'outcome', 'denied']),
  /** Of an outcome: the `seq` of its intent. */
  intent: z.int().optional(),
});

export type AuditLine = z.infer<typeof lineSchema>;

/** Where a file ends. */
export interface Tail {
  /** Of its last line; 0: there is none. */
  readonly seq: number;
  /** SHA-256 of its last line, in hex. */
  readonly hash: string;
  /** Length of its whole lines. */
  readonly bytes: number;
}

export interface Chain extends Tail {
  /** What follows the last whole line: the start of one that was not written to its end. */
  readonly tornBytes: number;
  /** Changes that were asked for, and of which nobody wrote down what became. */
  readonly openIntents: readonly AuditLine[];
}

/** `prev` of the first line. */
const noLine = '0'.repeat(64);

export const hashOf = (line: string | Buffer) => createHash('sha256').update(line).digest('hex');

/** A line that does not follow the one before it. */
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
 * Reads a whole file.
 *
 * @throws BrokenChain at the first line that does not fit; the system's error when the file cannot be read.
 */
export async function readChain(path: string): Promise<Chain> {
  const openIntents = new Map<number, AuditLine>();
  let tail: Tail = { seq: 0, hash: noLine, bytes: 0 };
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of createReadStream(path)) {
    rest = Buffer.concat([rest, chunk as Buffer]);
    let start = 0;
    for (let end = rest.indexOf('\n'); end >= 0; end = rest.indexOf('\n', start)) {
      const bytes = rest.subarray(start, end);
      const line = parseLine(bytes, tail);
      if (line.event === 'intent') openIntents.set(line.seq, line);
      if (line.intent !== undefined) openIntents.delete(line.intent);
      tail = { seq: line.seq, hash: hashOf(bytes), bytes: tail.bytes + bytes.length + 1 };
      start = end + 1;
    }
    rest = rest.subarray(start);
  }
  return { ...tail, tornBytes: rest.length, openIntents: [...openIntents.values()] };
}

function parseLine(bytes: Buffer, before: Tail): AuditLine {
  const text = bytes.toString();
  const number = before.seq + 1;
  const { data: line, error } = lineSchema.safeParse(parseJson(text));
  if (error !== undefined) {
    const field = error.issues[0]?.path.join('.');
    throw new BrokenChain(
      number,
      text,
      field ? `is no audit line: ${field} is wrong` : 'is not a JSON object',
    );
  }
  if (line.seq !== number) throw new BrokenChain(number, text, `has seq ${line.seq} instead of ${number}`);
  if (line.prev !== before.hash) {
    const reason =
      number === 1
        ? 'is not the start of a file'
        : `does not follow line ${number - 1}: one of them was changed`;
    throw new BrokenChain(number, text, reason);
  }
  return line;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
