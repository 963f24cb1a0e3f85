/** What callers are told when a part fails: what was done nevertheless, and what to do next. */
import { expect, test } from '@jest/globals';
import { startTestGateway } from '../support/gateway.ts';

const unavailable = { error: { code: 'InternalError', status: 500 }, times: 3 };

test('a read that fails below the payload of a mutation does not tell the caller to make the change again', async () => {
  const gateway = await startTestGateway();
  const document = `mutation { createTrafficMirrorFilter(input: { description: "dup" }) {
    trafficMirrorFilter { trafficMirrorFilterId sessions(first: 5) { nodes { id } } } userErrors { code } } }`;
  for (const fault of [unavailable, { error: { code: 'RequestLimitExceeded', status: 503 }, times: 3 }]) {
    gateway.emulator.faults('DescribeTrafficMirrorSessions', [fault]);
    const { data, errors } = await gateway.send(document);
    expect(data?.createTrafficMirrorFilter).toMatchObject({
      trafficMirrorFilter: { trafficMirrorFilterId: expect.any(String) },
      userErrors: [],
    });
    expect(errors).toHaveLength(1);
    const [error] = errors ?? [];
    expect(error?.message).toMatch(/userErrors.*query the rest/);
    expect(error?.message).not.toMatch(/Send the request again/);
    expect(error?.extensions).toMatchObject({ retryable: false, requestId: expect.any(String) });
    expect(error?.extensions).not.toHaveProperty('retryAfterMs');
  }
});

test('an invalid argument below the payload of a mutation is still named', async () => {
  const gateway = await startTestGateway();
  const [error] = await gateway.queryErrors(`mutation { createTrafficMirrorFilter(input: {}) {
    trafficMirrorFilter { sessions(first: 1, after: "no cursor") { nodes { id } } } } }`);
  expect(error?.message).toMatch(/`after` must be a cursor.*sending the change again/);
  expect(error?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', retryable: false });
});

test('a failed read of a query may be sent again', async () => {
  const gateway = await startTestGateway();
  gateway.emulator.faults('DescribeTrafficMirrorSessions', [unavailable]);
  const [error] = await gateway.queryErrors('{ trafficMirrorSessions(first: 5) { nodes { id } } }');
  expect(error?.extensions.retryable).toBe(true);
});
