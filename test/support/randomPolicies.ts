/** Random policies, and accounts with little room, in which they often meet what they must not touch. */
import fc from 'fast-check';
import type { Policy } from '../../src/config/policies.ts';
import { moveKey, policyKey } from '../../src/marks.ts';
import type { PolicySnapshot, SnapshotInterface, SnapshotSession } from '../../src/policies/snapshot.ts';

export const owner = 'soc';
export const accountId = '123456789012';
const zones = ['use1-az1', 'use1-az2', 'use1-az3'];
const idOf = (prefix: string, n: number) => `${prefix}-0${String(n).padStart(16, '0')}`;
export const ids = {
  interface: (n: number) => idOf('eni', n),
  instance: (n: number) => idOf('i', n),
  target: (n: number) => idOf('tmt', n),
  filter: (n: number) => idOf('tmf', n),
};
const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });
const keepOrDelete = fc.constantFrom('keep' as const, 'delete' as const);

const target = fc.record({
  id: fc.integer({ min: 1, max: 5 }).map(ids.target),
  zones: maybe(fc.subarray(zones, { minLength: 1 })),
  capacity: maybe(fc.integer({ min: 1, max: 3 })),
});

const policy: fc.Arbitrary<Policy> = fc.record({
  name: fc.constant('pci'),
  mode: fc.constantFrom('observe' as const, 'observe' as const, 'observe' as const, 'retire' as const),
  select: fc.record({
    tags: maybe(
      fc.constantFrom<Record<string, string[]>>(
        { pci: ['true'] },
        { pci: ['*'] },
        { pci: ['true'], tier: ['web', 'app'] },
      ),
    ),
    tagsOf: fc.constantFrom('either' as const, 'instance' as const, 'interface' as const),
    interfaces: fc.constantFrom('primary' as const, 'all' as const),
    exclude: maybe(
      fc.record({
        tags: fc.constant<Record<string, string[]>>({ mirror: ['false'] }),
        ids: maybe(fc.constant([ids.interface(1)])),
      }),
    ),
  }),
  mirror: fc.record({
    filter: fc.constantFrom(ids.filter(1), ids.filter(2), { tags: { use: ['all'] as string[] } }),
    targets: fc.oneof(
      fc.uniqueArray(target, { minLength: 1, maxLength: 4, selector: ({ id }) => id }),
      fc.constant({ tags: { role: ['sensor'] as string[] } }),
    ),
    place: fc.constantFrom('same-zone' as const, 'any-zone' as const),
    otherwise: fc.constantFrom('impossible' as const, 'any-zone' as const),
    number: fc.constantFrom(2, 3),
    vni: fc.constantFrom('auto' as const, 7, { [idOf('vpc', 1)]: 8 }),
    packetLength: maybe(fc.constantFrom(128, 8_500)),
  }),
  guard: fc.record({
    changesPerPass: fc.constantFrom(1, 100),
    deletePercent: fc.constantFrom(0, 50),
    unselected: keepOrDelete,
    stopped: keepOrDelete,
  }),
});

const tags = fc
  .record({
    pci: maybe(fc.constantFrom('true', 'false')),
    tier: maybe(fc.constantFrom('web', 'db')),
    mirror: fc.constantFrom(undefined, undefined, undefined, 'false'),
  })
  .map((values) => Object.entries(values).flatMap(([key, value = '']) => (value ? [{ key, value }] : [])));

const owners = [accountId, accountId, accountId, accountId, '210987654321'];

const session = fc.record({
  ownerId: fc.constantFrom(...owners),
  trafficMirrorTargetId: fc.integer({ min: 1, max: 7 }).map(ids.target),
  trafficMirrorFilterId: fc.integer({ min: 1, max: 2 }).map(ids.filter),
  packetLength: fc.constantFrom(undefined, 128, 8_500),
  virtualNetworkId: fc.constantFrom(7, 8, 9),
  tags: fc.constantFrom(
    [],
    [{ key: policyKey, value: `${owner}/pci` }],
    [{ key: policyKey, value: `${owner}/pci` }],
    [{ key: policyKey, value: `${owner}/other` }],
    [{ key: policyKey, value: `else/pci` }],
    [
      { key: policyKey, value: `${owner}/pci` },
      { key: moveKey, value: 'x' },
    ],
  ),
});

const source = fc.record({
  ownerId: fc.constantFrom(...owners),
  vpcId: fc.constantFrom(idOf('vpc', 1), idOf('vpc', 2)),
  availabilityZoneId: fc.constantFrom(...zones),
  interfaceType: fc.constantFrom('interface', 'interface', 'interface', 'natGateway'),
  isAttached: fc.constantFrom(true, true, true, false),
  deviceIndex: fc.constantFrom(0, 0, 1),
  privateIpAddress: fc.constant('10.0.0.4'),
  tags,
  instance: fc.record({
    instanceType: fc.constantFrom('m5.large', 'm5.large', 't2.micro', 'c5.metal', 'c4.metal'),
    state: fc.constantFrom('running', 'running', 'running', 'stopped', 'pending'),
    tags,
    isSeen: fc.constantFrom(true, true, true, true, false),
  }),
  isThere: fc.constantFrom(true, true, true, true, true, false),
  sessions: fc.array(session, { maxLength: 3 }),
  numbers: fc.shuffledSubarray([1, 2, 3, 4], { minLength: 3 }),
});

const mirrorTarget = fc.record({
  ownerId: fc.constantFrom(...owners),
  /** Of one of the sources, or of what is not there. Undefined: a load balancer. */
  receiver: fc.constantFrom(undefined, 1, 1, 2, 3, 4, 99),
  tags: fc.constantFrom([], [{ key: 'role', value: 'sensor' }]),
});

const filterTags = fc.constantFrom([], [{ key: 'use', value: 'all' }]);

const snapshot: fc.Arbitrary<PolicySnapshot> = fc
  .record({
    sources: fc.array(source, { minLength: 1, maxLength: 9 }),
    targets: fc.array(mirrorTarget, { maxLength: 5 }),
    filters: fc.array(filterTags, { maxLength: 2 }),
    isOtherRead: fc.boolean(),
  })
  .map(({ sources, targets, filters, isOtherRead }) => ({
    accountId,
    region: 'us-east-1',
    networkInterfaces: sources.flatMap((one, n) => (one.isThere ? [toInterface(one, n + 1)] : [])),
    instances: sources.flatMap(({ instance: { isSeen, ...facts } }, n) =>
      isSeen ? [{ ...facts, instanceId: ids.instance(n + 1) }] : [],
    ),
    sessions: sources.flatMap(({ sessions, numbers }, n) =>
      sessions.map(
        (one, index): SnapshotSession => ({
          ...one,
          trafficMirrorSessionId: idOf('tms', (n + 1) * 10 + index),
          networkInterfaceId: ids.interface(n + 1),
          sessionNumber: numbers[index],
        }),
      ),
    ),
    targets: targets.map(({ receiver, ...one }, n) => ({
      ...one,
      trafficMirrorTargetId: ids.target(n + 1),
      networkInterfaceId: receiver === undefined ? undefined : ids.interface(receiver),
      networkLoadBalancerArn: receiver === undefined ? 'arn' : undefined,
      gatewayLoadBalancerEndpointId: undefined,
    })),
    filters: filters.map((one, n) => ({ trafficMirrorFilterId: ids.filter(n + 1), tags: one })),
    receivers: {
      accountIds: isOtherRead ? ['210987654321'] : [],
      networkInterfaces: [],
      instances: [],
    },
  }));

const toInterface = (
  { instance, isThere, sessions, numbers, isAttached, deviceIndex, ...facts }: SourceValue,
  n: number,
): SnapshotInterface => ({
  ...facts,
  networkInterfaceId: ids.interface(n),
  subnetId: undefined,
  instanceId: isAttached ? ids.instance(n) : undefined,
  deviceIndex: isAttached ? deviceIndex : undefined,
  description: undefined,
  requesterManaged: false,
  requesterId: undefined,
});

type SourceValue = typeof source extends fc.Arbitrary<infer Value> ? Value : never;

/** A policy, an account, and which targets are approved. */
export const cases = fc.record({
  policy,
  snapshot,
  approved: fc.constantFrom([1, 2, 3, 4, 5], [1, 2, 3, 4, 5], [1, 2]).map((all) => all.map(ids.target)),
});
