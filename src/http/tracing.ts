/** The spans of a request: that of the whole, which begins when it arrived, and that of its operation. */
import type { Accepted } from '../engine/limits.ts';
import type { Span, Tracer } from '../trace.ts';
import type { RequestOrigin } from './origin.ts';

/** By which a request is found in traces: its own span, or that of a client whose trace is not recorded here. */
export const idsOf = ({ parent }: Pick<RequestOrigin, 'parent'>, span: Span) =>
  span.isRecorded ? span : parent;

/**
 * Begins the span of a request. To be called for callers who are known: nobody else can have anything recorded.
 *
 * @param caller as the log shows them.
 */
export function beginRequest(
  tracer: Tracer,
  method: 'GET' | 'POST',
  { parent }: RequestOrigin,
  arrivedAtMs: number,
  caller: string,
): Span {
  const span = tracer.begin(`${method} /graphql`, parent, arrivedAtMs);
  if (span.isRecorded) span.set({ 'tmgw.caller': caller });
  return span;
}

/**
 * Begins the span of an operation. It has the operation's name if that is short, or the document is trusted.
 *
 * @param asked undefined: it is not clear which operation is asked for.
 * @returns `whole` in that case.
 */
export function beginOperation(
  whole: Span,
  asked: Accepted['operations'][number] | undefined,
  isTrusted: boolean,
): Span {
  if (!whole.isRecorded || asked === undefined) return whole;
  const { kind, name = '' } = asked;
  const isShown = isTrusted ? name !== '' : /^\w{1,64}$/.test(name);
  return whole.begin(isShown ? `${kind} ${name}` : kind, { 'graphql.operation.type': kind });
}
