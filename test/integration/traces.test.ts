/** What traces say about a request: its spans, from its arrival to the calls of EC2. */
import { expect, test } from '@jest/globals';
import { type CollectedSpan, type Collector, startCollector } from '../support/collector.ts';
import { startTestGateway } from '../support/gateway.ts';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const spanId = '00f067aa0ba902b7';

/** @param env more settings. */
async function startTraced(options: Parameters<typeof startTestGateway>[0] = {}) {
  const collector = await startCollector();
  const gateway = await startTestGateway({
    ...options,
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_TRACES_SAMPLER_ARG: '1', ...options.env },
  });
  const send = (query: string, headers: Record<string, string> = {}) =>
    fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query }),
    });
  return { gateway, collector, send };
}

/** The spans by name; fails if two have the same. */
function byName(collector: Collector): Record<string, CollectedSpan> {
  const spans = collector.spans();
  const named = Object.fromEntries(spans.map((span) => [span.name, span]));
  expect(Object.keys(named)).toHaveLength(spans.length);
  return named;
}

const list = 'query ListSessions { trafficMirrorSessions(first: 1) { nodes { sessionNumber } } }';

test('a query has a span, its operation in it, and the call of EC2 in that', async () => {
  const { gateway, collector, send } = await startTraced();
  const before = Date.now();
  const answer = await send(list);
  expect(answer.status).toBe(200);
  await gateway.stop();
  const { 'POST /graphql': whole, 'query ListSessions': operation, ...rest } = byName(collector);
  const call = rest['EC2/DescribeTrafficMirrorSessions'];
  expect(Object.keys(rest)).toEqual(['EC2/DescribeTrafficMirrorSessions']);
  expect(whole).toMatchObject({
    kind: 2,
    parentSpanId: '',
    isFailed: false,
    attributes: { 'http.response.status_code': 200, 'tmgw.caller': expect.stringMatching(/^[0-9a-f]{12}$/) },
    resource: { 'service.name': 'traffic-mirror-gateway', 'service.version': 'development' },
  });
  expect(operation).toMatchObject({
    kind: 1,
    parentSpanId: whole?.spanId,
    attributes: { 'graphql.operation.type': 'query' },
  });
  expect(call).toMatchObject({
    kind: 3,
    parentSpanId: operation?.spanId,
    attributes: {
      'rpc.method': 'DescribeTrafficMirrorSessions',
      'cloud.account.id': '123456789012',
      'cloud.region': 'us-east-1',
      'http.response.status_code': 200,
      'aws.request_id': expect.stringMatching(/^[\w-]+$/),
    },
    events: [{ name: 'attempt', attributes: { 'tmgw.result': 'ok', 'http.response.status_code': 200 } }],
  });
  const inOrder = [before, whole, operation, call].map((each) =>
    typeof each === 'object' ? each.startMs : each,
  );
  // Times are floating-point numbers here.
  expect(inOrder.every((ms, index) => Number(ms) + 1 >= Number(inOrder[index - 1] ?? 0))).toBe(true);
  expect(whole?.endMs).toBeGreaterThanOrEqual(Number(call?.endMs) - 1);
});
