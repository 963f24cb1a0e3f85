/** Spans as the rest of the program sees them: what is off is one object, and several that wait become one. */
import { expect, test } from '@jest/globals';
import { noSpan, noTracer, parseTraceparent, type Span, together, waited } from '../../src/trace.ts';

/** Records what it is told. */
function recorded(spanId: string, told: string[] = []): Span {
  return {
    isRecorded: true,
    traceId: 'trace',
    spanId,
    begin(name, attributes, links = []) {
      told.push(
        `${spanId}: ${name} ${JSON.stringify(attributes)} ${links.map((link) => link.spanId).join()}`,
      );
      return recorded(`${spanId}.1`, told);
    },
    set: () => {},
    event: (name, says) => void told.push(`${spanId}: ${name} ${JSON.stringify(says)}`),
    end: (outcome) => void told.push(`${spanId}: ${outcome}`),
  };
}

test('without traces, every span is the same object, and so is what several have in common', () => {
  expect(noTracer.begin('POST /graphql', undefined, 0)).toBe(noSpan);
  expect(noSpan.begin('query')).toBe(noSpan);
  expect(together([noSpan, noSpan])).toBe(noSpan);
  expect(together([])).toBe(noSpan);
});

test('who waits alone is left as it is', () => {
  const span = recorded('a');
  expect(together([span])).toBe(span);
});

test('what several wait for is a part of the first that is recorded, links to 32 others, counts all, and tells all', () => {
  const told: string[] = [];
  const others = Array.from({ length: 40 }, (_, index) => recorded(`${index}`, told));
  const first = recorded('first', told);
  const all = together([noSpan, first, ...others, first]);
  all.begin('EC2/DescribeVpcs', { 'rpc.method': 'DescribeVpcs' });
  const [begun, ...events] = told;
  const linked = Array.from({ length: 32 }, (_, index) => index).join();
  expect(begun).toBe(`first: EC2/DescribeVpcs {"rpc.method":"DescribeVpcs","tmgw.loads":43} ${linked}`);
  const call = '{"tmgw.call.trace_id":"trace","tmgw.call.span_id":"first.1"}';
  expect(events).toEqual(others.map(({ spanId }) => `${spanId}: joined a call ${call}`));
  told.length = 0;
  all.end('ok');
  expect(told).toEqual([]);
});

test('a wait is told only if there was one', () => {
  const told: string[] = [];
  const span = recorded('a', told);
  waited(span, 'waited for a token', performance.now());
  expect(told).toEqual([]);
  waited(span, 'waited for a token', performance.now() - 50);
  expect(told).toEqual([expect.stringMatching(/^a: waited for a token \{"tmgw.ms":\d+(\.\d)?\}$/)]);
});

const [traceId, spanId] = ['0af7651916cd43dd8448eb211c80319c', 'b7ad6b7169203331'];
test.each([
  [`00-${traceId}-${spanId}-01`, true],
  [`00-${traceId}-${spanId}-00`, false],
  // Other flags may come (W3C Trace Context, section 3.2.2.5).
  [`00-${traceId}-${spanId}-03`, true],
  [`00-${traceId}-${spanId}-fe`, false],
])('the client says in %s whether its trace is recorded', (header, isSampled) => {
  expect(parseTraceparent(header, 'a=b')).toEqual({ traceId, spanId, isSampled, state: 'a=b' });
});

test.each([
  undefined,
  '',
  `ff-${traceId}-${spanId}-01`,
  `00-${'0'.repeat(32)}-${spanId}-01`,
  `00-${traceId}-${'0'.repeat(16)}-01`,
  `00-${traceId.toUpperCase()}-${spanId}-01`,
  [`00-${traceId}-${spanId}-01`, 'x'],
])('nothing is made of %j', (header) => {
  expect(parseTraceparent(header, 'a=b')).toBeUndefined();
});
