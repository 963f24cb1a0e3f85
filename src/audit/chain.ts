/** Reads an audit file and checks its hash chain: each line holds the hash of the line before it. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import * as z from 'zod';

/** What a line can be about. */
export const auditEvents = ['intent', 'outcome', 'denied', 'recovered'] as const;

export type AuditEvent = (typeof auditEvents)[number];

/** Of an outcome: the `seq` of its intent, or of the intent that is in an earlier file. */
const outcomeOf = { intent: z.int().optional(), earlierIntent: z.int().optional() };

/** The fields that the check needs. The others are for people to read. */
const lineSchema = z.looseObject({
  v: z.literal(1),
  seq: z.int(),
  prev: z.string(),
  event: z.enum(auditEvents),
  ...outcomeOf,
  /** Of `recovered`: outcomes and denials that could not be written in their time. */
  entries: z.array(z.looseObject({ event: z.enum(auditEvents), ...outcomeOf })).optional(),
});

export type AuditLine = z.infer<typeof lineSchema>;

/** Where a file ends. */
export interface Tail {
  /** The `seq` of the last line; 0 when the file is empty. */
  readonly seq: number;
  /** SHA-256 of the last line, in hex. */
  readonly hash: string;
  /** Length of all complete lines, in bytes. */
  readonly bytes: number;
}

export interface Chain extends Tail {
  /** Length of an unfinished line after the last complete one; 0 when there is none. */
  readonly tornBytes: number;
  /** Intents whose outcome was never recorded. */
  readonly openIntents: readonly AuditLine[];
  /** Lines with an outcome of an intent that does not exist, or that had an outcome before. The gateway writes none. */
  readonly strayOutcomes: readonly AuditLine[];
}

/** The first line's `prev`. */
export const noLine = '0'.repeat(64);

/** How each line begins that is written to standard output. */
export const streamStart = { stream: 'audit' } as const;

export const hashOf = (line: string | Buffer) => createHash('sha256').update(line).digest('hex');

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

/** Checks one chain, line by line. */
function createReader() {
  const openIntents = new Map<number, AuditLine>();
  const strayOutcomes: AuditLine[] = [];
  let tail: Tail = { seq: 0, hash: noLine, bytes: 0 };
  return {
    /** @throws BrokenChain when the line does not follow the one before it. */
    add(bytes: Buffer): void {
      const line = parseLine(bytes, tail);
      if (line.event === 'intent') openIntents.set(line.seq, line);
      if (!settle(openIntents, line)) strayOutcomes.push(line);
      tail = { seq: line.seq, hash: hashOf(bytes), bytes: tail.bytes + bytes.length + 1 };
    },
    read: (tornBytes: number): Chain => ({
      ...tail,
      tornBytes,
      openIntents: [...openIntents.values()],
      strayOutcomes,
    }),
  };
}

/** @returns the length of what follows the last line feed. */
async function eachLine(chunks: AsyncIterable<unknown>, take: (line: Buffer) => void): Promise<number> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    rest = Buffer.concat([rest, chunk as Buffer]);
    let start = 0;
    for (let end = rest.indexOf('\n'); end >= 0; end = rest.indexOf('\n', start)) {
      take(rest.subarray(start, end));
      start = end + 1;
    }
    rest = rest.subarray(start);
  }
  return rest.length;
}

/**
 * Reads a whole file.
 *
 * @param fd the open file, if it is open: the path may lead to another one meanwhile.
 * @throws BrokenChain at the first bad line; the system's error when the file cannot be read.
 */
export async function readChain(path: string, fd?: number): Promise<Chain> {
  const reader = createReader();
  const open = fd === undefined ? {} : { fd, autoClose: false };
  return reader.read(await eachLine(createReadStream(path, { start: 0, ...open }), reader.add));
}

/**
 * Reads the audit lines of a stream that has others too: the log, and those of other processes.
 *
 * @returns each process's chain, by its name.
 * @throws BrokenChain at the first bad line.
 */
export async function readChains(chunks: AsyncIterable<unknown>): Promise<ReadonlyMap<string, Chain>> {
  const readers = new Map<string, ReturnType<typeof createReader>>();
  const beginning = JSON.stringify(streamStart).slice(0, -1);
  await eachLine(chunks, (line) => {
    if (!line.subarray(0, beginning.length).equals(Buffer.from(beginning))) return;
    const { chain } = Object(parseJson(line.toString())) as { chain?: unknown };
    const name = typeof chain === 'string' ? chain : '';
    const reader = readers.get(name) ?? createReader();
    readers.set(name, reader);
    reader.add(line);
  });
  return new Map([...readers].map(([name, reader]) => [name, reader.read(0)]));
}

/** Takes the intents away whose outcome this line records. @returns false if one of them is not there. */
function settle(openIntents: Map<number, AuditLine>, line: AuditLine): boolean {
  const late = line.entries?.filter(({ earlierIntent }) => earlierIntent === undefined) ?? [];
  const outcomes = [line, ...late].filter(({ event }) => event === 'outcome');
  // All of them, even if the first one is not there.
  return outcomes.map(({ intent }) => openIntents.delete(intent ?? 0)).every(Boolean);
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
      field ? `is not an audit line: ${field} is wrong` : 'is not a JSON object',
    );
  }
  if (line.seq !== number) throw new BrokenChain(number, text, `has seq ${line.seq} instead of ${number}`);
  if (line.prev !== before.hash) {
    const reason =
      number === 1
        ? 'is not the first line of an audit file'
        : `does not follow line ${number - 1}: one of the two was changed`;
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
