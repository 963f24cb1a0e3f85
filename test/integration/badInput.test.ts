import { beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import {
  filterId,
  networkInterfaceId,
  newRule,
  newSession,
  ruleId,
  sessionId,
  targetId,
} from '../support/demo.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { type MutationName, mutate } from '../support/mutations.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
beforeEach(() => gateway.emulator.resetCalls());

const nlb = 'arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/net/sensors/50dc6c495c0c9188';
const tagsOf = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ key: `k${index}`, value: '' }));
const ports = (fromPort: number, toPort: number) => ({ fromPort, toPort });

/** What is merged into a valid input, the expected code, and the path below `input`. */
type Case = [change: object, code: string, field: string];

const badTags: Case[] = [
  [{ tags: [{ key: '' }] }, 'INVALID_INPUT', 'tags.0.key'],
  [{ tags: [{ key: 'x'.repeat(128) }] }, 'INVALID_INPUT', 'tags.0.key'],
  [{ tags: [{ key: 'aws:mine' }] }, 'INVALID_INPUT', 'tags.0.key'],
  [{ tags: [{ key: 'AWS:mine' }] }, 'INVALID_INPUT', 'tags.0.key'],
  [{ tags: [{ key: 'k', value: 'x'.repeat(257) }] }, 'INVALID_INPUT', 'tags.0.value'],
  [{ tags: [{ key: 'k' }, { key: 'k' }] }, 'INVALID_INPUT', 'tags.1.key'],
  [{ tags: tagsOf(51) }, 'INVALID_INPUT', 'tags'],
];
const badKey: Case[] = [
  [{ idempotencyKey: '' }, 'INVALID_INPUT', 'idempotencyKey'],
  [{ idempotencyKey: 'x'.repeat(129) }, 'INVALID_INPUT', 'idempotencyKey'],
];
const badScope: Case[] = [
  [{ scope: { accountId: '210987654321' } }, 'INVALID_INPUT', 'scope'],
  [{ scope: { region: 'eu-west-1' } }, 'INVALID_INPUT', 'scope'],
];
const badDescription: Case[] = [[{ description: 'a\u0000b' }, 'INVALID_INPUT', 'description']];
const badBlocks: Case[] = [
  '10.0.0.0',
  '10.0.0.0/33',
  '10.0.0.0/08',
  '10.0.0/8',
  '2001:db8::/129',
  'any',
  '*',
  '',
].flatMap((block): Case[] => [
  [{ sourceCidrBlock: block }, 'INVALID_INPUT', 'sourceCidrBlock'],
  [{ destinationCidrBlock: block }, 'INVALID_INPUT', 'destinationCidrBlock'],
]);
const badRule: Case[] = [
  [{ ruleNumber: 0 }, 'INVALID_INPUT', 'ruleNumber'],
  [{ ruleNumber: -1 }, 'INVALID_INPUT', 'ruleNumber'],
  [{ protocol: -1 }, 'INVALID_INPUT', 'protocol'],
  [{ protocol: 256 }, 'INVALID_INPUT', 'protocol'],
  [{ protocol: 6, destinationPortRange: ports(-1, 1) }, 'INVALID_INPUT', 'destinationPortRange.fromPort'],
  [{ protocol: 6, destinationPortRange: ports(1, 65536) }, 'INVALID_INPUT', 'destinationPortRange.toPort'],
  [{ protocol: 6, sourcePortRange: ports(-1, 0) }, 'INVALID_INPUT', 'sourcePortRange.fromPort'],
  [{ protocol: 6, sourcePortRange: ports(2, 1) }, 'INVALID_INPUT', 'sourcePortRange.toPort'],
  [{ sourceCidrBlock: '::/0', destinationCidrBlock: '0.0.0.0/0' }, 'INVALID_INPUT', 'sourceCidrBlock'],
  ...badBlocks,
  ...badDescription,
  ...badScope,
];

const table: Partial<Record<MutationName, { good: object; bad: Case[] }>> = {
  createTrafficMirrorSession: {
    good: newSession,
    bad: [
      [{ networkInterfaceId: 'eni-*' }, 'INVALID_INPUT', 'networkInterfaceId'],
      [{ trafficMirrorTargetId: filterId(1) }, 'INVALID_INPUT', 'trafficMirrorTargetId'],
      [{ trafficMirrorFilterId: targetId(1) }, 'INVALID_INPUT', 'trafficMirrorFilterId'],
      [
        { trafficMirrorFilterId: `arn:aws:ec2:eu-west-1:123456789012:traffic-mirror-filter/${filterId(1)}` },
        'INVALID_INPUT',
        'trafficMirrorFilterId',
      ],
      [{ sessionNumber: 0 }, 'INVALID_INPUT', 'sessionNumber'],
      [{ sessionNumber: 32767 }, 'INVALID_INPUT', 'sessionNumber'],
      [{ packetLength: 0 }, 'INVALID_INPUT', 'packetLength'],
      [{ packetLength: 8501 }, 'INVALID_INPUT', 'packetLength'],
      [{ virtualNetworkId: -1 }, 'INVALID_INPUT', 'virtualNetworkId'],
      [{ virtualNetworkId: 16777216 }, 'INVALID_INPUT', 'virtualNetworkId'],
      ...badDescription,
      ...badTags,
      ...badKey,
      ...badScope,
    ],
  },
  createTrafficMirrorTarget: {
    good: { networkInterfaceId: networkInterfaceId(11) },
    bad: [
      [{ networkInterfaceId: null }, 'INVALID_INPUT', ''],
      [{ networkLoadBalancerArn: nlb }, 'INVALID_INPUT', 'networkLoadBalancerArn'],
      [
        { gatewayLoadBalancerEndpointId: 'vpce-03c4d5e6f7a8b0001' },
        'INVALID_INPUT',
        'gatewayLoadBalancerEndpointId',
      ],
      [{ networkInterfaceId: 'eni-1' }, 'INVALID_INPUT', 'networkInterfaceId'],
      [
        { networkInterfaceId: null, networkLoadBalancerArn: 'sensors' },
        'INVALID_INPUT',
        'networkLoadBalancerArn',
      ],
      [
        { networkInterfaceId: null, networkLoadBalancerArn: nlb.replace('/net/', '/app/') },
        'INVALID_INPUT',
        'networkLoadBalancerArn',
      ],
      [
        { networkInterfaceId: null, gatewayLoadBalancerEndpointId: 'eni-12345678' },
        'INVALID_INPUT',
        'gatewayLoadBalancerEndpointId',
      ],
      ...badDescription,
      ...badTags,
      ...badKey,
      ...badScope,
    ],
  },
  createTrafficMirrorFilter: { good: {}, bad: [...badDescription, ...badTags, ...badKey, ...badScope] },
  createTrafficMirrorFilterRule: {
    good: newRule,
    bad: [
      [{ trafficMirrorFilterId: ruleId }, 'INVALID_INPUT', 'trafficMirrorFilterId'],
      [{ destinationPortRange: ports(1, 2) }, 'INVALID_INPUT', 'destinationPortRange'],
      [{ sourcePortRange: ports(1, 2) }, 'INVALID_INPUT', 'sourcePortRange'],
      ...badRule,
      ...badTags,
      ...badKey,
    ],
  },
  modifyTrafficMirrorFilterRule: {
    good: { trafficMirrorFilterRuleId: ruleId },
    bad: [
      [{}, 'NO_CHANGES_REQUESTED', ''],
      [{ removeFields: [] }, 'NO_CHANGES_REQUESTED', ''],
      [{ ruleNumber: null }, 'INVALID_INPUT', 'ruleNumber'],
      [
        { trafficMirrorFilterRuleId: filterId(1), ruleNumber: 1 },
        'INVALID_INPUT',
        'trafficMirrorFilterRuleId',
      ],
      [{ protocol: 0, removeFields: ['PROTOCOL'] }, 'CONFLICTING_INPUT', 'protocol'],
      [{ description: '', removeFields: ['DESCRIPTION'] }, 'CONFLICTING_INPUT', 'description'],
      [
        { protocol: 6, sourcePortRange: ports(1, 2), removeFields: ['SOURCE_PORT_RANGE'] },
        'CONFLICTING_INPUT',
        'sourcePortRange',
      ],
      [
        { protocol: 6, destinationPortRange: ports(1, 2), removeFields: ['DESTINATION_PORT_RANGE'] },
        'CONFLICTING_INPUT',
        'destinationPortRange',
      ],
      ...badRule.map(([change, code, field]): Case => [{ ruleAction: 'ACCEPT', ...change }, code, field]),
    ],
  },
  modifyTrafficMirrorFilterNetworkServices: {
    good: { trafficMirrorFilterId: filterId(1) },
    bad: [
      [{}, 'NO_CHANGES_REQUESTED', ''],
      [{ addNetworkServices: [], removeNetworkServices: null }, 'NO_CHANGES_REQUESTED', ''],
      [
        { addNetworkServices: ['AMAZON_DNS'], removeNetworkServices: ['AMAZON_DNS'] },
        'CONFLICTING_INPUT',
        'removeNetworkServices',
      ],
      [
        { trafficMirrorFilterId: 'tmf-?', addNetworkServices: ['AMAZON_DNS'] },
        'INVALID_INPUT',
        'trafficMirrorFilterId',
      ],
    ],
  },
  deleteTrafficMirrorSession: {
    good: { trafficMirrorSessionId: sessionId(1) },
    bad: [[{ trafficMirrorSessionId: 'tms-*' }, 'INVALID_INPUT', 'trafficMirrorSessionId'], ...badScope],
  },
  deleteTrafficMirrorTarget: {
    good: { trafficMirrorTargetId: targetId(1) },
    bad: [[{ trafficMirrorTargetId: 'tmt-*' }, 'INVALID_INPUT', 'trafficMirrorTargetId'], ...badScope],
  },
  deleteTrafficMirrorFilter: {
    good: { trafficMirrorFilterId: filterId(1) },
    bad: [[{ trafficMirrorFilterId: 'tmf-*' }, 'INVALID_INPUT', 'trafficMirrorFilterId'], ...badScope],
  },
  deleteTrafficMirrorFilterRule: {
    good: { trafficMirrorFilterRuleId: ruleId },
    bad: [
      [{ trafficMirrorFilterRuleId: 'tmfr-*' }, 'INVALID_INPUT', 'trafficMirrorFilterRuleId'],
      ...badScope,
    ],
  },
  tagTrafficMirrorResources: {
    good: { resourceIds: [sessionId(1)] },
    bad: [
      [{}, 'NO_CHANGES_REQUESTED', ''],
      [{ add: [], removeKeys: [] }, 'NO_CHANGES_REQUESTED', ''],
      [{ add: [{ key: 'k' }], removeKeys: ['k'] }, 'CONFLICTING_INPUT', 'removeKeys.0'],
      [{ resourceIds: [], removeKeys: ['k'] }, 'INVALID_INPUT', 'resourceIds'],
      [{ resourceIds: [sessionId(1), 'eni-12345678'], removeKeys: ['k'] }, 'INVALID_INPUT', 'resourceIds.1'],
      [{ removeKeys: ['aws:x'] }, 'INVALID_INPUT', 'removeKeys.0'],
      [{ removeKeys: tagsOf(51).map(({ key }) => key) }, 'INVALID_INPUT', 'removeKeys'],
      ...badTags.map(
        ([change, code, field]): Case => [
          { add: (change as { tags: object[] }).tags },
          code,
          field.replace('tags', 'add'),
        ],
      ),
      ...badScope.map(([change, code, field]): Case => [{ removeKeys: ['k'], ...change }, code, field]),
    ],
  },
};

describe.each(Object.entries(table))('%s', (name, { good, bad }) => {
  const cases = bad.map(
    ([change, code, field]) => [JSON.stringify(change).slice(0, 100), change, code, field] as const,
  );

  test.each(cases)(
    'with %s is a user error at its field, without an EC2 call',
    async (_name, change, code, field) => {
      const {
        userErrors,
        warnings: _,
        ...rest
      } = await mutate(gateway, name as MutationName, {
        ...good,
        ...change,
      });
      expect(userErrors.map((error) => [error.code, error.field?.join('.')])).toEqual([
        [code, field === '' ? 'input' : `input.${field}`],
      ]);
      expect(userErrors[0]).toMatchObject({ awsErrorCode: null, retryable: false });
      expect(
        Object.values(rest)
          .flat()
          .filter((value) => value !== null),
      ).toEqual([]);
      expect(gateway.ec2Calls()).toEqual({});
    },
  );

  test('with the same input made valid is sent to EC2 as a dry run', async () => {
    const change = {
      modifyTrafficMirrorFilterRule: { ruleNumber: 1 },
      modifyTrafficMirrorFilterNetworkServices: { addNetworkServices: ['AMAZON_DNS'] },
      tagTrafficMirrorResources: { removeKeys: ['k'] },
    };
    const input = { ...good, ...change[name as keyof typeof change], dryRun: true };
    const { dryRun, userErrors } = await mutate(gateway, name as MutationName, input);
    expect({ dryRun, userErrors }).toMatchObject({ dryRun: { verdict: 'PERMITTED' }, userErrors: [] });
  });
});

describe('the ends of the ranges of a rule are sent to EC2', () => {
  test.each([
    ['protocol 0', { protocol: 0 }],
    ['protocol 255', { protocol: 255 }],
    [
      'ports 0 to 65535',
      { protocol: 17, sourcePortRange: ports(0, 65535), destinationPortRange: ports(0, 0) },
    ],
    ['IPv6 blocks', { sourceCidrBlock: '2001:db8::/32', destinationCidrBlock: '::/0' }],
    ['the longest tags', { tags: [{ key: 'ü'.repeat(127), value: 'ü'.repeat(256) }, ...tagsOf(49)] }],
  ])('%s', async (_, change) => {
    const input = { ...newRule, ...change, dryRun: true };
    const payload = await mutate(gateway, 'createTrafficMirrorFilterRule', input);
    expect(payload.userErrors).toEqual([]);
    expect(payload.dryRun?.verdict).toBe('PERMITTED');
  });
});

test('0 is not mistaken for absent: protocol 0 and VXLAN ID 0 are sent, kept and shown', async () => {
  const rule = await mutate(gateway, 'createTrafficMirrorFilterRule', {
    ...newRule,
    protocol: 0,
    sourceCidrBlock: '10.0.0.0/8',
  });
  expect(rule.trafficMirrorFilterRule).toMatchObject({ protocol: 0 });
  const session = await mutate(gateway, 'createTrafficMirrorSession', { ...newSession, virtualNetworkId: 0 });
  expect(session.trafficMirrorSession).toMatchObject({ virtualNetworkId: 0 });
});

test.each<[MutationName, object]>([
  ['createTrafficMirrorTarget', { networkInterfaceId: networkInterfaceId(10) }],
  ['createTrafficMirrorFilter', {}],
  ['createTrafficMirrorFilterRule', newRule],
  [
    'modifyTrafficMirrorFilterNetworkServices',
    { trafficMirrorFilterId: filterId(4), removeNetworkServices: null, addNetworkServices: ['AMAZON_DNS'] },
  ],
  ['createTrafficMirrorSession', newSession],
])('%s takes a null where nothing can be given', async (name, input) => {
  const nulls = name.startsWith('create') ? { description: null, tags: null, scope: null } : {};
  const own = await startTestGateway();
  const { warnings, userErrors } = await mutate(own, name, { ...input, ...nulls });
  expect([warnings, userErrors]).toEqual([[], []]);
});

test.each<[MutationName, object]>([
  ['createTrafficMirrorFilter', { idempotencyKey: null }],
  ['createTrafficMirrorSession', { ...newSession, idempotencyKey: null }],
  ['modifyTrafficMirrorSession', { trafficMirrorSessionId: sessionId(1), packetLength: 1, ifVersion: null }],
  ['deleteTrafficMirrorFilter', { trafficMirrorFilterId: filterId(1), ifVersion: null }],
])('%s refuses a null that would switch off what protects the caller', async (name, input) => {
  const { userErrors } = await mutate(gateway, name, input);
  const field = 'ifVersion' in input ? 'ifVersion' : 'idempotencyKey';
  expect(userErrors).toMatchObject([{ code: 'INVALID_INPUT', field: ['input', field] }]);
  expect(gateway.ec2Calls()).toEqual({});
});
