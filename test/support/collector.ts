/** A collector of traces, which takes them as JSON and keeps them. It can also refuse them, or not answer. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Certificates } from './certificates.ts';
import { cleanUp } from './cleanUp.ts';

type Values = Readonly<Record<string, unknown>>;

export interface CollectedSpan {
  readonly name: string;
  /** As OTLP has it: 1 is internal, 2 a server, 3 a client. */
  readonly kind: number;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly traceState: string | undefined;
  /** In milliseconds since 1970. */
  readonly startMs: number;
  readonly endMs: number;
  readonly isFailed: boolean;
  readonly attributes: Values;
  readonly resource: Values;
  readonly events: readonly { readonly name: string; readonly attributes: Values }[];
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
}

export interface Collector {
  /** For `OTEL_EXPORTER_OTLP_ENDPOINT`. */
  readonly url: string;
  spans(): readonly CollectedSpan[];
  /** All bodies, as they arrived. */
  text(): string;
  /** Headers and path of each request. */
  readonly requests: readonly { readonly path: string | undefined; readonly headers: IncomingHttpHeaders }[];
  /** From now on, requests are answered with this status; 0: never. */
  answerWith(status: number): void;
}

/** @param certificates of a collector with TLS. */
export async function startCollector(certificates?: Certificates): Promise<Collector> {
  const bodies: string[] = [];
  const requests: { path: string | undefined; headers: IncomingHttpHeaders }[] = [];
  let status = 200;
  const take: RequestListener = async (request, response) => {
    requests.push({ path: request.url, headers: request.headers });
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    if (status === 200) bodies.push(Buffer.concat(chunks).toString());
    if (status > 0) response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
  };
  const server = certificates === undefined ? createServer(take) : createTlsServer(toTls(certificates), take);
  cleanUp(() => {
    server.closeAllConnections();
    server.close();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `${certificates === undefined ? 'http' : 'https'}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans: () => bodies.flatMap((body) => toSpans(JSON.parse(body))),
    text: () => bodies.join('\n'),
    requests,
    answerWith(next) {
      status = next;
    },
  };
}

const toTls = ({ certificateFile, keyFile }: Certificates) => ({
  cert: readFileSync(certificateFile),
  key: readFileSync(keyFile),
});

interface Otlp {
  readonly resourceSpans: readonly {
    readonly resource: Attributed;
    readonly scopeSpans: readonly { readonly spans: readonly OtlpSpan[] }[];
  }[];
}
interface Attributed {
  readonly attributes: readonly { readonly key: string; readonly value: Values }[];
}
interface OtlpSpan extends Attributed {
  readonly name: string;
  readonly kind: number;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly traceState?: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly status: { readonly code: number };
  readonly events: readonly (Attributed & { readonly name: string })[];
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
}

const toSpans = ({ resourceSpans }: Otlp): CollectedSpan[] =>
  resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) => spans.map((span) => toSpan(span, toValues(resource)))),
  );

const toSpan = (span: OtlpSpan, resource: Values): CollectedSpan => ({
  name: span.name,
  kind: span.kind,
  traceId: span.traceId,
  spanId: span.spanId,
  parentSpanId: span.parentSpanId ?? '',
  traceState: span.traceState,
  startMs: Number(span.startTimeUnixNano) / 1e6,
  endMs: Number(span.endTimeUnixNano) / 1e6,
  isFailed: span.status.code === 2,
  attributes: toValues(span),
  resource,
  events: span.events.map((event) => ({ name: event.name, attributes: toValues(event) })),
  links: span.links.map(({ traceId, spanId }) => ({ traceId, spanId })),
});

const toValues = ({ attributes }: Attributed): Values =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
