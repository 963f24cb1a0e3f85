/** Plans of all changes: that they say what the change then does, and what the dry run of EC2 does not know. */
import { beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { filterId, networkInterfaceId, sessionId, targetId } from '../support/demo.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { type MutationName, mutate, mutationNames } from '../support/mutations.ts';
import { planFields, planFor, planName } from '../support/plans.ts';
import { startTokenIssuer, type TokenIssuer } from '../support/tokens.ts';

let gateway: TestGateway;
let tokens: TokenIssuer;
let guarded: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
  tokens = await startTokenIssuer();
  guarded = await startTestGateway({ env: tokens.env });
});
beforeEach(() => gateway.emulator.resetCalls());

const newSession = {
  networkInterfaceId: networkInterfaceId(10),
  trafficMirrorTargetId: targetId(1),
  trafficMirrorFilterId: filterId(1),
  sessionNumber: 1,
};
const newRule = {
  trafficMirrorFilterId: filterId(1),
  trafficDirection: 'EGRESS',
  ruleNumber: 900,
  ruleAction: 'ACCEPT',
  sourceCidrBlock: '10.0.0.0/8',
  destinationCidrBlock: '0.0.0.0/0',
};
const ruleId = 'tmfr-0d4e5f6a7b8c90001';
const tags = [
  { key: 'case', value: '1042' },
  { key: 'team', value: '' },
];

/** For each mutation, an input that EC2 accepts in the demo estate, and the changes that the plan shows. */
const inputs: Record<MutationName, readonly [input: object, changes: readonly (readonly unknown[])[]]> = {
  createTrafficMirrorSession: [
    { ...newSession, trafficMirrorTargetId: targetId(2), virtualNetworkId: 7, description: 'new', tags },
    [
      ['networkInterfaceId', null, networkInterfaceId(10)],
      ['trafficMirrorTargetId', null, targetId(2)],
      ['trafficMirrorFilterId', null, filterId(1)],
      // EC2's default at a Network Load Balancer.
      ['packetLength', null, '8500'],
      ['sessionNumber', null, '1'],
      ['virtualNetworkId', null, '7'],
      ['description', null, 'new'],
      ['tags.case', null, '1042'],
      ['tags.team', null, ''],
    ],
  ],
  modifyTrafficMirrorSession: [
    { trafficMirrorSessionId: sessionId(6), packetLength: 256, description: null },
    [
      ['packetLength', '128', '256'],
      ['description', 'Headers only, for case 1042', null],
    ],
  ],
  deleteTrafficMirrorSession: [
    { trafficMirrorSessionId: sessionId(6) },
    [
      ['networkInterfaceId', networkInterfaceId(3), null],
      ['trafficMirrorTargetId', targetId(1), null],
      ['trafficMirrorFilterId', expect.stringMatching(/^tmf-/), null],
      ['packetLength', '128', null],
      ['sessionNumber', expect.stringMatching(/^\d+$/), null],
      ['virtualNetworkId', '4211006', null],
      ['description', 'Headers only, for case 1042', null],
    ],
  ],
  createTrafficMirrorTarget: [
    { networkInterfaceId: networkInterfaceId(11), description: 'x', tags },
    [
      ['networkInterfaceId', null, networkInterfaceId(11)],
      ['description', null, 'x'],
      ['tags.case', null, '1042'],
      ['tags.team', null, ''],
    ],
  ],
  deleteTrafficMirrorTarget: [{ trafficMirrorTargetId: targetId(4) }, []],
  createTrafficMirrorFilter: [{ description: 'x' }, [['description', null, 'x']]],
  modifyTrafficMirrorFilterNetworkServices: [
    { trafficMirrorFilterId: filterId(4), addNetworkServices: ['AMAZON_DNS'] },
    [['networkServices', null, 'AMAZON_DNS']],
  ],
  deleteTrafficMirrorFilter: [{ trafficMirrorFilterId: filterId(4) }, []],
  createTrafficMirrorFilterRule: [
    { ...newRule, protocol: 6, destinationPortRange: { fromPort: 443, toPort: 444 } },
    [
      ['trafficMirrorFilterId', null, filterId(1)],
      ['trafficDirection', null, 'EGRESS'],
      ['ruleNumber', null, '900'],
      ['ruleAction', null, 'ACCEPT'],
      ['protocol', null, '6'],
      ['destinationPortRange', null, '443-444'],
      ['destinationCidrBlock', null, '0.0.0.0/0'],
      ['sourceCidrBlock', null, '10.0.0.0/8'],
    ],
  ],
  modifyTrafficMirrorFilterRule: [
    { trafficMirrorFilterRuleId: ruleId, ruleNumber: 901 },
    [['ruleNumber', expect.stringMatching(/^\d+$/), '901']],
  ],
  deleteTrafficMirrorFilterRule: [{ trafficMirrorFilterRuleId: ruleId }, []],
  tagTrafficMirrorResources: [
    { resourceIds: [targetId(1), targetId(2)], add: [{ key: 'case', value: '7' }] },
    [['tags.case', null, '7']],
  ],
};

const shown = (changes: readonly { field: string; before: string | null; after: string | null }[]) =>
  changes.map(({ field, before, after }) => [field, before, after]);

describe.each(mutationNames)('the plan of %s', (name) => {
  const [input, changes] = inputs[name];

  test('shows what would change, and changes nothing', async () => {
    const plan = await planFor(gateway, name, input);
    expect(plan.dryRun).toEqual({ verdict: 'PERMITTED' });
    if (changes.length > 0) expect(shown(plan.changes)).toEqual(expect.arrayContaining([...changes]));
    expect(plan.warningDetails.map(({ message }) => message)).toEqual(plan.warnings);
    const sent = gateway.emulator.requests.filter(({ action }) => !action.startsWith('Describe'));
    expect(sent.map(({ params }) => params.DryRun)).toEqual(['true']);
  });

  test('has nothing against a change that EC2 then makes', async () => {
    const own = await startTestGateway();
    const plan = await planFor(own, name, input);
    const { userErrors } = await mutate(own, name, input);
    expect(plan.userErrors.map(({ code }) => code)).toEqual(userErrors.map(({ code }) => code));
  });

  test('says which permission the change needs, and needs only that to read', async () => {
    const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
    const query = `query ($input: ${type}!) { ${planName(name)}(input: $input) { ${planFields} } }`;
    const response = await fetch(`${guarded.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${await tokens.token('traffic-mirror:read')}`,
      },
      body: JSON.stringify({ query, variables: { input } }),
    });
    const { data } = (await response.json()) as { data: Record<string, { userErrors: object[] }> };
    expect(data[planName(name)]?.userErrors).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          code: 'UNAUTHORIZED',
          message: expect.stringMatching(/needs the permission traffic-mirror:/),
        }),
      ]),
    );
  });
});

describe('the plan of a new session', () => {
  test.each<[string, object, string, string]>([
    ['an interface of a target', { networkInterfaceId: networkInterfaceId(8) }, 'UNSUPPORTED_RESOURCE', ''],
    [
      'an interface of another type',
      { networkInterfaceId: networkInterfaceId(12) },
      'UNSUPPORTED_RESOURCE',
      'network_load_balancer',
    ],
    ['an unknown interface', { networkInterfaceId: 'eni-0ffffffffffffffff' }, 'NOT_FOUND', ''],
    [
      'a full interface',
      { networkInterfaceId: networkInterfaceId(1), sessionNumber: 9 },
      'QUOTA_EXCEEDED',
      '',
    ],
  ])('foresees %s', async (_, change, code, word) => {
    const { userErrors } = await planFor(gateway, 'createTrafficMirrorSession', { ...newSession, ...change });
    expect(userErrors).toEqual([
      expect.objectContaining({
        code,
        field: ['input', 'networkInterfaceId'],
        message: expect.stringContaining(word),
      }),
    ]);
  });

  test('shows the target, the filter and the interface as they are now', async () => {
    const data = await gateway.query<Record<string, object>>(
      `query ($input: CreateTrafficMirrorSessionInput!) { planCreateTrafficMirrorSession(input: $input) {
        target { trafficMirrorTargetId } filter { trafficMirrorFilterId } networkInterface { networkInterfaceId }
      } }`,
      { input: newSession },
    );
    expect(data.planCreateTrafficMirrorSession).toEqual({
      target: { trafficMirrorTargetId: targetId(1) },
      filter: { trafficMirrorFilterId: filterId(1) },
      networkInterface: { networkInterfaceId: networkInterfaceId(10) },
    });
  });

  test('warns of an instance type that the guide does not list, and EC2 decides', async () => {
    const input = { ...newSession, networkInterfaceId: networkInterfaceId(7) };
    const plan = await planFor(gateway, 'createTrafficMirrorSession', input);
    expect([plan.dryRun, plan.userErrors]).toEqual([{ verdict: 'PERMITTED' }, []]);
    expect(plan.warningDetails).toEqual([
      expect.objectContaining({
        code: 'ELIGIBILITY_UNKNOWN',
        field: ['input', 'networkInterfaceId'],
        message: expect.stringContaining('t2.micro'),
      }),
    ]);
    const own = await startTestGateway();
    const { userErrors } = await mutate(own, 'createTrafficMirrorSession', input);
    expect(userErrors).toMatchObject([{ code: 'UNSUPPORTED_RESOURCE' }]);
  });

  test('warns when the instance cannot be read, so that it is not known whether EC2 refuses', async () => {
    gateway.emulator.deny('DescribeInstances');
    const plan = await planFor(gateway, 'createTrafficMirrorSession', newSession);
    gateway.emulator.allow('DescribeInstances');
    expect(plan.userErrors).toEqual([]);
    expect(plan.warningDetails).toEqual([
      expect.objectContaining({ code: 'ELIGIBILITY_UNKNOWN', field: ['input', 'networkInterfaceId'] }),
    ]);
  });
});

test.each([
  ['virtualNetworkId', { virtualNetworkId: null }],
  ['removeFields', { removeFields: ['VIRTUAL_NETWORK_ID'] }],
])('a warning of a new VXLAN ID names %s, which asks for it', async (field, change) => {
  const input = { trafficMirrorSessionId: sessionId(6), ...change };
  const plan = await planFor(gateway, 'modifyTrafficMirrorSession', input);
  expect(plan.warningDetails).toEqual([
    expect.objectContaining({ code: 'VIRTUAL_NETWORK_ID_REDRAWN', field: ['input', field] }),
  ]);
});

describe('a plan warns of', () => {
  const codes = async (name: MutationName, input: object) =>
    (await planFor(gateway, name, input)).warningDetails.map(({ code }) => code);

  test('the last session of an interface', async () => {
    const lone = { trafficMirrorSessionId: sessionId(9) };
    const sibling = { trafficMirrorSessionId: sessionId(1) };
    expect(await codes('deleteTrafficMirrorSession', sibling)).toEqual([]);
    expect(await codes('deleteTrafficMirrorSession', lone)).toEqual(['SOURCE_UNMIRRORED']);
  });

  test.each<[MutationName, object]>([
    ['createTrafficMirrorFilterRule', newRule],
    ['modifyTrafficMirrorFilterRule', { trafficMirrorFilterRuleId: ruleId, ruleNumber: 901 }],
    ['deleteTrafficMirrorFilterRule', { trafficMirrorFilterRuleId: ruleId }],
    [
      'modifyTrafficMirrorFilterNetworkServices',
      { trafficMirrorFilterId: filterId(1), removeNetworkServices: ['AMAZON_DNS'] },
    ],
  ])('sessions that %s affects', async (name, input) => {
    expect(await codes(name, input)).toEqual(['AFFECTS_OTHER_SESSIONS']);
  });
});

test.each([
  ['throttles', 'RequestLimitExceeded'],
  ['does not answer', 'Unavailable'],
])('a plan has nothing against a change because EC2 %s its dry run', async (_, code) => {
  gateway.emulator.faults('CreateTrafficMirrorSession', [{ error: { code, status: 503 }, times: 100 }]);
  expect(await planFor(gateway, 'createTrafficMirrorSession', newSession)).toMatchObject({
    dryRun: null,
    userErrors: [],
    warningDetails: [{ code: 'NOT_CHECKED', message: expect.stringContaining('no verdict') }],
  });
});

describe('a plan of a rule', () => {
  test('says that the change does not fit what the rule keeps, as EC2 does', async () => {
    const rows: readonly [more: object, field: string][] = [
      [{ destinationCidrBlock: '::/0' }, 'destinationCidrBlock'],
      [{ sourceCidrBlock: '::/0' }, 'sourceCidrBlock'],
      [{ protocol: null }, 'protocol'],
      [{ removeFields: ['PROTOCOL'] }, 'removeFields'],
    ];
    for (const [more, field] of rows) {
      const input = { trafficMirrorFilterRuleId: 'tmfr-0d4e5f6a7b8c90003', ...more };
      const { userErrors } = await planFor(gateway, 'modifyTrafficMirrorFilterRule', input);
      expect(userErrors).toMatchObject([{ code: 'INVALID_INPUT', field: ['input', field] }]);
      const changed = await mutate(gateway, 'modifyTrafficMirrorFilterRule', input);
      expect(changed.userErrors).toMatchObject([{ code: 'INVALID_INPUT' }]);
    }
  });

  test('warns of other packets only if the rule or the network services select others', async () => {
    const rule = { trafficMirrorFilterRuleId: ruleId };
    const filter = { trafficMirrorFilterId: filterId(1) };
    const rows: readonly [mutation: MutationName, input: object, warns: boolean][] = [
      ['modifyTrafficMirrorFilterRule', { ...rule, description: 'told apart' }, false],
      ['modifyTrafficMirrorFilterRule', { ...rule, ruleNumber: 100 }, false],
      ['modifyTrafficMirrorFilterRule', { ...rule, ruleNumber: 101 }, true],
      ['modifyTrafficMirrorFilterNetworkServices', { ...filter, addNetworkServices: ['AMAZON_DNS'] }, false],
      [
        'modifyTrafficMirrorFilterNetworkServices',
        { ...filter, removeNetworkServices: ['AMAZON_DNS'] },
        true,
      ],
    ];
    for (const [mutation, input, warns] of rows) {
      const { warningDetails } = await planFor(gateway, mutation, input);
      const expected = warns ? [{ code: 'AFFECTS_OTHER_SESSIONS' }] : [];
      expect([input, warningDetails]).toMatchObject([input, expected]);
    }
  });
});

test('a plan of a rule foresees a rule number that is taken', async () => {
  const { trafficMirrorFilterRules } = await gateway.query<{
    trafficMirrorFilterRules: { nodes: { trafficDirection: string; ruleNumber: number }[] };
  }>(
    `{ trafficMirrorFilterRules(filter: { trafficMirrorFilterIds: ["${filterId(1)}"] }) { nodes { trafficDirection ruleNumber } } }`,
  );
  const [taken] = trafficMirrorFilterRules.nodes;
  const { userErrors } = await planFor(gateway, 'createTrafficMirrorFilterRule', { ...newRule, ...taken });
  expect(userErrors).toEqual([
    expect.objectContaining({ code: 'ALREADY_EXISTS', field: ['input', 'ruleNumber'] }),
  ]);
});
