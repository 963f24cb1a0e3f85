/** Many requests that wait for one call: each of them leads to it, and it leads to them. */
import { expect, test } from '@jest/globals';
import type { CollectedSpan } from '../support/collector.ts';
import { sessionId } from '../support/demo.ts';
import { startTokenIssuer } from '../support/tokens.ts';
import { eventsOf, startTraced } from '../support/traced.ts';

const idOf = ({ traceId, spanId }: { traceId: string; spanId: string }) => `${traceId}-${spanId}`;

/** Fails unless every call that is shared has the right links, and every operation leads to its calls. */
function expectLinked(spans: readonly CollectedSpan[], isCall: (span: CollectedSpan) => boolean) {
  const operations = spans.filter(({ name }) => name.startsWith('query '));
  const calls = spans.filter(isCall);
  const joinedTo = (call: CollectedSpan) =>
    operations.filter((operation) =>
      eventsOf(operation, 'joined a call').some(
        (event) => `${event['tmgw.call.trace_id']}-${event['tmgw.call.span_id']}` === idOf(call),
      ),
    );
  for (const call of calls) {
    const others = joinedTo(call);
    const loads = Number(call.attributes['tmgw.loads'] ?? 1);
    expect(operations.map(({ spanId }) => spanId)).toContain(call.parentSpanId);
    expect(others).toHaveLength(loads - 1);
    expect(call.links).toHaveLength(Math.min(32, loads - 1));
    const known = new Set(others.map(idOf));
    expect(call.links.filter((link) => !known.has(idOf(link)))).toEqual([]);
  }
  const reached = new Set([
    ...calls.map(({ parentSpanId }) => parentSpanId),
    ...calls.flatMap((call) => joinedTo(call).map(({ spanId }) => spanId)),
  ]);
  expect(operations.filter(({ spanId }) => !reached.has(spanId))).toEqual([]);
  return { operations, calls };
}

test('of 80 callers who read at the same time, each one is linked with the call that answers', async () => {
  const tokens = await startTokenIssuer();
  const { ended, gateway, post } = await startTraced({ env: tokens.env, emulator: { latencyMs: 400 } });
  const callers = await Promise.all(
    Array.from({ length: 80 }, (_, index) =>
      tokens.token('traffic-mirror:read', { sub: `caller-${index}@example.com` }),
    ),
  );
  // The second time, their documents are known. Then most of them arrive while as many calls are in flight as may be, also on a slow machine.
  for (let round = 0; round < 2; round++) {
    const answers = await Promise.all(
      callers.map((token, index) => {
        // Different texts, so that only their reads are shared.
        const query = `query Q${index} { trafficMirrorSession(id: "${sessionId(1 + (index % 6))}") { sessionNumber } }`;
        return post(query, { authorization: `Bearer ${token}` });
      }),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(80).fill(200));
  }
  const ec2Calls = gateway.ec2Calls().DescribeTrafficMirrorSessions ?? 0;
  const spans = await ended();
  const { operations, calls } = expectLinked(spans, ({ name }) => name.startsWith('EC2/'));
  expect(operations).toHaveLength(160);
  expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(160);
  expect(calls).toHaveLength(ec2Calls);
  expect(calls.reduce((sum, { attributes }) => sum + Number(attributes['tmgw.loads'] ?? 1), 0)).toBe(160);
  // One call at least had more than it can link.
  expect(Math.max(...calls.map(({ attributes }) => Number(attributes['tmgw.loads'] ?? 1)))).toBeGreaterThan(
    33,
  );
  expect(new Set(spans.map(({ attributes }) => attributes['tmgw.caller'])).size).toBeGreaterThanOrEqual(80);
});

test('a call is in the trace of the first that is recorded, and counts those that are not', async () => {
  const { ended, post } = await startTraced({ emulator: { latencyMs: 100 } });
  const parent = '4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7';
  const flags = ['00', '00', '00', '01', '00', '01'];
  await Promise.all(
    flags.map((flag, index) =>
      post(`query Q${index} { trafficMirrorSession(id: "${sessionId(1)}") { arn } }`, {
        traceparent: `00-${parent}-${flag}`,
      }),
    ),
  );
  const { operations, calls } = expectRecorded(await ended());
  expect(operations.map(({ name }) => name).sort()).toEqual(['query Q3', 'query Q5']);
  const shared = calls.find(({ links }) => links.length > 0) ?? calls[0];
  expect(Number(shared?.attributes['tmgw.loads'])).toBeGreaterThan(2);
  const led = calls.map(({ parentSpanId }) => parentSpanId);
  const linked = calls.flatMap(({ links }) => links.map(({ spanId }) => spanId));
  expect(new Set([...led, ...linked])).toEqual(new Set(operations.map(({ spanId }) => spanId)));
});

const expectRecorded = (spans: readonly CollectedSpan[]) => ({
  operations: spans.filter(({ name }) => name.startsWith('query ')),
  calls: spans.filter(({ name }) => name.startsWith('EC2/')),
});

test('equal queries share a span for the execution that they share', async () => {
  const { ended, gateway, post } = await startTraced({ emulator: { latencyMs: 100 } });
  const query = `query Same { trafficMirrorSession(id: "${sessionId(1)}") { target { arn } } }`;
  await Promise.all(Array.from({ length: 12 }, () => post(query)));
  const ec2Calls = Object.values(gateway.ec2Calls()).reduce((sum, count) => sum + count, 0);
  const spans = await ended();
  const shared = spans.filter(({ name }) => name === 'shared query');
  expect(shared.length).toBeGreaterThan(0);
  // Who was executed alone has the calls in its own operation.
  const alone = spans.filter(
    ({ name, parentSpanId }) =>
      name.startsWith('EC2/') && !shared.some(({ spanId }) => spanId === parentSpanId),
  );
  const { operations } = expectLinked(spans, (span) => shared.includes(span) || alone.includes(span));
  expect(operations).toHaveLength(12);
  expect(spans.filter(({ name }) => name.startsWith('EC2/'))).toHaveLength(ec2Calls);
});
