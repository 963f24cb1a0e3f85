/** The log line of a request: who asked what, and how it ended. */
import { createHmac, hkdfSync } from 'node:crypto';
import type { Span } from '../trace.ts';
import type { RequestOrigin } from './origin.ts';
import { idsOf } from './tracing.ts';

/** What becomes known while a request is handled. */
export interface Noted {
  /** Who asks, as `createCallerHash` shows it. */
  readonly caller?: string;
  readonly operation?: 'query' | 'mutation' | 'subscription' | undefined;
  readonly operationName?: string | undefined;
  /** The code of the first error. */
  readonly code?: string | undefined;
}

/** How a request ended. */
interface Ended {
  readonly method: string | undefined;
  readonly path: string;
  readonly status: number;
  readonly ms: number;
}

/** The fields in the order of the line; those that are undefined are left out of it. The address of the client is not in the log. */
export function toRequestLine(
  origin: RequestOrigin,
  span: Span,
  { caller, operation, operationName, code }: Noted,
  { method, path, status, ms }: Ended,
) {
  const { requestId, clientName, clientVersion } = origin;
  const ids = idsOf(origin, span);
  return {
    requestId,
    method,
    path,
    status,
    ms,
    code,
    operation,
    operationName,
    caller,
    clientName,
    clientVersion,
    traceId: ids?.traceId,
    spanId: ids?.spanId,
  };
}

/**
 * Creates the function that shows callers in the log: the same 12 hex digits for the same caller, from which nobody without the secret can
 * tell who it is.
 *
 * @param secret replicas with the same one show the same digits.
 */
export function createCallerHash(secret: string): (actor: string) => string {
  // A key of its own, so that nothing that is made with it is valid elsewhere.
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'callers in the log', 32));
  return (actor) => createHmac('sha256', key).update(actor).digest('hex').slice(0, 12);
}
