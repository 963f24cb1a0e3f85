/** How the listener answers what it refuses. */
import type { IncomingMessage } from 'node:http';
import type { Limits } from '../config/limits.ts';
import { HttpRefusal } from '../refusal.ts';
import type { Answer } from './sending.ts';

/**
 * Whether a connection cannot be used after a refusal. Node.js skips a body of which nothing was read, which is quick if it is small: a client
 * that had to connect again would be more work.
 */
export function closesAfter(request: IncomingMessage, { bodyBytes }: Pick<Limits, 'bodyBytes'>): boolean {
  const { 'content-length': length = 0, 'transfer-encoding': coding } = request.headers;
  // With neither, a request has no body (RFC 9112, section 6.3).
  const isSkipped = !request.readableDidRead && coding === undefined && Number(length) <= bodyBytes;
  return !(request.complete || isSkipped);
}

/** Refuses what HTTP forbids, or what this server does not do (RFC 9112, section 3.2, and RFC 9110, section 10.1.1). @throws HttpRefusal. */
export function checkHead({
  headers: { host, expect },
  httpVersionMajor,
  httpVersionMinor,
}: IncomingMessage): void {
  const needsHost = httpVersionMajor === 1 && httpVersionMinor > 0;
  if (needsHost && host === undefined) throw new HttpRefusal('BAD_REQUEST', 'Send a `host` header.');
  if (expect !== undefined && !/^100-continue$/i.test(expect))
    throw new HttpRefusal('BAD_REQUEST', 'Send no `expect` other than 100-continue.');
}

/** What answers at every path without a route. */
export const nowhere = (): never => {
  throw new HttpRefusal('NOT_FOUND', 'There is nothing here. GraphQL is at /graphql.');
};

/** Masks what was not meant for clients. A client that disconnected while it was sending is not an error of the gateway. */
export function toRefusal(error: unknown, { destroyed, complete, errored }: IncomingMessage): HttpRefusal {
  if (error instanceof HttpRefusal) return error;
  // Node.js destroys every request once it is read, so that alone does not say that the client has gone. What has arrived completely
  // may still be unread when the connection closes: then it cannot be read any more.
  if ((destroyed && !complete) || (errored !== null && errored === error))
    return new HttpRefusal('BAD_REQUEST', 'The connection was closed before all of the request arrived.');
  return new HttpRefusal('INTERNAL_SERVER_ERROR', 'Internal server error.');
}

export function toAnswer(refusal: HttpRefusal, closes: boolean, requestId: string): Answer {
  const headers = {
    ...refusal.headers,
    'content-type': 'application/json; charset=utf-8',
    ...(closes ? { connection: 'close' } : {}),
  };
  return { status: refusal.status, headers, body: refusal.toBody(requestId) };
}

export const tooManyAtOnce = (pipelined: number) =>
  new HttpRefusal(
    'OVERLOADED',
    `A connection may have ${pipelined} requests at a time. Wait for the answers before you send more on it.`,
    { 'retry-after': '1', connection: 'close' },
  );
