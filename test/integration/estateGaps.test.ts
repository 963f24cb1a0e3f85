import { beforeAll, beforeEach, expect, test } from '@jest/globals';
import { iamActionOf } from '../../src/ec2/actions.ts';
import type { EstateFacts } from '../../src/ec2/estate/drafts.ts';
import { kinds } from '../../src/ec2/estate/kinds.ts';
import type { EstateKind } from '../../src/mirroring/facts.ts';
import { type EstateSubject, gapOf, ofRules, startEstate } from '../support/estateReads.ts';
import { until } from '../support/until.ts';

/** Of one estate in which every kind is needed. */
let broken: EstateSubject;
let complete: EstateFacts;
beforeAll(async () => {
  broken = await startEstate({ seed: 'broken' });
  complete = await broken.read();
});
beforeEach(() => broken.emulator.reset());

const without = (...left: EstateKind[]) => ofRules.filter((kind) => !left.includes(kind));
const essential = new Set<EstateKind>(['sessions', 'targets', 'filters']);

/** The kinds of which something was not read, with the reasons. */
function gapsOf(facts: EstateFacts) {
  const { targets, sessions } = complete;
  const gaps: Partial<Record<EstateKind, unknown>> = {};
  const note = (kind: EstateKind, ask: () => unknown) => {
    const gap = gapOf(ask);
    if (gap !== undefined && gap.reason !== 'OTHER_ACCOUNT') gaps[kind] = gap;
  };
  for (const kind of without('listeners', 'targetHealth', 'targetGroupAttributes', 'loadBalancerAttributes'))
    note(kind, () => facts[kind].all());
  const used = targets
    .all()
    .filter((one) => sessions.where('trafficMirrorTargetId', one.trafficMirrorTargetId).length > 0);
  for (const arn of used.flatMap((target) => target.networkLoadBalancerArn ?? [])) {
    note('listeners', () => facts.listeners.where('loadBalancerArn', arn));
    if (gaps.listeners !== undefined) continue;
    for (const group of facts.listeners.where('loadBalancerArn', arn).flatMap((one) => one.targetGroupArns))
      note('targetHealth', () => facts.targetHealth.where('targetGroupArn', group));
  }
  return gaps;
}

test('with every permission, nothing is missing', () => expect(gapsOf(complete)).toEqual({}));

test.each(
  ofRules.filter(
    (kind) => !essential.has(kind) && kind !== 'targetGroupAttributes' && kind !== 'loadBalancerAttributes',
  ),
)(
  'without the action that reads %s, exactly these are not read, and the gap names the action',
  async (kind) => {
    broken.emulator.deny(kinds[kind].action);
    const facts = await broken.read();
    const iamAction = iamActionOf(kinds[kind].action);
    expect(gapsOf(facts)).toEqual({ [kind]: { reason: 'UNAUTHORIZED', iamAction } });
  },
);

test.each(['targetGroupAttributes', 'loadBalancerAttributes'] as const)(
  'without the action that reads %s, the gap is at the group or load balancer that was asked about',
  async (kind) => {
    const [asked] = complete[kind].known;
    broken.emulator.deny(kinds[kind].action);
    const facts = await broken.read();
    expect(gapOf(() => facts[kind].of(asked?.arn ?? ''))).toEqual({
      reason: 'UNAUTHORIZED',
      iamAction: iamActionOf(kinds[kind].action),
    });
  },
);

test.each([...essential])('without %s there is nothing to judge, and the failure is thrown', async (kind) => {
  const estate = await startEstate({ seed: 'demo' });
  estate.emulator.deny(kinds[kind].action);
  await expect(estate.read()).rejects.toMatchObject({ name: 'Ec2Failure', kind: 'refused' });
  await expect(
    estate.around({
      filterIds: ['tmf-0a1b2c3d4e5f60001'],
      sessionIds: ['tms-0123456789abcdef0'],
      targetIds: ['tmt-0123456789abcdef0'],
    }),
  ).rejects.toMatchObject({ kind: 'refused' });
});

test('with the permission to read alone, the network is not asked about, and the gaps name the missing permission', async () => {
  const facts = await broken.read({ held: ['traffic-mirror:read'] });
  const sent = [...broken.emulator.calls.keys()].sort();
  expect(sent).toEqual([
    'DescribeInstances',
    'DescribeNetworkInterfaces',
    'DescribeTrafficMirrorFilters',
    'DescribeTrafficMirrorSessions',
    'DescribeTrafficMirrorTargets',
  ]);
  const gap = { reason: 'UNAUTHORIZED', permission: 'traffic-mirror:insight' };
  for (const kind of ['securityGroups', 'networkAcls', 'routeTables', 'loadBalancers', 'peerings'] as const)
    expect([kind, gapOf(() => facts[kind].all())]).toEqual([kind, gap]);
  expect(facts.instances.all().length).toBeGreaterThan(0);
});

test.each([
  ['throttled', { error: { code: 'RequestLimitExceeded', status: 503 } }],
  ['broken', { error: { code: 'InternalError', status: 500 } }],
])('a call that is %s is UNAVAILABLE', async (_, fault) => {
  const estate = await startEstate({ seed: 'demo' });
  estate.emulator.faults('DescribeSecurityGroups', Array(3).fill(fault));
  const facts = await estate.read();
  expect(gapOf(() => facts.securityGroups.all())).toEqual({ reason: 'UNAVAILABLE' });
  expect(facts.networkAcls.all().length).toBeGreaterThan(0);
});

test.each([
  ['throttled', 1, { error: { code: 'Throttling', status: 400 } }],
  ['broken', 1, { error: { code: 'InternalFailure', status: 500 } }],
  ['throttled for too long', 3, { error: { code: 'Throttling', status: 400 } }],
  ['answered by a page of a proxy', 3, { status: 502, body: '<html>Bad gateway</html>' }],
])('a call of Elastic Load Balancing that is %s is retried as one of EC2 is', async (_, times, fault) => {
  const estate = await startEstate({ seed: 'demo' });
  estate.emulator.faults('DescribeLoadBalancers', Array(times).fill(fault));
  const facts = await estate.read();
  const gap = gapOf(() => facts.loadBalancers.all());
  expect(gap).toEqual(times < 3 ? undefined : { reason: 'UNAVAILABLE' });
  expect(estate.emulator.calls.get('DescribeLoadBalancers')).toBe(times < 3 ? times + 1 : 3);
});

test('when the calls are used up, what was read stays and the rest is OUT_OF_CALLS', async () => {
  const facts = await broken.read({ allowance: { calls: 14 } });
  expect(broken.calls()).toBe(14);
  expect(facts.sessions.all()).toHaveLength(complete.sessions.all().length);
  expect(Object.values(gapsOf(facts))).toContainEqual({ reason: 'OUT_OF_CALLS' });
});

test('when the time is up, the answer comes with what was read, and the rest is OUT_OF_TIME', async () => {
  broken.emulator.faults('DescribeListeners', Array(20).fill({ delayMs: 60_000 }));
  const startedAtMs = performance.now();
  const facts = await broken.read({ allowance: { ms: 6_000 } });
  expect(performance.now() - startedAtMs).toBeLessThan(45_000);
  expect(facts.sessions.all()).toHaveLength(complete.sessions.all().length);
  expect(gapsOf(facts)).toEqual({ listeners: { reason: 'OUT_OF_TIME' } });
});

test('a part of a list that was read before the time was up is kept, and is not taken for all', async () => {
  const estate = await startEstate({ seed: 'large:2000' });
  estate.emulator.faults('DescribeTrafficMirrorSessions', [{}, { delayMs: 20_000 }]);
  const facts = await estate.read({ kinds: ['sessions'], allowance: { ms: 5_000 } });
  expect(facts.sessions.known).toHaveLength(1_000);
  expect(gapOf(() => facts.sessions.all())).toEqual({ reason: 'OUT_OF_TIME' });
  expect(gapOf(() => facts.sessions.where('networkInterfaceId', 'eni-1'))).toEqual({
    reason: 'OUT_OF_TIME',
  });
  expect(facts.sessions.of(facts.sessions.known[0]?.trafficMirrorSessionId ?? '')).not.toBeNull();
});

test('a request that has ended gets no facts', async () => {
  const estate = await startEstate({ seed: 'demo', latencyMs: 500 });
  const request = new AbortController();
  const reading = estate.read({ signal: request.signal });
  const ended = expect(reading).rejects.toMatchObject({ kind: 'cancelled' });
  await until(() => estate.emulator.calls.size > 0);
  request.abort();
  await ended;
});
