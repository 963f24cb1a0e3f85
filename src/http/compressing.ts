/** Compresses long answers for clients that ask for it: on another thread, and once for all requests that share an answer. */
import type { IncomingMessage } from 'node:http';
import { addAbortSignal, type Transform } from 'node:stream';
import { constants, createBrotliCompress, createGzip } from 'node:zlib';
import type { Printed } from '../engine/printing.ts';
import { type Coding, codingFor } from './codings.ts';
import type { Answer } from './sending.ts';

/** @returns the body in the coding that the request gets, with the headers about it. */
export type Compress = (
  body: Printed,
  request: Pick<IncomingMessage, 'headers'>,
  signal: AbortSignal,
) => Promise<Pick<Answer, 'headers' | 'body'>>;

/** What all answers that wait to be compressed may have together. Further ones are sent as they are. */
const mostBytes = 32 * 1_024 * 1_024;

/** For at most so many bytes of the result at a time, the thread hands over to the event loop. */
const chunkSize = 64 * 1_024;

/** Level 1. Measured with a list of 680 kB: it becomes 43 kB (Brotli) and 49 kB (gzip). Levels 4 and 6 take twice as long, for 7 and 12 % less. */
const streams: Readonly<Record<Coding, (bytes: number) => Transform>> = {
  br: (bytes) =>
    createBrotliCompress({
      chunkSize,
      params: { [constants.BROTLI_PARAM_QUALITY]: 1, [constants.BROTLI_PARAM_SIZE_HINT]: bytes },
    }),
  gzip: () => createGzip({ chunkSize, level: 1 }),
};

/** An answer that is being compressed, or was. */
interface Job {
  /** Undefined when all who wanted it have left. */
  readonly done: Promise<Buffer | undefined>;
  readonly end: AbortController;
  readers: number;
}

/**
 * Answers are compressed one after the other, so that this takes one thread of Node's pool and leaves the others to the audit file. What
 * is not long is not worth it, and stays text.
 */
export function createCompress(): Compress {
  const jobs: Readonly<Record<Coding, WeakMap<Buffer, Job>>> = { br: new WeakMap(), gzip: new WeakMap() };
  let previous: Promise<unknown> = Promise.resolve();
  let waitingBytes = 0;

  function start(body: Buffer, coding: Coding): Job | undefined {
    if (waitingBytes + body.length > mostBytes) return undefined;
    waitingBytes += body.length;
    const end = new AbortController();
    const done = previous
      .then(() => encode(body, coding, end.signal))
      .catch(() => undefined)
      .finally(() => {
        waitingBytes -= body.length;
      });
    // Without the result, which would be kept until the next one.
    previous = done.then(() => undefined);
    const job = { done, end, readers: 0 };
    jobs[coding].set(body, job);
    return job;
  }

  /** @returns undefined when the request ended before that. */
  async function read(job: Job, signal: AbortSignal, forget: () => void): Promise<Buffer | undefined> {
    job.readers++;
    let leave = () => {};
    const left = new Promise<undefined>((resolve) => {
      leave = () => resolve(undefined);
    });
    signal.addEventListener('abort', leave);
    if (signal.aborted) leave();
    const compressed = await Promise.race([job.done, left]);
    signal.removeEventListener('abort', leave);
    if (--job.readers === 0 && compressed === undefined) {
      forget();
      job.end.abort();
    }
    return compressed;
  }

  return async (body, request, signal) => {
    if (typeof body === 'string') return { headers: {}, body };
    const headers = { vary: 'accept-encoding' };
    const coding = codingFor(request);
    const job = coding && (jobs[coding].get(body) ?? start(body, coding));
    const compressed = job && (await read(job, signal, () => jobs[coding].delete(body)));
    if (compressed === undefined) return { headers, body };
    return { headers: { ...headers, 'content-encoding': coding }, body: compressed };
  };
}

/** @throws AbortError when the signal is aborted. */
async function encode(body: Buffer, coding: Coding, signal: AbortSignal): Promise<Buffer> {
  signal.throwIfAborted();
  const stream = addAbortSignal(signal, streams[coding](body.length));
  stream.end(body);
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
