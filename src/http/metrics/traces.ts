/** The metric of traces: what became of the spans that were recorded. */
import type { Instruments } from './instruments.ts';

export function traceMetrics({ counter }: Instruments) {
  const spans = counter(
    'trace_spans_total',
    'Spans that were recorded, by what became of them: sent, failed, or dropped because too many waited.',
    ['result'],
  );
  return { traced: (result: string, count: number) => spans.inc({ result }, count) };
}
