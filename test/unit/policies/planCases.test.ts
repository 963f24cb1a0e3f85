/** Single cases of plans: selection, placement, ownership and guards. */
import { describe, expect, test } from '@jest/globals';
import { approvesForPolicy } from '../../../src/access/approvedTargets.ts';
import type { GatewayContext } from '../../../src/api/context.ts';
import { readOrphans } from '../../../src/api/policies/asked.ts';
import { createPolicyPlace, type PolicyPlace } from '../../../src/api/policies/places.ts';
import { type Policies, type Policy, parsePolicies } from '../../../src/config/policies.ts';
import type { Ec2Scope } from '../../../src/ec2/scope.ts';
import { policyKey } from '../../../src/marks.ts';
import { guarded } from '../../../src/policies/guards.ts';
import { planHashOf } from '../../../src/policies/planHash.ts';
import { planOf } from '../../../src/policies/planOf.ts';
import type { PlaceReading } from '../../../src/policies/readPlace.ts';
import type { PolicySnapshot, SnapshotInterface, SnapshotSession } from '../../../src/policies/snapshot.ts';
import { accountId, ids } from '../../support/randomPolicies.ts';

const mirror = {
  filter: ids.filter(1),
  targets: [{ id: ids.target(1) }, { id: ids.target(2) }],
  number: '1000',
};

interface Written {
  readonly mode?: string;
  readonly select?: object;
  readonly mirror?: object;
  readonly guard?: object;
}

function policyOf(written: Written = {}): Policy {
  const select = written.select ?? { tags: { pci: 'true' } };
  const all = { ...mirror, ...written.mirror };
  const one = { name: 'pci', mode: 'observe', ...written, select, mirror: all };
  const text = JSON.stringify({ owner: 'soc', policies: [one] });
  const parsed = parsePolicies(text, {
    places: undefined,
    approvedTargets: {
      trafficMirrorTargetIds: [],
      networkInterfaceIds: [],
      networkLoadBalancerArns: [],
      gatewayLoadBalancerEndpointIds: [],
      ownerAccountIds: [accountId],
    },
  }) as Policies;
  const [policy] = parsed.policies;
  if (policy === undefined) throw new Error(JSON.stringify(parsed));
  return policy;
}

const zones = ['use1-az1', 'use1-az2'];
const pci = [{ key: 'pci', value: 'true' }];
const mine = [{ key: policyKey, value: 'soc/pci' }];

const interfaceOf = (n: number, wanted: Partial<SnapshotInterface> = {}): SnapshotInterface => ({
  networkInterfaceId: ids.interface(n),
  ownerId: accountId,
  vpcId: 'vpc-1',
  subnetId: 'subnet-1',
  availabilityZoneId: zones[n % 2],
  interfaceType: 'interface',
  instanceId: ids.instance(n),
  deviceIndex: 0,
  privateIpAddress: '10.0.0.4',
  description: undefined,
  requesterManaged: false,
  requesterId: undefined,
  tags: n > 90 ? [] : pci,
  ...wanted,
});

const sessionOf = (n: number, wanted: Partial<SnapshotSession> = {}): SnapshotSession => ({
  trafficMirrorSessionId: `tms-${n}`,
  ownerId: accountId,
  networkInterfaceId: ids.interface(n),
  trafficMirrorTargetId: ids.target(1 + (n % 2)),
  trafficMirrorFilterId: ids.filter(1),
  packetLength: undefined,
  sessionNumber: 1000,
  virtualNetworkId: 1,
  tags: mine,
  ...wanted,
});

/** Sources with the numbers given, and a sensor in each of two zones, behind targets 1 and 2. */
function placeOf(
  sources: readonly SnapshotInterface[],
  sessions: readonly SnapshotSession[] = [],
  states: Readonly<Record<string, string>> = {},
): PolicySnapshot {
  const sensors = [100, 101].map((n) => interfaceOf(n));
  const networkInterfaces = [...sources, ...sensors];
  return {
    accountId,
    region: 'us-east-1',
    networkInterfaces,
    instances: networkInterfaces.flatMap(({ instanceId }) =>
      instanceId === undefined
        ? []
        : [{ instanceId, instanceType: 'm5.large', state: states[instanceId] ?? 'running', tags: [] }],
    ),
    sessions,
    targets: sensors.map(({ networkInterfaceId }, n) => ({
      trafficMirrorTargetId: ids.target(n + 1),
      ownerId: accountId,
      networkInterfaceId,
      networkLoadBalancerArn: undefined,
      gatewayLoadBalancerEndpointId: undefined,
      tags: [{ key: 'role', value: 'sensor' }],
    })),
    filters: [{ trafficMirrorFilterId: ids.filter(1), tags: [] }],
    receivers: { accountIds: [], networkInterfaces: [], instances: [] },
  };
}

const planned = (snapshot: PolicySnapshot, written: Written = {}) =>
  planOf(policyOf(written), snapshot, { owner: 'soc', approves: () => true });
const standing = (snapshot: PolicySnapshot, written: Written = {}) =>
  planned(snapshot, written).standings.map(({ state, because }) => [state, because?.reason ?? null]);
const steps = (snapshot: PolicySnapshot, written: Written = {}) =>
  planned(snapshot, written).steps.map(({ kind, reason, networkInterfaceId }) => [
    kind,
    reason,
    Number(networkInterfaceId.slice(-3)),
  ]);
const range = (size: number) => Array.from({ length: size }, (_, n) => n + 1);

describe('selection', () => {
  const tagged = (tags: Record<string, string>) => ({
    tags: Object.entries(tags).map(([key, value]) => ({ key, value })),
  });
  test.each<
    [what: string, select: object, networkInterface: Partial<SnapshotInterface>, state: string | undefined]
  >([
    ['a value of the list', { tags: { tier: ['web', 'app'] } }, tagged({ tier: 'app' }), 'MISSING'],
    ['another value', { tags: { tier: ['web', 'app'] } }, tagged({ tier: 'db' }), undefined],
    ['one of two keys', { tags: { pci: 'true', tier: 'web' } }, {}, undefined],
    ['any value', { tags: { tier: '*' } }, tagged({ tier: 'x' }), 'MISSING'],
    ['an asterisk is no wildcard in a text', { tags: { tier: 'w*' } }, tagged({ tier: 'web' }), undefined],
    ['the interface when only instances count', { tags: { pci: 'true' }, tagsOf: 'instance' }, {}, undefined],
    ['another VPC', { vpcs: ['vpc-000000002'] }, { vpcId: 'vpc-000000001' }, undefined],
    ['a subnet of the list', { subnets: ['subnet-000000001'] }, { subnetId: 'subnet-000000001' }, 'MISSING'],
    ['a second interface', { everything: 'true' }, { deviceIndex: 1 }, undefined],
    ['a second interface of all', { everything: 'true', interfaces: 'all' }, { deviceIndex: 1 }, 'MISSING'],
    ['an exclusion by tag wins', { tags: { pci: 'true' }, exclude: { tags: { pci: '*' } } }, {}, 'EXCLUDED'],
    ['an exclusion by instance', { everything: 'true', exclude: { ids: [ids.instance(1)] } }, {}, 'EXCLUDED'],
    ["another account's interface", { everything: 'true' }, { ownerId: '210987654321' }, undefined],
    ['a NAT gateway', { everything: 'true' }, { interfaceType: 'natGateway' }, undefined],
  ])('%s: %j', (_, select, networkInterface, state) => {
    const { standings } = planned(placeOf([interfaceOf(1, networkInterface)]), { select });
    expect(standings.find((one) => one.networkInterfaceId === ids.interface(1))?.state).toBe(state);
  });

  test('an instance that was not read neither adds a session nor takes one away', () => {
    const snapshot = placeOf([interfaceOf(1, { tags: [] })], [sessionOf(1)]);
    const unseen = { ...snapshot, instances: [] };
    const guard = { unselected: 'delete', stopped: 'delete' };
    expect(steps(snapshot, { guard })).toEqual([['DELETE', 'UNSELECTED', 1]]);
    expect(steps(unseen, { guard })).toEqual([]);
    expect(steps({ ...unseen, sessions: [] }, { guard })).toEqual([]);
  });
});

describe('placement', () => {
  test('is in the zone, and even', () => {
    const { steps } = planned(placeOf(range(6).map((n) => interfaceOf(n))));
    expect(steps.map((one) => 'session' in one && one.session.trafficMirrorTargetId)).toEqual(
      [1, 2, 3, 4, 5, 6].map((n) => ids.target(n % 2 === 0 ? 1 : 2)),
    );
  });

  test('ends with the places of a target: 10 unless the instance type or the file says otherwise', () => {
    const odd = range(12).map((n) => interfaceOf(n * 2 + 1));
    const reasons = (written: Written) => standing(placeOf(odd), written).map(([, reason]) => reason);
    expect(reasons({}).filter((reason) => reason === 'NO_CAPACITY')).toHaveLength(2);
    const targets = [{ id: ids.target(2), capacity: '12' }];
    expect(reasons({ mirror: { targets } })).not.toContain('NO_CAPACITY');
    expect(reasons({ mirror: { otherwise: 'any-zone' } })).not.toContain('NO_CAPACITY');
    expect(reasons({ mirror: { targets: [{ id: ids.target(1) }] } })).toEqual(odd.map(() => 'NO_TARGET'));
  });

  test('a collector that is stopped takes no new sources, and keeps those that it has', () => {
    const states = { [ids.instance(101)]: 'stopped' };
    const snapshot = placeOf([interfaceOf(1), interfaceOf(3)], [sessionOf(1)], states);
    expect(standing(snapshot)).toEqual([
      ['MIRRORED', null],
      ['IMPOSSIBLE', 'NO_TARGET'],
    ]);
  });

  test('a session stays on a target of another zone until one of its own has room', () => {
    const elsewhere = sessionOf(1, { trafficMirrorTargetId: ids.target(1) });
    const full = range(10).map((n) => interfaceOf(n * 2 + 1));
    expect(steps(placeOf([interfaceOf(1)], [elsewhere]))).toEqual([['MODIFY', 'ZONE_DIFFERS', 1]]);
    const sessions = [
      elsewhere,
      ...full.map((one, n) =>
        sessionOf(n * 2 + 3, {
          networkInterfaceId: one.networkInterfaceId,
          trafficMirrorTargetId: ids.target(2),
        }),
      ),
    ];
    expect(steps(placeOf([interfaceOf(1), ...full], sessions))).toEqual([]);
    expect(steps(placeOf([interfaceOf(1)], [elsewhere]), { mirror: { otherwise: 'any-zone' } })).toEqual([]);
  });
});

test('what moves away makes room for what waits, in the same plan', () => {
  const targets = [
    { id: ids.target(1), capacity: '2' },
    { id: ids.target(2), capacity: '1' },
  ];
  const sessions = [
    sessionOf(1, { trafficMirrorTargetId: ids.target(1) }),
    sessionOf(4, { trafficMirrorTargetId: ids.target(2) }),
  ];
  expect(steps(placeOf([interfaceOf(1), interfaceOf(4)], sessions), { mirror: { targets } })).toEqual([
    ['MODIFY', 'ZONE_DIFFERS', 4],
    ['MODIFY', 'ZONE_DIFFERS', 1],
  ]);
});

describe('a session of the policy', () => {
  test.each<[Partial<SnapshotSession>, object, string | null]>([
    [{}, {}, null],
    [{ trafficMirrorFilterId: ids.filter(2) }, {}, 'FILTER_DIFFERS'],
    [{ sessionNumber: 7 }, {}, 'NUMBER_DIFFERS'],
    [{}, { vni: '9' }, 'VNI_DIFFERS'],
    [{}, { vni: { 'vpc-000000009': '9' } }, null],
    [{ packetLength: 128 }, {}, 'LENGTH_DIFFERS'],
    [{}, { packetLength: '128' }, 'LENGTH_DIFFERS'],
    [{ packetLength: 128 }, { packetLength: '128' }, null],
    [{ trafficMirrorTargetId: ids.target(9) }, {}, 'TARGET_UNLISTED'],
    [{ trafficMirrorTargetId: ids.target(2) }, { targets: [{ id: ids.target(2) }] }, null],
  ])('%j of %j differs: %s', (wanted, mirrored, reason) => {
    expect(standing(placeOf([interfaceOf(1)], [sessionOf(1, wanted)]), { mirror: mirrored })).toEqual([
      [reason === null ? 'MIRRORED' : 'WRONG', reason],
    ]);
  });

  test('is one: the one with the number of the policy stays', () => {
    const sessions = [sessionOf(1, { trafficMirrorSessionId: 'tms-0', sessionNumber: 3 }), sessionOf(1)];
    const [first] = planned(placeOf([interfaceOf(1)], sessions)).steps;
    expect(first).toMatchObject({ kind: 'DELETE', reason: 'DUPLICATE', trafficMirrorSessionId: 'tms-0' });
  });

  test('is gone with its source, and goes when the policy is retired', () => {
    expect(steps(placeOf([], [sessionOf(1)]))).toEqual([['DELETE', 'SOURCE_GONE', 1]]);
    expect(steps(placeOf([interfaceOf(1)], [sessionOf(1)]), { mode: 'retire' })).toEqual([
      ['DELETE', 'RETIRED', 1],
    ]);
  });

  test('stays where the instance is stopped, unless the policy says otherwise', () => {
    const snapshot = placeOf([interfaceOf(1), interfaceOf(2)], [sessionOf(1)], {
      [ids.instance(1)]: 'stopped',
      [ids.instance(2)]: 'stopped',
    });
    expect(standing(snapshot)).toEqual([
      ['MIRRORED', null],
      ['EXCLUDED', 'NOT_RUNNING'],
    ]);
    expect(steps(snapshot, { guard: { stopped: 'delete' } })).toEqual([['DELETE', 'NOT_RUNNING', 1]]);
  });
});

describe('what the policy does not own', () => {
  const other = (wanted: Partial<SnapshotSession> = {}) => sessionOf(1, { tags: [], ...wanted });
  test.each<[what: string, sessions: SnapshotSession[], reason: string, adoptable: number]>([
    ['a session to a target of the policy', [other({ sessionNumber: 5 })], 'ADOPTABLE', 1],
    ['one with its number', [other()], 'ADOPTABLE', 1],
    [
      'one to another target',
      [other({ trafficMirrorTargetId: ids.target(9), sessionNumber: 5 })],
      'NOT_YET',
      0,
    ],
    ['its number at another target', [other({ trafficMirrorTargetId: ids.target(9) })], 'NUMBER_TAKEN', 0],
    ["another account's", [other({ ownerId: '210987654321', sessionNumber: 5 })], 'NOT_YET', 0],
    ["another policy's", [other({ tags: [{ key: policyKey, value: 'soc/web' }] })], 'NUMBER_TAKEN', 0],
    [
      'one that could not get the number',
      [
        other({ sessionNumber: 5 }),
        other({ trafficMirrorSessionId: 'tms-2', trafficMirrorTargetId: ids.target(9) }),
      ],
      'NUMBER_TAKEN',
      0,
    ],
  ])('%s', (_, sessions, reason, adoptable) => {
    const plan = planned(placeOf([interfaceOf(1)], sessions));
    expect([plan.standings[0]?.because?.reason, plan.adoptable.length]).toEqual([reason, adoptable]);
    expect(plan.steps.filter(({ kind }) => kind !== 'CREATE')).toEqual([]);
  });
});

describe('guards', () => {
  const gone = (size: number) =>
    placeOf(
      [],
      range(size).map((n) => sessionOf(n)),
    );
  const codes = (
    size: number,
    written: Written = {},
    beside: Partial<Parameters<typeof guarded>[1]> = {},
  ) => {
    const { steps, blocks } = guarded(planned(gone(size), written), { isFileInvalid: false, ...beside });
    return [steps.length, ...blocks.map(({ code }) => code)];
  };

  test('hold deletes back: one may go, or the percentage; none while the file is wrong or the policy is retired', () => {
    expect(codes(1)).toEqual([1]);
    expect(codes(2)).toEqual([0, 'DELETE_GUARD']);
    expect(codes(2, { guard: { deletePercent: '100' } })).toEqual([2]);
    expect(codes(1, {}, { isFileInvalid: true })).toEqual([0, 'FILE_INVALID']);
    expect(codes(1, { mode: 'retire' })).toEqual([0, 'DELETE_GUARD']);
  });

  test('hold back what only one reading has asked for, and what is too much at once', () => {
    const all = { guard: { deletePercent: '100' } };
    expect(codes(3, all, { deletedBefore: new Set(['tms-1', 'tms-2']) })).toEqual([2, 'SEEN_ONCE']);
    expect(codes(3, { guard: { deletePercent: '100', changesPerPass: '2' } })).toEqual([2, 'CHANGE_GUARD']);
  });

  test('say when the filter is not there, and the plan has no steps', () => {
    const plan = planned(placeOf([interfaceOf(1)]), { mirror: { filter: ids.filter(7) } });
    expect(plan.standings[0]?.because?.reason).toBe('NO_FILTER');
    expect(guarded(plan, { isFileInvalid: false })).toMatchObject({
      steps: [],
      blocks: [{ code: 'FILTER_GONE' }],
    });
  });
});

test('a hash is of what is done: other values have another one, and other guards and messages have not', () => {
  const snapshot = placeOf([interfaceOf(1)]);
  const hash = (written: Written) => planHashOf('soc', [planned(snapshot, written)]);
  expect(hash({ guard: { changesPerPass: '1' } })).toBe(hash({}));
  for (const other of [{ mirror: { number: '1001' } }, { select: { tags: { pci: '*' } } }])
    expect(hash(other)).not.toBe(hash({}));
});

const scope = { accountId, region: 'us-east-1' } as Ec2Scope;

test('targets by tags are for those who approve targets, also when they no longer do', async () => {
  const estates = { within: async () => placeOf([interfaceOf(1)]) as PlaceReading };
  const scopes = { find: () => undefined };
  const place = createPolicyPlace({
    scope,
    scopes,
    estates: estates as unknown as Parameters<typeof createPolicyPlace>[0]['estates'],
    approvedTargets: undefined,
  });
  const byTags = policyOf({ mirror: { targets: { tags: { role: 'sensor' } } } });
  const byIds = policyOf();
  const file = { owner: 'soc', policies: [byTags, byIds] };
  expect((await place.plan(file, byTags)).plan.steps).toEqual([]);
  expect((await place.plan(file, byIds)).plan.steps).toHaveLength(1);
  // The loop asks the same, at every step.
  const target = { trafficMirrorTargetId: 'tmt-1', ownerId: accountId };
  const nobody = {
    ...{ trafficMirrorTargetIds: [], networkInterfaceIds: [], networkLoadBalancerArns: [] },
    ...{ gatewayLoadBalancerEndpointIds: [], ownerAccountIds: [] },
  };
  const mine = { ...nobody, ownerAccountIds: [accountId] };
  const answers = (policy: Policy) =>
    [undefined, nobody, mine].map((approved) => approvesForPolicy(policy, approved, target));
  expect(answers(byTags)).toEqual([false, false, true]);
  expect(answers(byIds)).toEqual([true, false, true]);
});

test.each([
  [['eu-west-1'], ['tms-1']],
  [['us-east-1'], []],
])('a session of a policy that is for %p is an orphan elsewhere', async (regions, orphans) => {
  const reading = placeOf([interfaceOf(1)], [sessionOf(1)]) as PlaceReading;
  const policyPlaces = () => ({ read: async () => reading }) as PolicyPlace;
  const file = { owner: 'soc', policies: [{ ...policyOf(), places: [{ regions }] }], revision: 'x' };
  const asked = { file: { ...file, loadedAt: '', problems: [] }, scopes: [scope], asked: null };
  const found = await readOrphans({ policyPlaces } as unknown as GatewayContext, asked);
  expect(found.map(({ trafficMirrorSessionId }) => trafficMirrorSessionId)).toEqual(orphans);
});
