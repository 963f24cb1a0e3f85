/** Reads the bodies of AWS's answers within bounds, before the SDK parses them: what is parsed takes many times the memory. */
import { oversized } from './failures.ts';

/** An HTTP answer as the SDK's handler gives it. */
export interface RawAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  /** A stream; replaced by the bytes once they are read. */
  body?: AsyncIterable<Uint8Array> | Uint8Array;
}

/**
 * About half a second of the SDK's parser, during which nothing else is answered. A page of 1,000 sessions with 50 tags each has 322,000;
 * what has more is read in smaller pages.
 */
const maxMarks = 400_000;
/** No XML tag is shorter than `<a>`, and no entity than `&a;`. */
const leastMarkBytes = 3;

/**
 * Replaces the stream of an answer by its bytes. A stream that goes on is cut off.
 *
 * @throws Ec2Failure `oversized`, when the body has more bytes than `maxBytes`, or more XML tags and entities than the SDK should parse.
 */
export async function readBody(answer: RawAnswer, maxBytes: number): Promise<Buffer> {
  const body = await collect(answer, maxBytes);
  if (body.length > maxMarks * leastMarkBytes && countMarks(body) > maxMarks) throw oversized();
  answer.body = body;
  return body;
}

async function collect({ body = new Uint8Array() }: RawAnswer, maxBytes: number): Promise<Buffer> {
  if (body instanceof Uint8Array) return Buffer.from(body);
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  // Leaving the loop destroys the stream, and with it the connection.
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw oversized();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const startOfTag = '<'.charCodeAt(0);
const startOfEntity = '&'.charCodeAt(0);

function countMarks(body: Buffer): number {
  let count = 0;
  // Ten times as fast as iterating over the bytes.
  for (let index = 0; index < body.length; index++)
    if (body[index] === startOfTag || body[index] === startOfEntity) count++;
  return count;
}
