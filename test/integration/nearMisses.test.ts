/** Answers, and states of EC2, that only look as if a change was made, or was not made. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { networkInterfaceId, newRule, newSession, ruleId, sessionId } from '../support/demo.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { apply, mutate } from '../support/mutations.ts';
import { until } from '../support/until.ts';

let gateway: TestGateway;
beforeEach(async () => {
  gateway = await startTestGateway();
});
afterEach(() => gateway.emulator.faults('ModifyTrafficMirrorSession', []));

const unknown = [expect.objectContaining({ code: 'OUTCOME_UNKNOWN' })];
const lostBefore = [{ reset: 'before' as const, times: 3 }];
const document = (action: string, content: string) =>
  `<${action}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>r</requestId>${content}</${action}Response>`;

describe('a modification that did not reach EC2 is not reported as made', () => {
  const trafficMirrorSessionId = sessionId(1);

  test('when the old text and the new one look like one block of addresses', async () => {
    await apply(gateway, 'modifyTrafficMirrorSession', {
      trafficMirrorSessionId,
      description: '10.0.0.1/24',
    });
    gateway.emulator.faults('ModifyTrafficMirrorSession', lostBefore);
    const change = { trafficMirrorSessionId, description: '10.0.0.2/24' };
    expect((await mutate(gateway, 'modifyTrafficMirrorSession', change)).userErrors).toEqual(unknown);
  });

  test('when the length to reset had the value that it gets at a load balancer', async () => {
    await apply(gateway, 'modifyTrafficMirrorSession', { trafficMirrorSessionId, packetLength: 8_500 });
    gateway.emulator.faults('ModifyTrafficMirrorSession', lostBefore);
    const change = { trafficMirrorSessionId, removeFields: ['PACKET_LENGTH'] };
    expect((await mutate(gateway, 'modifyTrafficMirrorSession', change)).userErrors).toEqual(unknown);
  });

  test('when EC2 answers a reset of the VXLAN ID with the old one', async () => {
    const { trafficMirrorSession } = await gateway.query<{
      trafficMirrorSession: { virtualNetworkId: number };
    }>(`{ trafficMirrorSession(id: "${trafficMirrorSessionId}") { virtualNetworkId } }`);
    const body = document(
      'ModifyTrafficMirrorSession',
      `<trafficMirrorSession><trafficMirrorSessionId>${trafficMirrorSessionId}</trafficMirrorSessionId><virtualNetworkId>${trafficMirrorSession.virtualNetworkId}</virtualNetworkId></trafficMirrorSession>`,
    );
    gateway.emulator.faults('ModifyTrafficMirrorSession', [
      { error: { code: 'InternalError' }, status: 200, body },
    ]);
    const input = { trafficMirrorSessionId, removeFields: ['VIRTUAL_NETWORK_ID'] };
    const { modifyTrafficMirrorSession } = await gateway.query<Record<string, object>>(
      'mutation ($input: ModifyTrafficMirrorSessionInput!) { modifyTrafficMirrorSession(input: $input) { userErrors { code } } }',
      { input },
    );
    expect(modifyTrafficMirrorSession).toEqual({ userErrors: [{ code: 'OUTCOME_UNKNOWN' }] });
  });
});

test('a created rule is not reported when it is narrower than what was asked for', async () => {
  const {
    protocol: _,
    destinationPortRange: __,
    sourcePortRange: ___,
    ...anyPackets
  } = newRule as Record<string, unknown>;
  const body = document(
    'CreateTrafficMirrorFilterRule',
    `<trafficMirrorFilterRule><trafficMirrorFilterRuleId>tmfr-0a1b2c3d4e5f6ffff</trafficMirrorFilterRuleId><trafficMirrorFilterId>${anyPackets.trafficMirrorFilterId}</trafficMirrorFilterId><trafficDirection>ingress</trafficDirection><ruleNumber>${anyPackets.ruleNumber}</ruleNumber><ruleAction>accept</ruleAction><protocol>6</protocol><destinationCidrBlock>${anyPackets.destinationCidrBlock}</destinationCidrBlock><sourceCidrBlock>${anyPackets.sourceCidrBlock}</sourceCidrBlock></trafficMirrorFilterRule>`,
  );
  gateway.emulator.faults('CreateTrafficMirrorFilterRule', [
    { error: { code: 'InternalError' }, status: 200, body, times: 50 },
  ]);
  const input = { ...anyPackets, trafficDirection: 'INGRESS', ruleAction: 'ACCEPT' };
  expect((await mutate(gateway, 'createTrafficMirrorFilterRule', input)).userErrors).toEqual(unknown);
});

test('a key that is used for the first time is not called used, however late EC2 shows what it created', async () => {
  gateway.emulator.faults('DescribeTrafficMirrorSessions', [{ stale: true, times: 20 }]);
  const input = { ...newSession, idempotencyKey: 'first use' };
  const { userErrors } = await mutate(gateway, 'createTrafficMirrorSession', input);
  expect(userErrors).toEqual([expect.objectContaining({ code: 'OUTCOME_UNKNOWN', retryable: true })]);
});

test('a replayed create shows the resource as it is now', async () => {
  const input = { description: 'v1', idempotencyKey: 'case 1042' };
  const made = await apply(gateway, 'createTrafficMirrorFilter', input);
  const id = (made.trafficMirrorFilter as { trafficMirrorFilterId: string }).trafficMirrorFilterId;
  const body = document(
    'CreateTrafficMirrorFilter',
    `<trafficMirrorFilter><trafficMirrorFilterId>${id}</trafficMirrorFilterId><description>v1</description></trafficMirrorFilter>`,
  );
  await apply(gateway, 'modifyTrafficMirrorFilterNetworkServices', {
    trafficMirrorFilterId: id,
    addNetworkServices: ['AMAZON_DNS'],
  });
  gateway.emulator.faults('CreateTrafficMirrorFilter', [
    { error: { code: 'InternalError' }, status: 200, body },
  ]);
  const answer = await gateway.query<Record<string, object>>(
    'mutation ($input: CreateTrafficMirrorFilterInput!) { createTrafficMirrorFilter(input: $input) { trafficMirrorFilter { networkServices } userErrors { code } } }',
    { input },
  );
  expect(answer.createTrafficMirrorFilter).toEqual({
    trafficMirrorFilter: { networkServices: ['AMAZON_DNS'] },
    userErrors: [],
  });
});

describe('what was just created is there', () => {
  const createRule = async () => {
    const { trafficMirrorFilterRule } = await apply(gateway, 'createTrafficMirrorFilterRule', newRule);
    return (trafficMirrorFilterRule as { trafficMirrorFilterRuleId: string }).trafficMirrorFilterRuleId;
  };

  test('for a change that reads it first', async () => {
    gateway.emulator.faults('DescribeTrafficMirrorFilterRules', [{ stale: true, times: 2 }]);
    const trafficMirrorFilterRuleId = await createRule();
    const change = { trafficMirrorFilterRuleId, dryRun: true };
    expect((await mutate(gateway, 'deleteTrafficMirrorFilterRule', change)).userErrors).toEqual([]);
  });

  test('for a delete whose answer was lost', async () => {
    gateway.emulator.faults('DescribeTrafficMirrorFilterRules', [{ stale: true, times: 20 }]);
    const trafficMirrorFilterRuleId = await createRule();
    gateway.emulator.faults('DeleteTrafficMirrorFilterRule', [{ reset: 'after' }]);
    const payload = await mutate(gateway, 'deleteTrafficMirrorFilterRule', { trafficMirrorFilterRuleId });
    expect(payload.userErrors).toEqual([]);
  });
});

test('a mistake beside what was just created is reported at once', async () => {
  const { trafficMirrorFilter } = await apply(gateway, 'createTrafficMirrorFilter', {});
  const { trafficMirrorFilterId } = trafficMirrorFilter as { trafficMirrorFilterId: string };
  const input = {
    ...newSession,
    networkInterfaceId: networkInterfaceId(9),
    trafficMirrorFilterId,
    trafficMirrorTargetId: 'tmt-0ffffffffffffffff',
  };
  const { userErrors } = await mutate(gateway, 'createTrafficMirrorSession', input);
  expect(userErrors).toEqual([expect.objectContaining({ code: 'NOT_FOUND' })]);
  expect(gateway.emulator.calls.get('CreateTrafficMirrorSession')).toBe(1);
});

test.each([
  ['empty', '<Message/>'],
  ['blank', '<Message>  </Message>'],
])("a refusal of EC2 without a text, %s, gets the gateway's own", async (_, message) => {
  const body = `<Response><Errors><Error><Code>InvalidParameterValue</Code>${message}</Error></Errors><RequestID>r</RequestID></Response>`;
  gateway.emulator.faults('ModifyTrafficMirrorFilterRule', [
    { error: { code: 'InternalError' }, status: 400, body },
  ]);
  const change = { trafficMirrorFilterRuleId: ruleId, description: 'x' };
  const { userErrors } = await mutate(gateway, 'modifyTrafficMirrorFilterRule', change);
  expect(userErrors).toEqual([
    expect.objectContaining({ code: 'INVALID_INPUT', message: 'EC2 refused the request.' }),
  ]);
});

test('a list that is too large for one answer is read in smaller pages', async () => {
  const padding = `<!--${' '.repeat(17_000_000)}-->`;
  const body = document('DescribeTrafficMirrorTargets', `<trafficMirrorTargetSet/>${padding}`);
  gateway.emulator.faults('DescribeTrafficMirrorTargets', [{ body, times: 4 }]);
  const { trafficMirrorTargets } = await gateway.query<{ trafficMirrorTargets: { nodes: object[] } }>(
    '{ trafficMirrorTargets(first: 1000) { nodes { id } } }',
  );
  expect(trafficMirrorTargets.nodes.length).toBeGreaterThan(0);
  expect(gateway.emulator.calls.get('DescribeTrafficMirrorTargets')).toBe(5);
});

test('a filter is not deleted together with a rule that was created after its version was checked', async () => {
  const id = newRule.trafficMirrorFilterId;
  const { trafficMirrorFilter } = await gateway.query<{ trafficMirrorFilter: { version: string } }>(
    `{ trafficMirrorFilter(id: "${id}") { version } }`,
  );
  gateway.emulator.faults('DeleteTrafficMirrorFilter', [{ delayMs: 300 }]);
  const deletion = mutate(gateway, 'deleteTrafficMirrorFilter', {
    trafficMirrorFilterId: id,
    ifVersion: trafficMirrorFilter.version,
  });
  await until(() => gateway.emulator.calls.has('DeleteTrafficMirrorFilter'));
  const { userErrors } = await mutate(gateway, 'createTrafficMirrorFilterRule', newRule);
  expect((await deletion).userErrors).toEqual([]);
  expect(userErrors).toEqual([expect.objectContaining({ code: 'NOT_FOUND' })]);
});
