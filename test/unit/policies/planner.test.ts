/** What holds of every plan, whatever the policy and the account are. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { valueOfTag } from '../../../src/ec2/tags.ts';
import { policyKey } from '../../../src/marks.ts';
import { sessionsAfter } from '../../../src/policies/applied.ts';
import { planHashOf } from '../../../src/policies/planHash.ts';
import { planOf } from '../../../src/policies/planOf.ts';
import type { PolicyPlan, PolicyStep } from '../../../src/policies/policyPlan.ts';
import type { PolicySnapshot, SnapshotSession } from '../../../src/policies/snapshot.ts';
import { usableTargets } from '../../../src/policies/targets.ts';
import { howMany } from '../../support/randomFilters.ts';
import { accountId, cases, owner } from '../../support/randomPolicies.ts';

type Case = typeof cases extends fc.Arbitrary<infer Value> ? Value : never;

const approves =
  ({ approved }: Case) =>
  ({ trafficMirrorTargetId }: { trafficMirrorTargetId: string }) =>
    approved.includes(trafficMirrorTargetId);
const planned = (one: Case, snapshot: PolicySnapshot = one.snapshot) =>
  planOf(one.policy, snapshot, { owner, approves: approves(one) });
const byId = (all: readonly SnapshotSession[]) =>
  all.toSorted((one, other) => (one.trafficMirrorSessionId < other.trafficMirrorSessionId ? -1 : 1));

/** The account after some steps, in which a new session gets the VXLAN ID that EC2 chooses, and a load balancer's packets their length. */
function after({ policy, snapshot }: Case, steps: readonly PolicyStep[]): PolicySnapshot {
  const { put, drop } = sessionsAfter(snapshot.sessions, { owner, policy, accountId }, steps);
  const gone = new Set([...drop, ...put.map((one) => one.trafficMirrorSessionId)]);
  const left = snapshot.sessions.filter((one) => !gone.has(one.trafficMirrorSessionId));
  const isBalancer = (id: string | undefined) =>
    snapshot.targets.some((one) => one.trafficMirrorTargetId === id && one.networkInterfaceId === undefined);
  const filled = put.map((one) => ({
    ...one,
    virtualNetworkId: one.virtualNetworkId ?? 9,
    packetLength: one.packetLength ?? (isBalancer(one.trafficMirrorTargetId) ? 8_500 : undefined),
  }));
  return { ...snapshot, sessions: byId([...left, ...filled]) };
}

function check(property: (one: Case) => void): void {
  fc.assert(fc.property(cases, property), { numRuns: howMany(500) });
}

test('no plan touches what the policy does not own, or what is on its way to another target', () => {
  check((one) => {
    const sessions = new Map(one.snapshot.sessions.map((each) => [each.trafficMirrorSessionId, each]));
    for (const step of planned(one).steps) {
      if (step.kind === 'CREATE') continue;
      const session = sessions.get(step.trafficMirrorSessionId);
      expect(session).toMatchObject({ ownerId: accountId, networkInterfaceId: step.networkInterfaceId });
      expect(session && valueOfTag(session.tags, policyKey)).toBe(`${owner}/pci`);
      expect(session && valueOfTag(session.tags, 'tmgw:move')).toBeUndefined();
    }
  });
});

/** The sources at each receiver. */
function loads({ targets, sessions }: PolicySnapshot): Map<string, Set<string>> {
  const receiverOf = new Map(
    targets.map((one) => [one.trafficMirrorTargetId, one.networkInterfaceId ?? one.trafficMirrorTargetId]),
  );
  const all = new Map<string, Set<string>>();
  for (const { trafficMirrorTargetId = '', networkInterfaceId = '' } of sessions) {
    const receiver = receiverOf.get(trafficMirrorTargetId);
    if (receiver !== undefined) all.set(receiver, (all.get(receiver) ?? new Set()).add(networkInterfaceId));
  }
  return all;
}

test('no step sends more sources to a target than it takes, or a source to itself, to a target that is not approved, or out of its zone', () => {
  check((one) => {
    const { policy, snapshot } = one;
    const usable = new Map(
      usableTargets(policy.mirror, snapshot, approves(one)).map((each) => [each.trafficMirrorTargetId, each]),
    );
    const zoneOf = new Map(
      snapshot.networkInterfaces.map((each) => [each.networkInterfaceId, each.availabilityZoneId ?? '']),
    );
    let sofar: Case = one;
    for (const step of planned(one).steps) {
      const snapshotAfter = after(sofar, [step]);
      const values = step.kind === 'CREATE' ? step.session : step.kind === 'MODIFY' ? step.change.set : {};
      const target = usable.get(values.trafficMirrorTargetId ?? '');
      if (values.trafficMirrorTargetId !== undefined) {
        expect(target?.receiver).not.toBe(step.networkInterfaceId);
        const size = loads(snapshotAfter).get(target?.receiver ?? '')?.size ?? 0;
        const was = loads(sofar.snapshot).get(target?.receiver ?? '')?.size ?? 0;
        // A source that is there already takes no further place, also where there are too many.
        expect(size <= (target?.capacity ?? 0) || size === was).toBe(true);
        if (policy.mirror.place === 'same-zone' && policy.mirror.otherwise === 'impossible')
          expect(target?.zones ?? [zoneOf.get(step.networkInterfaceId)]).toContain(
            zoneOf.get(step.networkInterfaceId),
          );
      }
      sofar = { ...sofar, snapshot: snapshotAfter };
    }
  });
});

test('equal states give equal plans and hashes, in whatever order EC2 answered in', () => {
  check((one) => {
    const { guard, ...rest } = one.policy;
    const again = { ...rest, guard: { ...guard, changesPerPass: 7 } };
    const copy = structuredClone(one.snapshot);
    const [first, second] = [planned(one), planned({ ...one, policy: again }, copy)];
    expect(planHashOf(owner, [first])).toBe(planHashOf(owner, [second]));
    expect(second.standings).toEqual(first.standings);
  });
});

const changing = (plan: PolicyPlan) => plan.steps.filter(({ kind }) => kind !== 'DELETE');

test('after the steps of a plan there are none left; only deletes make room for further ones', () => {
  check((one) => {
    const plan = planned(one);
    const next = planned(one, after(one, plan.steps));
    if (plan.steps.length === changing(plan).length) expect(next.steps).toEqual([]);
    // Whatever the deletes have made room for, two rounds are enough.
    const then = { ...one, snapshot: after(one, plan.steps) };
    const last = { ...one, snapshot: after(then, next.steps) };
    expect(planned(last).steps).toEqual([]);
  });
});

test('an interface that a policy wants stands somewhere, and a step is where the states say', () => {
  check((one) => {
    const { standings, steps, filterProblem, policy } = planned(one);
    const stateOf = new Map(standings.map((each) => [each.networkInterfaceId, each]));
    for (const step of steps) {
      if (step.kind === 'CREATE') expect(stateOf.get(step.networkInterfaceId)?.state).toBe('MISSING');
      if (step.kind === 'MODIFY') expect(stateOf.get(step.networkInterfaceId)?.state).toBe('WRONG');
    }
    const created = steps.filter(({ kind }) => kind === 'CREATE').length;
    const waiting = standings.filter(({ because }) => because?.reason === 'NOT_YET').length;
    expect(created).toBe(filterProblem === undefined ? waiting : 0);
    if (policy.mode === 'retire') expect(standings).toEqual([]);
  });
});
