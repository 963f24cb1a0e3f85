/** Spans that are recorded, made with the SDK of OpenTelemetry. */
import {
  type Context,
  ROOT_CONTEXT,
  type Span as SdkSpan,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { noSpan, type Span, type SpanAttributes, type SpanEvents, type SpanName } from '../trace.ts';

/** Begins the span of a request. @param beganAtMs on the clock of `performance.now()`. */
export function startSpan(tracer: Tracer, name: SpanName, parent: Context, beganAtMs: number): Span {
  // One for the whole trace: the SDK compares its clocks anew for each span, and a part might begin before the whole.
  const clockMs = Date.now() - performance.now();
  const span = tracer.startSpan(name, { kind: kindOf(name), startTime: clockMs + beganAtMs }, parent);
  if (span.isRecording()) return new RecordedSpan(span, tracer, clockMs);
  const { traceId, spanId } = span.spanContext();
  return { ...noSpan, traceId, spanId };
}

function kindOf(name: SpanName): SpanKind {
  if (name.endsWith(' /graphql')) return SpanKind.SERVER;
  const isCall = name.startsWith('EC2/') || name.startsWith('ELB/') || name === 'AssumeRole';
  return isCall ? SpanKind.CLIENT : SpanKind.INTERNAL;
}

class RecordedSpan implements Span {
  readonly isRecorded = true;
  readonly traceId: string;
  readonly spanId: string;
  readonly #span: SdkSpan;
  readonly #tracer: Tracer;
  readonly #clockMs: number;

  constructor(span: SdkSpan, tracer: Tracer, clockMs: number) {
    const { traceId, spanId } = span.spanContext();
    this.traceId = traceId;
    this.spanId = spanId;
    this.#span = span;
    this.#tracer = tracer;
    this.#clockMs = clockMs;
  }

  begin(name: SpanName, attributes: SpanAttributes = {}, links: readonly Span[] = []): Span {
    const startTime = this.#nowMs();
    const options = {
      kind: kindOf(name),
      startTime,
      attributes: { ...attributes },
      links: links.map(toLink),
    };
    const span = this.#tracer.startSpan(name, options, trace.setSpan(ROOT_CONTEXT, this.#span));
    return new RecordedSpan(span, this.#tracer, this.#clockMs);
  }

  set(attributes: SpanAttributes): void {
    if (this.#span.isRecording()) this.#span.setAttributes({ ...attributes });
  }

  event<Name extends keyof SpanEvents>(name: Name, says: SpanEvents[Name]): void {
    if (this.#span.isRecording()) this.#span.addEvent(name, { ...says }, this.#nowMs());
  }

  end(outcome: 'ok' | 'failed'): void {
    if (!this.#span.isRecording()) return;
    // Without a message: the text of an error may say anything.
    if (outcome === 'failed') this.#span.setStatus({ code: SpanStatusCode.ERROR });
    this.#span.end(this.#nowMs());
  }

  #nowMs(): number {
    return this.#clockMs + performance.now();
  }
}

const toLink = ({ traceId, spanId }: Span) => ({ context: { traceId, spanId, traceFlags: 1 } });
