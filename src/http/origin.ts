/** Where a request comes from, for the audit and the log. */
import type { IncomingMessage } from 'node:http';

export interface RequestOrigin {
  readonly requestId: string;
  /** The peer of the connection: behind a proxy, the proxy's address. Headers are ignored, because any client can set them. */
  readonly sourceIp: string | undefined;
  /** The trace that the request belongs to. */
  readonly traceId: string | undefined;
}

/** A valid `traceparent`. An id of only zeros is invalid (W3C Trace Context, section 3.2). */
const traceparent = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

export function toRequestOrigin({ headers, socket }: IncomingMessage, requestId: string): RequestOrigin {
  const [, traceId] = traceparent.exec(String(headers.traceparent)) ?? [];
  return { requestId, sourceIp: socket.remoteAddress, traceId };
}
