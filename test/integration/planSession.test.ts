import { beforeAll, beforeEach, expect, test } from '@jest/globals';
import { filterId, sessionId, targetId, unknownSessionId } from '../support/demo.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
beforeEach(() => gateway.emulator.resetCalls());

const document = `query ($input: ModifyTrafficMirrorSessionInput!) { planTrafficMirrorSession(input: $input) {
  trafficMirrorSession { trafficMirrorSessionId version } changes { field before after } warnings
  dryRun { verdict } userErrors { code field message }
} }`;

interface Plan {
  trafficMirrorSession: { version: string } | null;
  changes: object[];
  warnings: string[];
  dryRun: { verdict: string } | null;
  userErrors: { code: string; field: string[] }[];
}

async function plan(input: object): Promise<Plan> {
  return (await gateway.query<{ planTrafficMirrorSession: Plan }>(document, { input }))
    .planTrafficMirrorSession;
}

test('a plan shows the changes, the warnings, and that EC2 would permit them', async () => {
  expect(
    await plan({
      trafficMirrorSessionId: sessionId(6),
      packetLength: 256,
      removeFields: ['DESCRIPTION', 'VIRTUAL_NETWORK_ID'],
    }),
  ).toEqual({
    trafficMirrorSession: { trafficMirrorSessionId: sessionId(6), version: expect.any(String) },
    changes: [
      { field: 'packetLength', before: '128', after: '256' },
      { field: 'virtualNetworkId', before: '4211006', after: null },
      { field: 'description', before: 'Headers only, for case 1042', after: null },
    ],
    warnings: [expect.stringContaining('VXLAN')],
    dryRun: { verdict: 'PERMITTED' },
    userErrors: [],
  });
});

// Session 1 mirrors whole packets to an interface, session 5 8500 bytes to a Network Load Balancer.
test.each<[string, object]>([
  [
    'moves whole packets to a load balancer',
    { trafficMirrorSessionId: sessionId(1), trafficMirrorTargetId: targetId(2) },
  ],
  [
    'moves whole packets to an endpoint',
    { trafficMirrorSessionId: sessionId(1), trafficMirrorTargetId: targetId(3) },
  ],
  [
    'removes the packet length at a load balancer',
    { trafficMirrorSessionId: sessionId(5), removeFields: ['PACKET_LENGTH'] },
  ],
  [
    'removes the packet length and leaves the load balancer',
    {
      trafficMirrorSessionId: sessionId(5),
      trafficMirrorTargetId: targetId(1),
      removeFields: ['PACKET_LENGTH'],
    },
  ],
  [
    'moves a length from a load balancer',
    { trafficMirrorSessionId: sessionId(5), trafficMirrorTargetId: targetId(1) },
  ],
])('a plan that %s, and a dry run, show what the change then does', async (_, input) => {
  const own = await startTestGateway();
  const modify = `mutation ($input: ModifyTrafficMirrorSessionInput!) { modifyTrafficMirrorSession(input: $input) { changes { field before after } } }`;
  const change = async (dryRun: boolean) => {
    const data = await own.query<{ modifyTrafficMirrorSession: { changes: object[] } }>(modify, {
      input: { ...input, dryRun },
    });
    return data.modifyTrafficMirrorSession.changes;
  };
  const foreseen = await own.query<{ planTrafficMirrorSession: Plan }>(document, { input });
  const tried = await change(true);
  const made = await change(false);
  expect([foreseen.planTrafficMirrorSession.changes, tried]).toEqual([made, made]);
});

test('a plan changes nothing in EC2: the only modification that it sends is a dry run', async () => {
  await plan({ trafficMirrorSessionId: sessionId(6), packetLength: 256, dryRun: false });
  const sent = gateway.emulator.requests.filter(({ action }) => !action.startsWith('Describe'));
  expect(sent.map(({ params }) => params.DryRun)).toEqual(['true']);
});

test('a plan that sets the present values has no changes', async () => {
  expect((await plan({ trafficMirrorSessionId: sessionId(6), packetLength: 128 })).changes).toEqual([]);
});

test.each<[string, object, object]>([
  [
    'a missing target',
    { trafficMirrorTargetId: 'tmt-0ffffffffffffffff' },
    { code: 'NOT_FOUND', field: ['input', 'trafficMirrorTargetId'] },
  ],
  [
    'a missing filter',
    { trafficMirrorFilterId: 'tmf-0ffffffffffffffff' },
    { code: 'NOT_FOUND', field: ['input', 'trafficMirrorFilterId'] },
  ],
  [
    'the session number of another session',
    { sessionNumber: 10 },
    { code: 'ALREADY_EXISTS', field: ['input', 'sessionNumber'] },
  ],
  [
    'an old version',
    { packetLength: 1, ifVersion: 'old' },
    { code: 'VERSION_CONFLICT', field: ['input', 'ifVersion'] },
  ],
  [
    'an empty version',
    { packetLength: 1, ifVersion: '' },
    { code: 'VERSION_CONFLICT', field: ['input', 'ifVersion'] },
  ],
])('a plan foresees %s, which a dry run of EC2 does not look at', async (_, input, error) => {
  const { userErrors, dryRun } = await plan({ trafficMirrorSessionId: sessionId(5), ...input });
  expect(userErrors).toEqual([expect.objectContaining(error)]);
  expect(dryRun).toEqual({ verdict: 'PERMITTED' });
});

test("a plan that keeps the session's own number, target and filter has no user errors", async () => {
  const input = {
    trafficMirrorSessionId: sessionId(5),
    sessionNumber: 1,
    trafficMirrorTargetId: targetId(2),
    trafficMirrorFilterId: filterId(2),
  };
  expect((await plan(input)).userErrors).toEqual([]);
});

test('a plan with invalid input reports it as the mutation does, without an EC2 call', async () => {
  const { userErrors } = await plan({
    trafficMirrorSessionId: sessionId(5),
    packetLength: 0,
    sessionNumber: 0,
  });
  expect(userErrors.map(({ field }) => field.at(-1))).toEqual(['packetLength', 'sessionNumber']);
  expect(gateway.ec2Calls()).toEqual({});
});

test('a plan for a session that does not exist is NOT_FOUND', async () => {
  const { userErrors, trafficMirrorSession } = await plan({
    trafficMirrorSessionId: unknownSessionId,
    packetLength: 1,
  });
  expect(trafficMirrorSession).toBeNull();
  expect(userErrors).toEqual([expect.objectContaining({ code: 'NOT_FOUND' })]);
});

test('a plan of a caller who may not make the change says UNAUTHORIZED', async () => {
  gateway.emulator.deny('ModifyTrafficMirrorSession');
  const { dryRun, userErrors, changes } = await plan({
    trafficMirrorSessionId: sessionId(5),
    packetLength: 1,
  });
  gateway.emulator.allow('ModifyTrafficMirrorSession');
  expect(dryRun).toEqual({ verdict: 'UNAUTHORIZED' });
  expect(userErrors).toEqual([expect.objectContaining({ code: 'UNAUTHORIZED' })]);
  expect(changes).toHaveLength(1);
});

test('the version of a plan can be used as `ifVersion`', async () => {
  const { trafficMirrorSession } = await plan({ trafficMirrorSessionId: sessionId(7), packetLength: 9 });
  const input = {
    trafficMirrorSessionId: sessionId(7),
    packetLength: 9,
    ifVersion: trafficMirrorSession?.version,
  };
  expect((await plan(input)).userErrors).toEqual([]);
});
