/** Where a request comes from, for the audit and the log. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { parseTraceparent, type RemoteSpan } from '../trace.ts';

export interface RequestOrigin {
  /** The client's own, so it need not be unique. */
  readonly requestId: string;
  /** The peer of the connection: behind a proxy, the proxy's address. Headers are ignored, because any client can set them. */
  readonly sourceIp: string | undefined;
  /** The client's span. */
  readonly parent: RemoteSpan | undefined;
  /** What the client calls itself. */
  readonly clientName: string | undefined;
  readonly clientVersion: string | undefined;
}

export function toRequestOrigin({ headers, socket }: IncomingMessage): RequestOrigin {
  return {
    requestId: toRequestId(headers['x-request-id']),
    sourceIp: socket.remoteAddress,
    parent: parseTraceparent(headers.traceparent, headers.tracestate),
    clientName: toLogged(headers['apollographql-client-name']),
    clientVersion: toLogged(headers['apollographql-client-version']),
  };
}

/** Uses the client's own id if its format is safe, so a request can be traced through several services. Two headers are not. */
function toRequestId(header: string | string[] | undefined): string {
  return typeof header === 'string' && /^[\w.:-]{8,128}$/.test(header) ? header : randomUUID();
}

/** A text that a client has made, as the log and the metrics show it: as it is if it is short and plain, else `other`. */
export function toLogged(text: unknown): string | undefined {
  if (typeof text !== 'string' || text === '') return undefined;
  return /^[\w.@/ -]{1,64}$/.test(text) ? text : 'other';
}
