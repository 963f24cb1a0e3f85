/** Where spans wait until they are sent. It has a bound, so that a collector that hangs costs little memory. */
import {
  BatchSpanProcessor,
  type ReadableSpan,
  type SpanExporter,
  type SpanProcessor,
} from '@opentelemetry/sdk-trace-base';

/** What became of spans: `sent`; `failed`, because the collector did not take them; `dropped`, because too many waited. */
export type SpanEnd = 'sent' | 'failed' | 'dropped';

export type Counted = (end: SpanEnd, spans: number) => void;

const maxQueueSize = 2_048;
/** The SDK's defaults, given here so that it does not look for them in the environment. */
const batches = {
  maxQueueSize,
  maxExportBatchSize: 512,
  scheduledDelayMillis: 5_000,
  exportTimeoutMillis: 30_000,
};

export function createQueue(exporter: SpanExporter, counted: Counted): SpanProcessor {
  let waiting = 0;
  const batched = new BatchSpanProcessor(
    {
      export(spans, onResult) {
        waiting -= spans.length;
        exporter.export(spans, (result) => {
          counted(result.code === 0 ? 'sent' : 'failed', spans.length);
          onResult(result);
        });
      },
      shutdown: () => exporter.shutdown(),
    },
    { ...batches },
  );
  return {
    onStart: () => {},
    onEnd(span: ReadableSpan) {
      // The SDK would drop it without a word.
      if (waiting >= maxQueueSize) return counted('dropped', 1);
      waiting++;
      batched.onEnd(span);
    },
    forceFlush: () => batched.forceFlush(),
    shutdown: () => batched.shutdown(),
  };
}
