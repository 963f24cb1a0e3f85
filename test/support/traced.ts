/** A gateway that sends its traces to a collector of the test. */
import { expect } from '@jest/globals';
import { type CollectedSpan, type Collector, startCollector } from './collector.ts';
import { startTestGateway, type TestGateway } from './gateway.ts';

export interface Traced {
  readonly gateway: TestGateway;
  readonly collector: Collector;
  post(query: string, headers?: Readonly<Record<string, string>>, variables?: object): Promise<Response>;
  /** Stops the gateway, which sends what it still has. */
  ended(): Promise<readonly CollectedSpan[]>;
}

/** Records everything, unless the settings say otherwise. */
export const tracesTo = ({ url }: Pick<Collector, 'url'>) => ({
  OTEL_EXPORTER_OTLP_ENDPOINT: url,
  OTEL_TRACES_SAMPLER_ARG: '1',
});

export async function startTraced(options: Parameters<typeof startTestGateway>[0] = {}): Promise<Traced> {
  const collector = await startCollector();
  const gateway = await startTestGateway({ ...options, env: { ...tracesTo(collector), ...options.env } });
  return {
    gateway,
    collector,
    post: (query, headers = {}, variables = {}) =>
      fetch(`${gateway.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ query, variables }),
      }),
    async ended() {
      await gateway.stop();
      return collector.spans();
    },
  };
}

/** The spans by name; fails if two have the same. */
export function byName(spans: readonly CollectedSpan[]): Record<string, CollectedSpan> {
  expect(new Set(spans.map(({ name }) => name)).size).toBe(spans.length);
  return Object.fromEntries(spans.map((span) => [span.name, span]));
}

export const eventsOf = (span: CollectedSpan | undefined, name: string) =>
  (span?.events ?? []).filter((event) => event.name === name).map(({ attributes }) => attributes);
