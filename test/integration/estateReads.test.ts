import { describe, expect, test } from '@jest/globals';
import type { EstateFacts } from '../../src/ec2/estate/drafts.ts';
import { kinds } from '../../src/ec2/estate/kinds.ts';
import { type EstateKind, keyOf, lookUps } from '../../src/mirroring/facts.ts';
import { evaluate } from '../../src/mirroring/findings/evaluate.ts';
import { kindsFor, rules } from '../../src/mirroring/findings/rules.ts';
import { faulty, gapOf, home, ofRules, startEstate } from '../support/estateReads.ts';
import { question } from '../support/findings.ts';
import { describeInterfaceTargets } from '../support/interfaceTargets.ts';

const behindLoadBalancers: readonly EstateKind[] = [
  'loadBalancers',
  'targetGroups',
  'listeners',
  'targetHealth',
  'targetGroupAttributes',
  'loadBalancerAttributes',
];

/** What is behind load balancers, and what only other estates need. */
const unused: readonly EstateKind[] = [
  ...behindLoadBalancers,
  'peerings',
  'transitGatewayAttachments',
  'vpcEndpoints',
];

describe('what a reading costs', () => {
  // A call that fails or is late on a busy machine is made again, which an allowance does not count: only it is exact.
  test('59 calls are enough for 10,000 sources with one session each at ten load balancers', async () => {
    const estate = await startEstate({ seed: 'wide:10000' });
    const facts = await estate.read({ allowance: { calls: 59 } });
    expect(facts.sessions.all()).toHaveLength(10_000);
    expect(facts.networkInterfaces.all()).toHaveLength(10_040);
    expect(facts.instances.all()).toHaveLength(10_020);
    for (const kind of ['filters', 'securityGroups', 'networkAcls', 'routeTables', 'targetGroups'] as const)
      expect([kind, gapOf(() => facts[kind].all())]).toEqual([kind, undefined]);
    const arns = facts.targets.all().map((target) => target.networkLoadBalancerArn ?? '');
    const groups = arns
      .flatMap((arn) => facts.listeners.where('loadBalancerArn', arn))
      .flatMap(({ targetGroupArns }) => targetGroupArns);
    expect(groups.flatMap((arn) => facts.targetHealth.where('targetGroupArn', arn))).toHaveLength(20);
  });

  test('a hundred load balancers: two calls for each, and none without the kinds that are behind them', async () => {
    const estate = await startEstate({ seed: 'large:1000' });
    const facts = await estate.read();
    const used = new Set(facts.targets.all().flatMap((target) => target.networkLoadBalancerArn ?? [])).size;
    expect(used).toBeGreaterThan(5);
    const groups = facts.listeners.known.flatMap(({ targetGroupArns }) => targetGroupArns);
    expect(groups).toHaveLength(used);
    for (const arn of groups) expect(facts.targetHealth.where('targetGroupArn', arn)).toHaveLength(2);
    const kinds = ofRules.filter((kind) => !unused.includes(kind));
    const few = await estate.read({ kinds, allowance: { calls: 23 } });
    for (const kind of kinds) expect([kind, gapOf(() => few[kind].all())]).toEqual([kind, undefined]);
  });

  test.each([
    ['an interface', 'networkInterfaceId', 12],
    ['a load balancer', 'networkLoadBalancerArn', 18],
  ] as const)('%s: for one session, as few calls are enough', async (_, endpoint, calls) => {
    const estate = await startEstate({ seed: 'broken' });
    const all = await estate.read();
    const target = all.targets
      .all()
      .find((one) => one[endpoint] !== undefined && one.tags.length === 0 && one.ownerId === home);
    const [session] = all.sessions.where('trafficMirrorTargetId', target?.trafficMirrorTargetId ?? '');
    if (session === undefined) throw new Error('the seed has no such session');
    const { trafficMirrorSessionId } = session;
    const around = await estate.around({ sessionIds: [trafficMirrorSessionId] }, { allowance: { calls } });
    expect(answers(around, session)).toEqual(answers(all, session));
  });

  test('16 calls are enough for all sessions at ten interfaces', async () => {
    const estate = await startEstate({ seed: 'broken' });
    const all = await estate.read();
    const sessions = all.targets
      .all()
      .filter((target) => target.networkInterfaceId !== undefined && target.ownerId === home)
      .filter((target) => target.tags.length === 0)
      .flatMap((target) => all.sessions.where('trafficMirrorTargetId', target.trafficMirrorTargetId));
    expect(sessions.length).toBeGreaterThanOrEqual(60);
    const sessionIds = sessions.map((session) => session.trafficMirrorSessionId);
    const around = await estate.around({ sessionIds }, { allowance: { calls: 16 } });
    for (const session of sessions) expect(answers(around, session)).toEqual(answers(all, session));
  });

  test('16 calls are enough for 200 sessions at interfaces, and leave nothing unchecked', async () => {
    const estate = await startEstate({ seed: describeInterfaceTargets(200) });
    const all = await estate.read();
    const sessionIds = all.sessions.all().map((session) => session.trafficMirrorSessionId);
    expect(sessionIds).toHaveLength(200);
    const around = await estate.around({ sessionIds }, { allowance: { calls: 16 } });
    const selection = { sessions: around.sessions.known };
    expect(await evaluate(around, { ...question, selection })).toEqual({ findings: [], unchecked: [] });
    for (const session of all.sessions.all()) expect(answers(around, session)).toEqual(answers(all, session));
  });

  test('23 calls are enough for 10,000 sessions when no rule about load balancers is asked for', async () => {
    const estate = await startEstate({ seed: 'large:10000' });
    const behind = new Set(behindLoadBalancers);
    const codes = new Set(
      rules.filter(({ reads }) => !reads.some((kind) => behind.has(kind))).map(({ code }) => code),
    );
    expect([...codes]).toContain('SESSION_SHADOWED');
    const facts = await estate.read({ kinds: kindsFor(codes), allowance: { calls: 23 } });
    expect(facts.sessions.all()).toHaveLength(10_000);
    const { findings, unchecked } = await evaluate(facts, { ...question, codes });
    expect(unchecked).toEqual([]);
    expect(new Set(findings.map(({ code }) => code))).toEqual(new Set(['SESSION_SHADOWED']));
  });

  test('20 equal readings at once cost the calls of two at most', async () => {
    const estate = await startEstate({ seed: 'demo', latencyMs: 50 });
    const read = estate.reader();
    await read();
    const once = estate.calls();
    estate.emulator.resetCalls();
    await Promise.all(Array.from({ length: 20 }, read));
    expect(estate.calls()).toBeLessThanOrEqual(2 * once);
  });

  test('nothing is read that nobody wants', async () => {
    const estate = await startEstate({ seed: 'broken' });
    const facts = await estate.read({ kinds: ['filters'] });
    expect(Object.fromEntries(estate.emulator.calls)).toEqual({ DescribeTrafficMirrorFilters: 1 });
    expect(facts.filters.all().length).toBeGreaterThan(0);
    expect(gapOf(() => facts.sessions.all())).toEqual({ reason: 'UNAVAILABLE' });
  });
});

describe('what a reading finds', () => {
  /** EC2 does not show other accounts' tags. */
  const foreignTarget = ({ targets }: EstateFacts) => targets.all().find(({ ownerId }) => ownerId !== home);

  test('the groups, ACLs, routes, peerings, listeners and health of the network', async () => {
    const estate = await startEstate({ seed: 'broken' });
    const facts = await estate.read();
    const blocked = faulty(facts, 'SG_BLOCKS').target.networkInterfaceId ?? '';
    const group = facts.securityGroups.of(facts.networkInterfaces.of(blocked)?.groupIds[0] ?? '');
    expect(group?.ipPermissions).toEqual([]);
    const denied = facts.networkInterfaces.of(faulty(facts, 'NACL_BLOCKS').target.networkInterfaceId ?? '');
    const acl = facts.networkAcls
      .where('vpcId', denied?.vpcId ?? '')
      .find(({ subnetIds }) => subnetIds.includes(denied?.subnetId ?? ''));
    expect(acl?.entries.find(({ egress, ruleNumber }) => !egress && ruleNumber === 90)).toEqual({
      ruleNumber: 90,
      egress: false,
      ruleAction: 'deny',
      protocol: '17',
      cidrBlock: '10.0.0.0/16',
      portRange: { from: 4789, to: 4789 },
    });
    const stopped = facts.networkInterfaces.of(
      faulty(facts, 'COLLECTOR_STOPPED').target.networkInterfaceId ?? '',
    );
    expect(facts.instances.of(stopped?.instanceId ?? '')?.state).toBe('stopped');
    expect(facts.routeTables.all().some(({ isMain }) => isMain)).toBe(true);
    expect(facts.peerings.all()).toHaveLength(1);
    const { target } = faulty(facts, 'NLB_UNHEALTHY');
    const [listener] = facts.listeners.where('loadBalancerArn', target.networkLoadBalancerArn ?? '');
    expect(listener).toMatchObject({ protocol: 'UDP', port: 4789 });
    const health = facts.targetHealth.where('targetGroupArn', listener?.targetGroupArns[0] ?? '');
    expect(health.map(({ state }) => state)).toEqual(['unhealthy', 'unhealthy']);
  });

  test('what is not there, which is not the same as not read', async () => {
    const estate = await startEstate({ seed: 'broken' });
    const facts = await estate.read();
    const { target: gone } = faulty(facts, 'TARGET_GONE');
    expect(facts.networkInterfaces.of(gone.networkInterfaceId ?? '')).toBeNull();
    const { target: mute } = faulty(facts, 'NLB_NO_LISTENER');
    expect(facts.listeners.where('loadBalancerArn', mute.networkLoadBalancerArn ?? '')).toEqual([]);
    const foreign = foreignTarget(facts);
    expect(gapOf(() => facts.networkInterfaces.of(foreign?.networkInterfaceId ?? ''))).toEqual({
      reason: 'OTHER_ACCOUNT',
    });
  });

  test('cross-zone settings only where some zones have healthy targets and some have none', async () => {
    const estate = await startEstate({ seed: 'broken' });
    const facts = await estate.read();
    expect(facts.targetGroupAttributes.known).toHaveLength(1);
    expect(facts.loadBalancerAttributes.known.map(({ crossZone }) => crossZone)).toEqual(['false']);
  });

  test('a target of another account that the caller may use, with the groups of its interface', async () => {
    const estate = await startEstate({ seed: 'broken' });
    const facts = await estate.read({ otherAccounts: ['210987654321'] });
    const target = foreignTarget(facts);
    const endpoint = facts.networkInterfaces.of(target?.networkInterfaceId ?? '');
    expect(endpoint?.scope.accountId).toBe('210987654321');
    const group = facts.securityGroups.of(endpoint?.groupIds[0] ?? '');
    expect(group?.ipPermissions[0]).toMatchObject({ ipProtocol: 'udp', fromPort: 4789 });
    const vpc = facts.networkAcls.where('vpcId', endpoint?.vpcId ?? '');
    expect(vpc.some(({ subnetIds }) => subnetIds.includes(endpoint?.subnetId ?? ''))).toBe(true);
  });

  test('around a session it finds what the whole estate shows for it', async () => {
    const estate = await startEstate({ seed: 'broken' });
    const all = await estate.read();
    for (const fault of [
      'SG_BLOCKS',
      'NACL_BLOCKS',
      'NO_ROUTE',
      'NLB_BACKEND_BLOCKS',
      'NLB_ZONE_EMPTY',
      'TARGET_GONE',
    ]) {
      const { session } = faulty(all, fault);
      const around = await estate.around({ sessionIds: [session.trafficMirrorSessionId] });
      for (const kind of ofRules)
        for (const record of around[kind].known)
          expect([fault, kind, withoutScope(record)]).toEqual([
            fault,
            kind,
            withoutScope(all[kind].of(kinds[kind].idOf(record as never))),
          ]);
      expect(answers(around, session)).toEqual(answers(all, session));
    }
  });
});

test('around a session, everything is judged of it and of what it uses as in the whole estate', async () => {
  const estate = await startEstate({ seed: 'broken' });
  const all = await estate.read();
  const { findings } = await evaluate(all, question);
  const sessionIds = new Set(findings.flatMap(({ affectedSessionIds }) => affectedSessionIds.slice(0, 1)));
  expect(sessionIds.size).toBeGreaterThan(20);
  const judge = (facts: EstateFacts, id: string) => {
    const sessions = facts.sessions.known.filter((one) => one.trafficMirrorSessionId === id);
    return evaluate(facts, { ...question, selection: { sessions } });
  };
  for (const id of sessionIds)
    expect([id, await judge(await estate.around({ sessionIds: [id] }), id)]).toEqual([
      id,
      await judge(all, id),
    ]);
});

test('around sources that are registered behind a load balancer, they are read as what they also are: receivers', async () => {
  const estate = await startEstate({ seed: 'broken' });
  const all = await estate.read();
  const { target } = faulty(all, 'NLB_BACKEND_BLOCKS');
  const { trafficMirrorTargetId: id, networkLoadBalancerArn = '' } = target;
  const [listener] = all.listeners.where('loadBalancerArn', networkLoadBalancerArn);
  const registered = all.targetHealth.where('targetGroupArn', listener?.targetGroupArns[0] ?? '');
  const hosts = registered.flatMap(({ targetId }) => all.networkInterfaces.where('instanceId', targetId));
  expect(hosts).toHaveLength(2);
  const networkInterfaceIds = hosts.map(({ networkInterfaceId }) => networkInterfaceId);
  const judge = (facts: EstateFacts) =>
    evaluate(facts, {
      ...question,
      selection: { sessions: facts.sessions.where('trafficMirrorTargetId', id) },
    });
  expect(await judge(await estate.around({ networkInterfaceIds, targetIds: [id] }))).toEqual(
    await judge(all),
  );
});

/** Each caller's scope is an object of its own. */
const withoutScope = (record: object | null) =>
  JSON.parse(JSON.stringify(record, (key, value: unknown) => (key === 'scope' ? undefined : value)));

/** What the rules ask on the way of a session's packets. */
function answers(
  facts: EstateFacts,
  session: { networkInterfaceId: string | undefined; trafficMirrorTargetId: string | undefined },
) {
  const target = facts.targets.of(session.trafficMirrorTargetId ?? '');
  const arn = target?.networkLoadBalancerArn;
  const source = facts.networkInterfaces.of(session.networkInterfaceId ?? '');
  const listeners = arn === undefined ? [] : facts.listeners.where('loadBalancerArn', arn);
  const health = listeners.flatMap(({ targetGroupArns }) =>
    targetGroupArns.flatMap((group) => facts.targetHealth.where('targetGroupArn', group)),
  );
  const receivers =
    arn === undefined
      ? [facts.networkInterfaces.of(target?.networkInterfaceId ?? '')]
      : health.flatMap(({ targetId }) => facts.networkInterfaces.where('instanceId', targetId));
  return withoutScope({
    source,
    siblings: facts.sessions.where('networkInterfaceId', session.networkInterfaceId ?? ''),
    instance: source?.instanceId && facts.instances.of(source.instanceId),
    routes: facts.routeTables.where('vpcId', source?.vpcId ?? ''),
    listeners,
    health,
    receivers,
    groups: receivers.flatMap((one) => one?.groupIds.map((id) => facts.securityGroups.of(id)) ?? []),
    acls: receivers.flatMap((one) => (one === null ? [] : facts.networkAcls.where('vpcId', one.vpcId ?? ''))),
  });
}

test('every look-up of a table is answered by a whole reading', async () => {
  const estate = await startEstate({ seed: 'demo' });
  const facts = await estate.read();
  const perResource = new Set<EstateKind>(['listeners', 'targetHealth']);
  for (const kind of ofRules.filter((one) => !perResource.has(one)))
    for (const property of lookUps[kind])
      expect([keyOf(kind, property), gapOf(() => facts[kind].where(property as never, 'x'))]).toEqual([
        keyOf(kind, property),
        undefined,
      ]);
});
