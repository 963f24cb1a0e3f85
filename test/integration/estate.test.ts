import { beforeAll, expect, test } from '@jest/globals';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { apply, mutate } from '../support/mutations.ts';

/** Creates, changes, reads and deletes a whole estate through GraphQL alone: of the demo data, only the network is kept. */
let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
  const all = await gateway.query<Record<string, { nodes: Record<string, string>[] }>>(`{
    trafficMirrorSessions { nodes { trafficMirrorSessionId } } trafficMirrorFilters { nodes { trafficMirrorFilterId } }
    trafficMirrorTargets { nodes { trafficMirrorTargetId } }
  }`);
  for (const input of all.trafficMirrorSessions?.nodes ?? [])
    await apply(gateway, 'deleteTrafficMirrorSession', input);
  for (const input of all.trafficMirrorFilters?.nodes ?? [])
    await apply(gateway, 'deleteTrafficMirrorFilter', input);
  for (const input of all.trafficMirrorTargets?.nodes ?? [])
    await apply(gateway, 'deleteTrafficMirrorTarget', input);
});

const eni = (n: number) => `eni-0e5f6a7b8c9d0${String(n).padStart(4, '0')}`;
const nlb =
  'arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/net/prod-sensors/50dc6c495c0c9188';
const tags = [
  { key: 'Name', value: 'made by a test' },
  { key: 'empty', value: '' },
];

/** The ids that each step leaves for the next ones. */
const made = {
  targets: [] as string[],
  filters: [] as string[],
  rules: [] as string[],
  sessions: [] as string[],
};
const idIn = (payload: object, type: string) =>
  (payload as Record<string, Record<string, string>>)[type]?.[`${type}Id`] ?? '';

test('targets of all three kinds are created', async () => {
  for (const destination of [
    { networkInterfaceId: eni(8) },
    { networkLoadBalancerArn: nlb },
    { gatewayLoadBalancerEndpointId: 'vpce-03c4d5e6f7a8b0001' },
  ]) {
    const payload = await apply(gateway, 'createTrafficMirrorTarget', {
      ...destination,
      description: 'a target',
      tags,
    });
    expect(payload.trafficMirrorTarget).toMatchObject({ ...destination, description: 'a target', tags });
    made.targets.push(idIn(payload, 'trafficMirrorTarget'));
  }
});

test('filters are created, with rules in both directions and a network service', async () => {
  for (const description of ['web', 'dns']) {
    const payload = await apply(gateway, 'createTrafficMirrorFilter', { description, tags });
    expect(payload.trafficMirrorFilter).toMatchObject({
      description,
      tags,
      networkServices: [],
      ingressRules: [],
    });
    made.filters.push(idIn(payload, 'trafficMirrorFilter'));
  }
  const [web, dns] = made.filters;
  const any = { ruleAction: 'ACCEPT', sourceCidrBlock: '0.0.0.0/0', destinationCidrBlock: '0.0.0.0/0' };
  for (const rule of [
    {
      trafficDirection: 'INGRESS',
      ruleNumber: 20,
      protocol: 6,
      destinationPortRange: { fromPort: 443, toPort: 443 },
      tags,
    },
    {
      trafficDirection: 'INGRESS',
      ruleNumber: 10,
      protocol: 6,
      sourcePortRange: { fromPort: 1024, toPort: 65535 },
    },
    { trafficDirection: 'EGRESS', ruleNumber: 10, protocol: 0, description: 'all of protocol 0' },
  ]) {
    const { tags: _, ...shown } = { tags: undefined, ...rule };
    const payload = await apply(gateway, 'createTrafficMirrorFilterRule', {
      trafficMirrorFilterId: web,
      ...any,
      ...rule,
    });
    expect(payload.trafficMirrorFilterRule).toMatchObject(shown);
    made.rules.push(idIn(payload, 'trafficMirrorFilterRule'));
  }
  const change = { trafficMirrorFilterId: dns, addNetworkServices: ['AMAZON_DNS'] };
  const payload = await apply(gateway, 'modifyTrafficMirrorFilterNetworkServices', change);
  expect(payload.trafficMirrorFilter).toMatchObject({ networkServices: ['AMAZON_DNS'] });
});

test('sessions are created, with defaults and with everything', async () => {
  const common = { networkInterfaceId: eni(1), trafficMirrorFilterId: made.filters[0] };
  const plain = await apply(gateway, 'createTrafficMirrorSession', {
    ...common,
    trafficMirrorTargetId: made.targets[0],
    sessionNumber: 1,
  });
  expect(plain.trafficMirrorSession).toMatchObject({ packetLength: null, description: null, tags: [] });
  expect(plain.trafficMirrorSession).toHaveProperty('virtualNetworkId', expect.any(Number));
  const full = await apply(gateway, 'createTrafficMirrorSession', {
    ...common,
    trafficMirrorTargetId: made.targets[2],
    sessionNumber: 2,
    packetLength: 100,
    virtualNetworkId: 0,
    description: 'full',
    tags,
  });
  expect(full.trafficMirrorSession).toMatchObject({
    packetLength: 100,
    virtualNetworkId: 0,
    description: 'full',
    tags,
  });
  const balanced = await apply(gateway, 'createTrafficMirrorSession', {
    ...common,
    trafficMirrorTargetId: made.targets[1],
    sessionNumber: 3,
  });
  expect(balanced.trafficMirrorSession).toMatchObject({ packetLength: 8500 });
  for (const payload of [plain, full, balanced]) made.sessions.push(idIn(payload, 'trafficMirrorSession'));
});

test('a fourth session of the interface exceeds the quota', async () => {
  const payload = await mutate(gateway, 'createTrafficMirrorSession', {
    networkInterfaceId: eni(1),
    trafficMirrorTargetId: made.targets[0],
    trafficMirrorFilterId: made.filters[0],
    sessionNumber: 4,
  });
  expect(payload.userErrors).toEqual([
    expect.objectContaining({
      code: 'QUOTA_EXCEEDED',
      awsErrorCode: 'TrafficMirrorSessionsPerInterfaceLimitExceeded',
      field: ['input', 'networkInterfaceId'],
    }),
  ]);
});

test('every field that can be changed is changed', async () => {
  const session = await apply(gateway, 'modifyTrafficMirrorSession', {
    trafficMirrorSessionId: made.sessions[0],
    trafficMirrorTargetId: made.targets[2],
    trafficMirrorFilterId: made.filters[1],
    packetLength: 64,
    sessionNumber: 9,
    virtualNetworkId: 77,
    description: 'changed',
  });
  expect(session.changes).toHaveLength(6);
  const rule = {
    trafficDirection: 'EGRESS',
    ruleNumber: 30,
    ruleAction: 'REJECT',
    protocol: 17,
    sourcePortRange: { fromPort: 53, toPort: 53 },
    destinationPortRange: { fromPort: 0, toPort: 1 },
    sourceCidrBlock: '2001:db8::/32',
    destinationCidrBlock: '::/0',
    description: 'changed',
  };
  const changed = await apply(gateway, 'modifyTrafficMirrorFilterRule', {
    trafficMirrorFilterRuleId: made.rules[0],
    ...rule,
  });
  expect(changed.trafficMirrorFilterRule).toMatchObject(rule);
  await apply(gateway, 'modifyTrafficMirrorFilterNetworkServices', {
    trafficMirrorFilterId: made.filters[1],
    removeNetworkServices: ['AMAZON_DNS'],
  });
  const everything = [...made.targets, ...made.filters, ...made.rules, ...made.sessions];
  const tagged = await apply(gateway, 'tagTrafficMirrorResources', {
    resourceIds: everything,
    add: [
      { key: 'env', value: 'test' },
      { key: 'Name', value: 'changed' },
    ],
    removeKeys: ['empty'],
  });
  expect(tagged.resources).toHaveLength(everything.length);
});

test('all of it is read back along every edge', async () => {
  const data = await gateway.query(
    `query ($session: ID!, $interface: ID!) {
      trafficMirrorSession(id: $session) {
        sessionNumber virtualNetworkId tag(key: "Name")
        networkInterface { networkInterfaceId trafficMirrorSessions { sessionNumber } }
        siblings { sessionNumber }
        target { type tag(key: "env") sessions { nodes { sessionNumber } } }
        filter { description networkServices tags { key } sessions { nodes { trafficMirrorSessionId } } }
      }
      trafficMirrorFilters(filter: { descriptions: ["web"] }) { nodes {
        ingressRules { ruleNumber filter { description } } egressRules { ruleNumber protocol tag(key: "env") } sessions { nodes { sessionNumber } }
      } }
      trafficMirrorFilterRules(filter: { trafficDirections: [EGRESS], tags: [{ key: "env", values: ["test"] }] }) { nodes { ruleNumber } }
      target: trafficMirrorSource(networkInterfaceId: $interface) { trafficMirrorSessions { arn } trafficMirrorTarget { description networkInterface { networkInterfaceId } } }
    }`,
    { session: made.sessions[0], interface: eni(8) },
  );
  expect(data).toEqual({
    trafficMirrorSession: {
      sessionNumber: 9,
      virtualNetworkId: 77,
      tag: 'changed',
      networkInterface: {
        networkInterfaceId: eni(1),
        trafficMirrorSessions: [{ sessionNumber: 2 }, { sessionNumber: 3 }, { sessionNumber: 9 }],
      },
      siblings: [{ sessionNumber: 2 }, { sessionNumber: 3 }, { sessionNumber: 9 }],
      target: {
        type: 'GATEWAY_LOAD_BALANCER_ENDPOINT',
        tag: 'test',
        sessions: { nodes: expect.arrayContaining([{ sessionNumber: 2 }, { sessionNumber: 9 }]) },
      },
      filter: {
        description: 'dns',
        networkServices: [],
        tags: expect.arrayContaining([{ key: 'Name' }, { key: 'env' }]),
        sessions: { nodes: [{ trafficMirrorSessionId: made.sessions[0] }] },
      },
    },
    trafficMirrorFilters: {
      nodes: [
        {
          ingressRules: [{ ruleNumber: 10, filter: { description: 'web' } }],
          egressRules: [
            { ruleNumber: 10, protocol: 0, tag: 'test' },
            { ruleNumber: 30, protocol: 17, tag: 'test' },
          ],
          sessions: { nodes: expect.arrayContaining([{ sessionNumber: 2 }, { sessionNumber: 3 }]) },
        },
      ],
    },
    trafficMirrorFilterRules: { nodes: expect.arrayContaining([{ ruleNumber: 10 }, { ruleNumber: 30 }]) },
    target: {
      trafficMirrorSessions: [],
      trafficMirrorTarget: { description: 'a target', networkInterface: { networkInterfaceId: eni(8) } },
    },
  });
});

test('a resource in use cannot be deleted, and the error names the sessions that use it', async () => {
  const inUse = async (name: 'deleteTrafficMirrorTarget' | 'deleteTrafficMirrorFilter', input: object) => {
    const { userErrors, ...rest } = await mutate(gateway, name, input);
    expect(
      Object.entries(rest).filter(([key, value]) => key.startsWith('deleted') && value !== null),
    ).toEqual([]);
    expect(userErrors).toEqual([
      expect.objectContaining({ __typename: 'TrafficMirrorInUseError', code: 'IN_USE', retryable: false }),
    ]);
    const blockers = userErrors[0]?.blockedBy as { trafficMirrorSessionId: string }[];
    return blockers.map((session) => session.trafficMirrorSessionId).toSorted();
  };
  const [first = '', second = '', third = ''] = made.sessions;
  const ofTarget = await inUse('deleteTrafficMirrorTarget', { trafficMirrorTargetId: made.targets[2] });
  expect(ofTarget).toEqual([first, second].toSorted());
  const ofFilter = await inUse('deleteTrafficMirrorFilter', { trafficMirrorFilterId: made.filters[0] });
  expect(ofFilter).toEqual([second, third].toSorted());
});

test('everything is deleted, and nothing is left', async () => {
  for (const id of made.sessions) {
    const payload = await apply(gateway, 'deleteTrafficMirrorSession', { trafficMirrorSessionId: id });
    expect(payload.deletedTrafficMirrorSessionId).toBe(id);
  }
  await apply(gateway, 'deleteTrafficMirrorFilterRule', { trafficMirrorFilterRuleId: made.rules[0] });
  for (const id of made.filters)
    await apply(gateway, 'deleteTrafficMirrorFilter', { trafficMirrorFilterId: id });
  for (const id of made.targets)
    await apply(gateway, 'deleteTrafficMirrorTarget', { trafficMirrorTargetId: id });
  const data = await gateway.query(`{
    trafficMirrorSessions { nodes { id } } trafficMirrorTargets { nodes { id } }
    trafficMirrorFilters { nodes { id } } trafficMirrorFilterRules { nodes { id } }
  }`);
  const none = { nodes: [] };
  expect(data).toEqual({
    trafficMirrorSessions: none,
    trafficMirrorTargets: none,
    trafficMirrorFilters: none,
    trafficMirrorFilterRules: none,
  });
});
