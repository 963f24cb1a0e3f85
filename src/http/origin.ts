/** Where a request comes from, for whoever follows it afterwards. */
import type { IncomingMessage } from 'node:http';

export interface RequestOrigin {
  readonly requestId: string;
  /** The other end of the connection: behind a proxy, the proxy. What a header says of it anybody can write. */
  readonly sourceIp: string | undefined;
  /** Of the trace that the request is a part of. */
  readonly traceId: string | undefined;
}

/** `traceparent` as it should be; an id of zeros is none (W3C Trace Context, 3.2). */
const traceparent = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

export function toRequestOrigin({ headers, socket }: IncomingMessage, requestId: string): RequestOrigin {
  const [, traceId] = traceparent.exec(String(headers.traceparent)) ?? [];
  return { requestId, sourceIp: socket.remoteAddress, traceId };
}
