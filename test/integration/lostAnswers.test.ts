import { DescribeTrafficMirrorSessionsCommand } from '@aws-sdk/client-ec2';
import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Emulator } from '../../src/emulator/server.ts';
import { sessionId } from '../support/demo.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { modify } from '../support/modify.ts';

type Fault = Parameters<Emulator['faults']>[1][number];

let gateway: TestGateway;
beforeEach(async () => {
  gateway = await startTestGateway();
});

const action = 'ModifyTrafficMirrorSession';
const input = { trafficMirrorSessionId: sessionId(1), packetLength: 333 };
/** The SDK makes three attempts; the gateway sees a fault only if it hits all of them. */
const always = (fault: Fault): Fault[] => [{ ...fault, times: 3 }];

async function packetLengthInEc2() {
  const command = new DescribeTrafficMirrorSessionsCommand({ TrafficMirrorSessionIds: [sessionId(1)] });
  return (await gateway.ec2.send(command)).TrafficMirrorSessions?.[0]?.PacketLength;
}

describe('a change that was made although its answer was lost is found by reading back', () => {
  test.each<[string, Fault[]]>([
    ['the connection is reset after it, every time', always({ reset: 'after' })],
    ['the connection ends after it, every time', always({ end: true })],
    [
      'EC2 says 500 after it, every time',
      always({ error: { code: 'InternalError', status: 500 }, apply: true }),
    ],
    ['the answer is an empty 200', [{ body: '' }]],
    [
      'the answer is a page of HTML',
      [{ body: '<html><body>hello</body></html>', headers: { 'content-type': 'text/html' } }],
    ],
    ['the answer is cut off', [{ truncate: true }]],
    [
      'it is lost once, and then EC2 throttles',
      [{ reset: 'after' }, { error: { code: 'RequestLimitExceeded', status: 503 }, times: 2 }],
    ],
  ])('%s', async (_, script) => {
    gateway.emulator.faults(action, script);
    const payload = await modify(gateway, input);
    expect(payload.userErrors).toEqual([]);
    expect(payload.trafficMirrorSession?.packetLength).toBe(333);
    expect(await packetLengthInEc2()).toBe(333);
  });
});

describe('a change whose outcome is unknown is neither a success nor a failure', () => {
  test('that was not made, but might have been', async () => {
    gateway.emulator.faults(action, always({ reset: 'before' }));
    const payload = await modify(gateway, input);
    expect(payload.trafficMirrorSession).toBeNull();
    expect(payload.userErrors).toEqual([
      expect.objectContaining({ code: 'OUTCOME_UNKNOWN', retryable: true }),
    ]);
    expect(await packetLengthInEc2()).toBeUndefined();
  });

  test('that should have assigned a new VXLAN ID, if the old one is read back', async () => {
    gateway.emulator.faults(action, always({ reset: 'before' }));
    const payload = await modify(gateway, {
      trafficMirrorSessionId: sessionId(1),
      removeFields: ['VIRTUAL_NETWORK_ID'],
    });
    expect(payload.userErrors).toEqual([expect.objectContaining({ code: 'OUTCOME_UNKNOWN' })]);
  });

  test('is settled by sending it again', async () => {
    gateway.emulator.faults(action, always({ reset: 'before' }));
    await modify(gateway, input);
    expect((await modify(gateway, input)).trafficMirrorSession?.packetLength).toBe(333);
  });
});

describe('callers do not notice a short fault', () => {
  test.each<[string, Fault]>([
    ['a throttle', { error: { code: 'RequestLimitExceeded', status: 503 } }],
    ['an internal error', { error: { code: 'InternalError', status: 500 } }],
    ['a reset before the change', { reset: 'before' }],
    ['a reset after the change', { reset: 'after' }],
  ])('%s', async (_, fault) => {
    gateway.emulator.faults(action, [fault]);
    const payload = await modify(gateway, input);
    expect(payload.trafficMirrorSession?.packetLength).toBe(333);
    expect(gateway.ec2Calls()[action]).toBe(2);
  });
});

test('if EC2 keeps throttling, the change is THROTTLED, and nothing was changed', async () => {
  gateway.emulator.faults(action, always({ error: { code: 'RequestLimitExceeded', status: 503 } }));
  const payload = await modify(gateway, input);
  expect(payload.userErrors).toEqual([
    expect.objectContaining({
      __typename: 'TrafficMirrorThrottledError',
      code: 'THROTTLED',
      awsErrorCode: 'RequestLimitExceeded',
      retryable: true,
    }),
  ]);
  expect(gateway.ec2Calls()).toEqual({ [action]: 3 });
});

test('a dry run whose answer is lost is not read back', async () => {
  gateway.emulator.faults(action, always({ reset: 'after' }));
  const payload = await modify(gateway, { ...input, dryRun: true });
  expect(payload).toMatchObject({ trafficMirrorSession: null, dryRun: null });
  expect(payload.userErrors).toEqual([expect.objectContaining({ code: 'UPSTREAM_UNAVAILABLE' })]);
  expect(gateway.ec2Calls().DescribeTrafficMirrorSessions).toBeUndefined();
});

test('EC2 that cannot be reached is UPSTREAM_UNAVAILABLE for a change and for a read, and the gateway lives', async () => {
  await gateway.emulator.stop();
  const payload = await modify(gateway, input);
  expect(payload.userErrors).toEqual([
    expect.objectContaining({ code: 'UPSTREAM_UNAVAILABLE', retryable: true, awsErrorCode: null }),
  ]);
  const [error] = await gateway.queryErrors('query ($id: ID!) { trafficMirrorSession(id: $id) { arn } }', {
    id: sessionId(1),
  });
  expect(error).toMatchObject({
    path: ['trafficMirrorSession'],
    extensions: { code: 'UPSTREAM_UNAVAILABLE', retryable: true },
  });
  expect((await fetch(`${gateway.url}/health/live`)).status).toBe(200);
});

test("credentials that EC2 rejects are reported as the gateway's fault", async () => {
  gateway.emulator.faults(action, [
    {
      error: {
        code: 'AuthFailure',
        status: 401,
        message: 'AWS was not able to validate the provided access credentials',
      },
    },
  ]);
  const answer = await gateway.send(
    'mutation ($input: ModifyTrafficMirrorSessionInput!) { modifyTrafficMirrorSession(input: $input) { warnings } }',
    { input },
  );
  expect(answer.data).toEqual({ modifyTrafficMirrorSession: null });
  expect(answer.errors?.[0]?.extensions).toMatchObject({
    code: 'UPSTREAM_FORBIDDEN',
    awsErrorCode: 'AuthFailure',
  });
});

describe('a read', () => {
  const read = 'query ($id: ID!) { trafficMirrorSession(id: $id) { sessionNumber } }';
  const describeAction = 'DescribeTrafficMirrorSessions';

  const emptyPage =
    '<DescribeTrafficMirrorSessionsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>r</requestId>' +
    '<trafficMirrorSessionSet/><nextToken>again</nextToken></DescribeTrafficMirrorSessionsResponse>';

  test('is tried again if the answer is empty', async () => {
    gateway.emulator.faults(describeAction, [{ body: '' }]);
    expect(await gateway.query(read, { id: sessionId(1) })).toEqual({
      trafficMirrorSession: { sessionNumber: 1 },
    });
  });

  test('never takes an empty answer for an empty list', async () => {
    gateway.emulator.faults(describeAction, [{ body: '', times: 3 }]);
    const [error] = await gateway.queryErrors(read, { id: sessionId(1) });
    expect(error?.extensions).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
  });

  test('ends when EC2 repeats its page token', async () => {
    gateway.emulator.faults(describeAction, [{ body: emptyPage, times: 1_000 }]);
    const [error] = await gateway.queryErrors('{ trafficMirrorSessions { nodes { arn } } }');
    expect(error?.extensions).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
    expect(gateway.ec2Calls()[describeAction]).toBe(2);
  });

  test('ignores items that it did not ask for', async () => {
    gateway.emulator.faults(describeAction, [{ items: 'unasked' }]);
    expect(await gateway.query(read, { id: sessionId(1) })).toEqual({
      trafficMirrorSession: { sessionNumber: 1 },
    });
  });
});
