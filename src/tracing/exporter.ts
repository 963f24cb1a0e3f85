/** Sends spans to a collector, as JSON over HTTP. Failures are logged at most once a minute. */
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import type { SpanExporter } from '@opentelemetry/sdk-trace-base';
import type { Tracing } from '../config/otlp.ts';
import type { Logger } from '../log.ts';

type Compression = NonNullable<
  NonNullable<ConstructorParameters<typeof OTLPTraceExporter>[0]>['compression']
>;

/** For one batch, with the times that it is sent again. */
const timeoutMillis = 10_000;
/** At the end, all batches of a full queue are sent at once. */
const concurrencyLimit = 8;

const minuteMs = 60_000;

/** @returns an exporter, and what closes its connections, whatever they wait for. */
export function createExporter(
  { url, headers }: Pick<Tracing, 'url' | 'headers'>,
  log: Logger,
): SpanExporter & { close(): void } {
  const agent = new (url.startsWith('https:') ? HttpsAgent : HttpAgent)({ keepAlive: true });
  let isClosed = false;
  const exporter = new OTLPTraceExporter({
    url,
    timeoutMillis,
    concurrencyLimit,
    // The enum is in a package that is not among ours.
    compression: 'none' as Compression,
    httpAgentOptions: async () => agent,
    async headers() {
      if (isClosed) throw new Error('closed');
      return { ...headers };
    },
  });
  const warn = createWarning(log);
  return {
    export(spans, onResult) {
      exporter.export(spans, (result) => {
        if (result.code !== 0) warn(result.error, spans.length);
        onResult(result);
      });
    },
    shutdown: () => exporter.shutdown(),
    close() {
      isClosed = true;
      agent.destroy();
    },
  };
}

/** @returns logs how many spans were lost since the last line, and why the last ones were. */
function createWarning(log: Logger): (error: unknown, spans: number) => void {
  let loggedAtMs = Number.NEGATIVE_INFINITY;
  let lost = 0;
  return (error, spans) => {
    lost += spans;
    const now = performance.now();
    if (now - loggedAtMs < minuteMs) return;
    log.warn({ spans: lost, reason: reasonOf(error) }, 'spans could not be sent');
    loggedAtMs = now;
    lost = 0;
  };
}

/** An HTTP status or a code of Node.js. The message may have what the collector answered, and is not shown. */
function reasonOf(error: unknown): string {
  const { code, name } = Object(error) as { readonly code?: unknown; readonly name?: unknown };
  if (typeof code === 'number') return `HTTP ${code}`;
  return typeof code === 'string' && /^\w{1,40}$/.test(code) ? code : String(name);
}
