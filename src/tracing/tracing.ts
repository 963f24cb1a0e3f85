/** Records traces with the SDK of OpenTelemetry, and sends them to a collector. Bundled as a file of its own, and loaded only if traces are on. */
import { setTimeout as wait } from 'node:timers/promises';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider } from '@opentelemetry/sdk-trace-base';
import { build } from '../build.ts';
import type { Tracing } from '../config/otlp.ts';
import type { Logger } from '../log.ts';
import type { Tracer } from '../trace.ts';
import { createExporter } from './exporter.ts';
import { type Counted, createQueue } from './queue.ts';
import { toParent } from './remote.ts';
import { toSampler } from './samplers.ts';
import { startSpan } from './spans.ts';

interface Surroundings {
  readonly log: Logger;
  /** Called with the number of spans that have come to an end in this way. */
  readonly counted: Counted;
}

/** Nothing is taken from the environment: all that the SDK would look for there is given. */
const spanLimits = {
  attributeCountLimit: 32,
  attributeValueLengthLimit: 256,
  eventCountLimit: 128,
  linkCountLimit: 32,
  attributePerEventCountLimit: 8,
  attributePerLinkCountLimit: 0,
};

/** Starts to record. Nothing is sent until the first spans have ended. */
export function startTracing(tracing: Tracing, { log, counted }: Surroundings): Tracer {
  const { resource, sampler, ratio } = tracing;
  const exporter = createExporter(tracing, log);
  const queue = createQueue(exporter, counted);
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({ 'service.version': build.version, ...resource }),
    sampler: toSampler(sampler, ratio),
    spanProcessors: [queue],
    spanLimits,
  });
  const tracer = provider.getTracer('traffic-mirror-gateway', build.version);
  return {
    begin: (name, parent, arrivedAtMs) => startSpan(tracer, name, toParent(parent), arrivedAtMs),
    async stop(ms) {
      const over = new AbortController();
      const late = wait(ms, undefined, { signal: over.signal }).catch(() => undefined);
      await Promise.race([provider.shutdown().catch(() => undefined), late]);
      over.abort();
      exporter.close();
    },
  };
}
