/** What a trace is to the rest of the program: spans that are handed on in signatures, and one that records nothing. */

type OperationKind = 'query' | 'mutation' | 'subscription';

/** What a span may be called. Of what callers write, only names of operations: see `http/tracing.ts`. */
export type SpanName =
  | `${'GET' | 'POST'} /graphql`
  | OperationKind
  | `${OperationKind} ${string}`
  | 'shared query'
  | 'AssumeRole'
  | `${'EC2' | 'ELB'}/${string}`;

/** All that a span may say. Nothing here may hold a text that a caller has written, an id that they have sent, or the text of an error. */
export interface SpanAttributes {
  /** The action of AWS. */
  readonly 'rpc.method'?: string;
  readonly 'cloud.account.id'?: string;
  readonly 'cloud.region'?: string;
  /** As CloudTrail has it. */
  readonly 'aws.request_id'?: string | undefined;
  readonly 'http.response.status_code'?: number | undefined;
  readonly 'graphql.operation.type'?: OperationKind;
  /** How many loads or requests it answers. Absent: one. */
  readonly 'tmgw.loads'?: number;
  /** The caller, as the log shows them. */
  readonly 'tmgw.caller'?: string;
}

/** All that the events of a span may say, by their names. */
export interface SpanEvents {
  /** An attempt at a call has ended. */
  attempt: Pick<SpanAttributes, 'aws.request_id' | 'http.response.status_code'> & {
    /** `ok`, `throttled`, or the kind of its failure. */
    readonly 'tmgw.result': string;
    readonly 'tmgw.ms': number;
  };
  /** It has waited for the call before its own, tokens included. */
  'waited for its call': Waited;
  /** It has waited for a token of the request rates. */
  'waited for a token': Waited;
  /** A change has waited for others of the same resource in this process. */
  'waited for its turn': Waited;
  /** A change has waited for a lease in the store. */
  'waited for a lease': Waited;
  /** It is answered by a call that belongs to another span, which links back to this one. */
  'joined a call': { readonly 'tmgw.call.trace_id': string; readonly 'tmgw.call.span_id': string };
}

interface Waited {
  readonly 'tmgw.ms': number;
}

/** Something that takes time, and is part of a request. */
export interface Span {
  /** False: nothing that it is told has an effect, so that what is told need not be made. */
  readonly isRecorded: boolean;
  /** Of 32 hex digits; empty without tracing. */
  readonly traceId: string;
  /** Of 16 hex digits; empty without tracing. */
  readonly spanId: string;
  /** Begins a part of it. @param links spans for which the part is done as well. */
  begin(name: SpanName, attributes?: SpanAttributes, links?: readonly Span[]): Span;
  set(attributes: SpanAttributes): void;
  event<Name extends keyof SpanEvents>(name: Name, says: SpanEvents[Name]): void;
  /** Only the first call has an effect. */
  end(outcome: 'ok' | 'failed'): void;
}

/** Records nothing. */
export const noSpan: Span = {
  isRecorded: false,
  traceId: '',
  spanId: '',
  begin: () => noSpan,
  set: () => {},
  event: () => {},
  end: () => {},
};

/** The span of a client, from the headers of its request. */
export interface RemoteSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly isSampled: boolean;
  /** The header `tracestate`. */
  readonly state: string | undefined;
}

/** A valid `traceparent`. An id of only zeros is invalid (W3C Trace Context, section 3.2). */
const valid = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})$/;

/** @returns undefined if the client has sent no valid one. */
export function parseTraceparent(traceparent: unknown, tracestate: unknown): RemoteSpan | undefined {
  const [, traceId, spanId, flags = ''] = valid.exec(String(traceparent)) ?? [];
  if (traceId === undefined || spanId === undefined) return undefined;
  const isSampled = (Number.parseInt(flags, 16) & 1) === 1;
  return { traceId, spanId, isSampled, state: typeof tracestate === 'string' ? tracestate : undefined };
}

export const toTraceparent = ({ traceId, spanId, isRecorded }: Span) =>
  `00-${traceId}-${spanId}-${isRecorded ? '01' : '00'}`;

export interface Tracer {
  /**
   * Begins the span of a request.
   *
   * @param parent undefined: the client has sent none.
   * @param arrivedAtMs when it begins, on the clock of `performance.now()`.
   */
  begin(name: SpanName, parent: RemoteSpan | undefined, arrivedAtMs: number): Span;
  /** Sends what has not been sent. @param ms how long that may take. Never throws. */
  stop(ms: number): Promise<void>;
}

/** Traces nothing. */
export const noTracer: Tracer = { begin: () => noSpan, stop: async () => {} };

/** A shorter wait is no event. */
const leastMs = 1;

/** Tells of a wait that ends now, if it was one. @param sinceMs on the clock of `performance.now()`. */
export function waited(
  span: Span,
  name: Extract<keyof SpanEvents, `waited ${string}`>,
  sinceMs: number,
): void {
  if (!span.isRecorded) return;
  const ms = performance.now() - sinceMs;
  if (ms >= leastMs) span.event(name, { 'tmgw.ms': toTenths(ms) });
}

export const toTenths = (ms: number) => Math.round(ms * 10) / 10;

/** So many spans are linked at most; all others are counted and told of the call. */
const maxLinks = 32;

/**
 * One span for those that wait for the same. What begins in it is a part of the first that is recorded, and links to the others.
 *
 * @param all with those that are not recorded, which only count.
 */
export function together(all: readonly Span[]): Span {
  const [first, ...others] = new Set(all.filter(({ isRecorded }) => isRecorded));
  if (first === undefined) return noSpan;
  if (all.length === 1) return first;
  return {
    isRecorded: true,
    traceId: first.traceId,
    spanId: first.spanId,
    begin(name, attributes = {}) {
      const span = first.begin(name, { ...attributes, 'tmgw.loads': all.length }, others.slice(0, maxLinks));
      for (const other of others) joined(other, span);
      return span;
    },
    set: (attributes) => first.set(attributes),
    event(name, says) {
      first.event(name, says);
      for (const other of others) other.event(name, says);
    },
    // Each of them ends when its own work does.
    end: () => {},
  };
}

/** Tells a span which call answers it. */
export const joined = (span: Span, call: Span): void =>
  span.event('joined a call', { 'tmgw.call.trace_id': call.traceId, 'tmgw.call.span_id': call.spanId });
