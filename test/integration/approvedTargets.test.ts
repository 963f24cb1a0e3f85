import { CreateTrafficMirrorTargetCommand } from '@aws-sdk/client-ec2';
import { beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { filterId, networkInterfaceId, sessionId, targetId } from '../support/demo.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { apply, mutate } from '../support/mutations.ts';
import { planFor } from '../support/plans.ts';

const none = {
  trafficMirrorTargetIds: [],
  networkInterfaceIds: [],
  networkLoadBalancerArns: [],
  gatewayLoadBalancerEndpointIds: [],
  ownerAccountIds: [],
};

let gateway: TestGateway;
beforeAll(async () => {
  const approvedTargets = {
    ...none,
    trafficMirrorTargetIds: [targetId(3)],
    networkInterfaceIds: [networkInterfaceId(8), networkInterfaceId(11)],
  };
  gateway = await startTestGateway({ approvedTargets });
});
beforeEach(() => gateway.emulator.resetCalls());

const changes = () =>
  gateway.emulator.requests.map(({ action }) => action).filter((action) => !action.startsWith('Describe'));
const forbidden = (field: string, rule: string) =>
  expect.objectContaining({
    code: 'FORBIDDEN_BY_POLICY',
    field: ['input', field],
    message: expect.stringContaining(`approvedTargets.${rule}`),
    retryable: false,
  });

describe('a destination that is not approved', () => {
  test.each<[string, object, string, string]>([
    [
      'interface',
      { networkInterfaceId: networkInterfaceId(10) },
      'networkInterfaceId',
      'networkInterfaceIds',
    ],
    [
      'load balancer',
      {
        networkLoadBalancerArn:
          'arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/net/evil/50dc6c495c0c9188',
      },
      'networkLoadBalancerArn',
      'networkLoadBalancerArns',
    ],
    [
      'endpoint',
      { gatewayLoadBalancerEndpointId: 'vpce-03c4d5e6f7a8b0001' },
      'gatewayLoadBalancerEndpointId',
      'gatewayLoadBalancerEndpointIds',
    ],
  ])('%s does not become a target, tried or for real', async (_, input, field, rule) => {
    for (const dryRun of [true, false]) {
      const { userErrors, trafficMirrorTarget } = await mutate(gateway, 'createTrafficMirrorTarget', {
        ...input,
        dryRun,
      });
      expect(trafficMirrorTarget).toBeNull();
      expect(userErrors).toEqual([forbidden(field, rule)]);
    }
    expect(changes()).toEqual([]);
  });

  test('gets no new session', async () => {
    const input = {
      networkInterfaceId: networkInterfaceId(10),
      trafficMirrorTargetId: targetId(2),
      trafficMirrorFilterId: filterId(1),
      sessionNumber: 1,
    };
    const { userErrors } = await mutate(gateway, 'createTrafficMirrorSession', input);
    expect(userErrors).toEqual([forbidden('trafficMirrorTargetId', 'trafficMirrorTargetIds')]);
    expect(changes()).toEqual([]);
  });

  test('gets no session through a change, a bulk change, or a plan', async () => {
    const input = { trafficMirrorSessionId: sessionId(1), trafficMirrorTargetId: targetId(2) };
    const { userErrors } = await mutate(gateway, 'modifyTrafficMirrorSession', input);
    expect(userErrors).toEqual([forbidden('trafficMirrorTargetId', 'trafficMirrorTargetIds')]);
    const data = await gateway.query(
      `query ($input: ModifyTrafficMirrorSessionInput!) { planTrafficMirrorSession(input: $input) { userErrors { code } } }`,
      { input },
    );
    expect(data).toEqual({ planTrafficMirrorSession: { userErrors: [{ code: 'FORBIDDEN_BY_POLICY' }] } });
    const bulk = await gateway.query(
      `mutation ($input: ModifyTrafficMirrorSessionsInput!) { modifyTrafficMirrorSessions(input: $input) { results { userErrors { code field } } } }`,
      { input: { modifications: [input] } },
    );
    expect(bulk).toEqual({
      modifyTrafficMirrorSessions: {
        results: [
          {
            userErrors: [
              {
                code: 'FORBIDDEN_BY_POLICY',
                field: ['input', 'modifications', '0', 'trafficMirrorTargetId'],
              },
            ],
          },
        ],
      },
    });
    expect(changes().filter((action) => action !== 'ModifyTrafficMirrorSession')).toEqual([]);
    expect(
      gateway.emulator.requests.filter(
        ({ action, params }) => action === 'ModifyTrafficMirrorSession' && params.DryRun !== 'true',
      ),
    ).toEqual([]);
  });
});

test("a target that exists but that EC2's reads do not show yet gets no session", async () => {
  gateway.emulator.faults('DescribeTrafficMirrorTargets', [{ stale: true, times: 3 }]);
  const { TrafficMirrorTarget: fresh } = await gateway.ec2.send(
    new CreateTrafficMirrorTargetCommand({ NetworkInterfaceId: networkInterfaceId(9) }),
  );
  gateway.emulator.resetCalls();
  const trafficMirrorTargetId = fresh?.TrafficMirrorTargetId;
  const existing = { trafficMirrorSessionId: sessionId(1), trafficMirrorTargetId };
  const made = {
    networkInterfaceId: networkInterfaceId(10),
    trafficMirrorFilterId: filterId(1),
    sessionNumber: 1,
    trafficMirrorTargetId,
  };
  const notFound = expect.objectContaining({ code: 'NOT_FOUND', field: ['input', 'trafficMirrorTargetId'] });
  expect((await mutate(gateway, 'modifyTrafficMirrorSession', existing)).userErrors).toEqual([notFound]);
  expect((await mutate(gateway, 'createTrafficMirrorSession', made)).userErrors).toEqual([notFound]);
  expect(changes()).toEqual([]);
  const plan = `query ($input: ModifyTrafficMirrorSessionInput!) { planTrafficMirrorSession(input: $input) { userErrors { code field } } }`;
  const { planTrafficMirrorSession } = await gateway.query<{ planTrafficMirrorSession: object }>(plan, {
    input: existing,
  });
  expect(planTrafficMirrorSession).toEqual({ userErrors: [notFound] });
});

test('a plan says that it could not check a target that could not be read', async () => {
  gateway.emulator.deny('DescribeTrafficMirrorTargets');
  const input = { trafficMirrorSessionId: sessionId(1), trafficMirrorTargetId: targetId(2) };
  const plan = await planFor(gateway, 'modifyTrafficMirrorSession', input);
  gateway.emulator.allow('DescribeTrafficMirrorTargets');
  expect(plan).toMatchObject({ userErrors: [], warningDetails: [{ code: 'NOT_CHECKED' }] });
});

describe('an approved destination is accepted', () => {
  test('if the id of the target is approved, without reading the target', async () => {
    await apply(gateway, 'modifyTrafficMirrorSession', {
      trafficMirrorSessionId: sessionId(2),
      trafficMirrorTargetId: targetId(3),
    });
    expect(gateway.ec2Calls().DescribeTrafficMirrorTargets).toBeUndefined();
  });

  test('if the destination of the target is approved', async () => {
    await apply(gateway, 'modifyTrafficMirrorSession', {
      trafficMirrorSessionId: sessionId(2),
      trafficMirrorTargetId: targetId(1),
    });
    await apply(gateway, 'createTrafficMirrorTarget', { networkInterfaceId: networkInterfaceId(11) });
  });

  test('if the owner of the target is approved', async () => {
    const byOwner = await startTestGateway({
      approvedTargets: { ...none, ownerAccountIds: ['123456789012'] },
    });
    await apply(byOwner, 'modifyTrafficMirrorSession', {
      trafficMirrorSessionId: sessionId(1),
      trafficMirrorTargetId: targetId(2),
    });
  });

  test('and a change of other fields does not check the target', async () => {
    await apply(gateway, 'modifyTrafficMirrorSession', {
      trafficMirrorSessionId: sessionId(5),
      packetLength: 3,
    });
  });
});

test('READ_ONLY turns off every mutation, and no query', async () => {
  const readOnly = await startTestGateway({ env: { READ_ONLY: 'true' } });
  const [error] = await readOnly.queryErrors(
    `mutation { deleteTrafficMirrorSession(input: { trafficMirrorSessionId: "${sessionId(1)}" }) { awsRequestId } }`,
  );
  expect(error).toMatchObject({
    message: expect.stringContaining('READ_ONLY'),
    extensions: { code: 'FORBIDDEN' },
  });
  await readOnly.query(`{ trafficMirrorSession(id: "${sessionId(1)}") { arn } }`);
});
