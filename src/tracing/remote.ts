/** The client's span as the parent of a request's span. */
import { type Context, createTraceState, ROOT_CONTEXT, TraceFlags, trace } from '@opentelemetry/api';
import type { RemoteSpan } from '../trace.ts';

/** @returns a context without a span if the client has sent none. */
export function toParent(parent: RemoteSpan | undefined): Context {
  if (parent === undefined) return ROOT_CONTEXT;
  const { traceId, spanId, isSampled, state } = parent;
  const own = state === undefined ? undefined : ofSampling(state);
  return trace.setSpanContext(ROOT_CONTEXT, {
    traceId,
    spanId,
    traceFlags: isSampled ? TraceFlags.SAMPLED : TraceFlags.NONE,
    isRemote: true,
    ...(own !== undefined && { traceState: createTraceState(own) }),
  });
}

/**
 * What OpenTelemetry itself says in `tracestate`: two numbers about sampling, from which backends tell how many requests a trace stands for
 * (OpenTelemetry specification, "TraceState: Probability Sampling"). The rest belongs to others and may say anything, so no span has it.
 */
function ofSampling(state: string): string | undefined {
  const [, value] = /(?:^|,)[ \t]*ot=([^,]*)/.exec(state) ?? [];
  const kept = (value ?? '').split(';').filter((part) => /^(th:[0-9a-f]{1,14}|rv:[0-9a-f]{14})$/.test(part));
  return kept.length === 0 ? undefined : `ot=${kept.join(';')}`;
}
