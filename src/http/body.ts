/** Reads the JSON bodies of requests, up to a maximum size of each, and of all that are received at the same time. */
import type { IncomingMessage } from 'node:http';
import type { Limits } from '../config/limits.ts';
import { HttpRefusal, overloaded } from '../refusal.ts';

/** Reads the JSON body of a request. @throws HttpRefusal 429, 503, 415, 413 or 400. */
export type ReadJson = (request: IncomingMessage, caller: string) => Promise<unknown>;

/** Clients may send their bodies as slowly as they like, so what is received of all of them counts. */
export function createReadJson({
  bodyBytes,
  receivedBytes,
}: Pick<Limits, 'bodyBytes' | 'receivedBytes'>): ReadJson {
  const receivedOf = new Map<string, number>();
  let received = 0;

  function count(caller: string, bytes: number): void {
    received += bytes;
    const own = (receivedOf.get(caller) ?? 0) + bytes;
    if (own === 0) receivedOf.delete(caller);
    else receivedOf.set(caller, own);
  }

  function check(caller: string): void {
    const own = receivedOf.get(caller) ?? 0;
    const headers = { 'retry-after': '1' };
    if (own > receivedBytes / 2)
      throw new HttpRefusal('RATE_LIMITED', 'You send too many large requests at once.', headers, {
        limit: 'receivedBytes',
      });
    if (received > receivedBytes) throw overloaded();
  }

  return async (request, caller) => {
    checkHeaders(request);
    const chunks: Buffer[] = [];
    let size = 0;
    try {
      for await (const chunk of request as AsyncIterable<Buffer>) {
        size += chunk.length;
        count(caller, chunk.length);
        if (size > bodyBytes) throw new HttpRefusal('PAYLOAD_TOO_LARGE', `Send at most ${bodyBytes} bytes.`);
        check(caller);
        chunks.push(chunk);
      }
    } finally {
      count(caller, -size);
    }
    return parse(Buffer.concat(chunks));
  };
}

function checkHeaders({ headers }: IncomingMessage): void {
  if (!/^application\/json\s*(;|$)/i.test(headers['content-type'] ?? ''))
    throw new HttpRefusal('UNSUPPORTED_MEDIA_TYPE', 'Send the request as `content-type: application/json`.');
  if (headers['content-encoding'] !== undefined)
    throw new HttpRefusal('UNSUPPORTED_MEDIA_TYPE', 'Send the request without `content-encoding`.');
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    throw new HttpRefusal('BAD_REQUEST', 'The body is not JSON in UTF-8.');
  }
}
