/** The lines of the audit: their format, and how a written one is read. Version 2 is written, and version 1 is read too. */
import { createHash } from 'node:crypto';
import * as z from 'zod';

/** What a line can be about. */
export const auditEvents = [
  'opened',
  'intent',
  'outcome',
  'denied',
  'operation',
  'recovered',
  'closed',
] as const;

export type AuditEvent = (typeof auditEvents)[number];

/** Of an outcome: the `seq` of its intent. In version 1 also: of an intent in an earlier file, whose numbers are others. */
const outcomeOf = { intent: z.int().optional(), earlierIntent: z.int().optional() };

const common = {
  seq: z.int().min(1),
  prev: z.string(),
  event: z.enum(auditEvents),
  ...outcomeOf,
  /** Of `recovered`: outcomes and denials that could not be written in their time. */
  entries: z.array(z.looseObject({ event: z.enum(auditEvents), ...outcomeOf })).optional(),
};

/** The fields that the check needs. The others are for people to read. */
const lineSchema = z.discriminatedUnion('v', [
  z.looseObject({ ...common, v: z.literal(1), chain: z.string().optional(), replica: z.string().optional() }),
  z.looseObject({
    ...{ ...common, v: z.literal(2), chain: z.string(), replica: z.string() },
    /** Of `opened`: the last line before it. Absent in the first line of all. */
    continues: z.object({ seq: z.int(), hash: z.string() }).optional(),
    /** Of `opened` in a new file of the same run: the intents of earlier files that have no outcome yet. */
    running: z.array(z.looseObject({ seq: z.int() })).optional(),
  }),
]);

export type AuditLine = z.infer<typeof lineSchema>;

/** A line in what is read, with what is needed to show it to people. */
export interface ReadLine {
  readonly line: AuditLine;
  /** SHA-256 of the text, in hex. */
  readonly hash: string;
  readonly source: string;
  /** Its place in the source, from 1. */
  readonly number: number;
  readonly text: string;
}

/** The end of what was written: the next line has the next `seq`, and this hash as `prev`. */
export interface End {
  readonly seq: number;
  readonly hash: string;
}

/** The first line's `prev`. */
export const noLine = '0'.repeat(64);

/** How each line begins that is written to standard output. */
export const streamStart = { stream: 'audit' } as const;

export const hashOf = (line: string | Buffer) => createHash('sha256').update(line).digest('hex');

/** @returns the line, or what is wrong with it. */
export function parseLine(bytes: Buffer, source: string, number: number): ReadLine | string {
  const text = bytes.toString();
  const { data: line, error } = lineSchema.safeParse(parseJson(text));
  if (error === undefined) return { line, hash: hashOf(bytes), source, number, text };
  const field = error.issues[0]?.path.join('.');
  return field ? `is not an audit line: ${field} is wrong` : notJson;
}

/** What is wrong with a line that is cut off, for example. */
export const notJson = 'is not a JSON object';

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** @returns what follows the last line feed. */
export async function eachLine(chunks: AsyncIterable<Buffer>, take: (line: Buffer) => void): Promise<Buffer> {
  /** What is there of a line that has not ended. Put together only once: it may be as long as the file. */
  let begun: Buffer[] = [];
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf('\n'); end >= 0; end = chunk.indexOf('\n', start)) {
      take(Buffer.concat([...begun, chunk.subarray(start, end)]));
      begun = [];
      start = end + 1;
    }
    begun.push(chunk.subarray(start));
  }
  return Buffer.concat(begun);
}
