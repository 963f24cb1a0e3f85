/** Compares a policy with an account and Region: where each interface stands, and the steps that would make EC2 as the policy says. */
import type { Policy } from '../config/policies.ts';
import { create } from './create.ts';
import { createDraft, type Draft, isMoving } from './draft.ts';
import { filterOf } from './filter.ts';
import { compare, mend } from './mend.ts';
import { ownedByPolicy } from './ownership.ts';
import { createPlacement } from './placement.ts';
import type { PolicyPlan } from './policyPlan.ts';
import { isStopped, runs, selectedBy } from './select.ts';
import type { PolicySnapshot, SnapshotSession } from './snapshot.ts';
import { type Source, sourcesIn } from './sources.ts';
import { leftOut, notRunning } from './standing.ts';
import { type Approves, usableTargets } from './targets.ts';

export interface Planning {
  readonly owner: string;
  readonly approves: Approves;
  /** The ids of targets of which EC2 has said that they take no more. */
  readonly full?: ReadonlySet<string>;
}

const mirrored = { state: 'MIRRORED', because: null } as const;

/** Equal snapshots give equal plans: nothing is remembered, and no clock is asked. */
export function planOf(
  policy: Policy,
  snapshot: PolicySnapshot,
  { owner, approves, full }: Planning,
): PolicyPlan {
  const { accountId, region } = snapshot;
  const owned = ownedByPolicy(snapshot.sessions, { owner, accountId }).get(policy.name) ?? [];
  const common = { policy, accountId, region, ownedCount: owned.length, filterProblem: undefined };
  const draft = createDraft();
  if (policy.mode === 'retire') {
    for (const session of owned) {
      draft.leftover(session);
      draft.remove(session, 'RETIRED', 'The policy is being retired.');
    }
    return { ...common, ...draft.end() };
  }
  const targets = usableTargets(policy.mirror, snapshot, approves, full);
  const placement = createPlacement(policy.mirror, targets, snapshot);
  const filter = filterOf(policy.mirror, snapshot.filters);
  const [usable, visible] = [byId(targets), byId(snapshot.targets)];
  const comparing = { policy, accountId, usable, visible, filter };
  const { kept, missing } = sortOut(draft, policy, sourcesIn(snapshot, owned, policy.mirror.number));
  mend(
    draft,
    placement,
    kept.map(([source, session]) => compare(comparing, source, session)),
  );
  for (const source of missing) create(draft, placement, comparing, source);
  removeOrphaned(draft, snapshot, owned);
  const { steps, ...rest } = draft.end();
  return { ...common, ...rest, steps: filter.id === undefined ? [] : steps, filterProblem: filter.problem };
}

const byId = <Target extends { readonly trafficMirrorTargetId: string }>(targets: readonly Target[]) =>
  new Map(targets.map((target) => [target.trafficMirrorTargetId, target]));

interface Sorted {
  /** With the session of the policy that stays. */
  readonly kept: (readonly [Source, SnapshotSession])[];
  /** What the policy wants and has no session for. */
  readonly missing: Source[];
}

/** Finds out what is wanted, and says what is not. */
function sortOut(draft: Draft, { select, guard }: Policy, sources: readonly Source[]): Sorted {
  const sorted: Sorted = { kept: [], missing: [] };
  for (const source of sources) {
    const { networkInterface, instance, mine } = source;
    const [own, ...others] = mine;
    const selected = selectedBy(select, networkInterface, instance);
    if (selected === 'wanted') {
      for (const session of others)
        draft.remove(
          session,
          'DUPLICATE',
          `The policy has session ${own?.trafficMirrorSessionId} there, too.`,
        );
      if (own === undefined) sorted.missing.push(source);
      else if (!runs(networkInterface, instance)) stopped(draft, guard, source, own);
      else if (isMoving(own)) draft.stand(source, mirrored);
      else sorted.kept.push([source, own]);
    } else if (selected === 'unknown') {
      // Its instance would have to say. What is there stays.
      if (own !== undefined) draft.stand(source, mirrored);
    } else {
      if (selected === 'excluded') draft.stand(source, leftOut());
      for (const session of mine) unwanted(draft, guard, session, selected);
    }
  }
  return sorted;
}

/** A session on an interface that the policy leaves out or does not select. */
function unwanted(
  draft: Draft,
  guard: Policy['guard'],
  session: SnapshotSession,
  selected: 'excluded' | 'unselected',
): void {
  draft.leftover(session);
  if (guard.unselected === 'keep') return;
  if (selected === 'excluded') draft.remove(session, 'LEFT_OUT', 'The policy leaves its interface out.');
  else draft.remove(session, 'UNSELECTED', 'The policy does not select its interface any more.');
}

/** A session must work when the instance starts, so it stays unless the policy says otherwise. */
function stopped(draft: Draft, guard: Policy['guard'], source: Source, own: SnapshotSession): void {
  const isDeleted = guard.stopped === 'delete' && isStopped(source.networkInterface, source.instance);
  draft.stand(source, isDeleted ? notRunning() : mirrored);
  if (isDeleted)
    draft.remove(own, 'NOT_RUNNING', 'Its instance is stopped, or its interface is attached to none.');
}

/** EC2 deletes sessions with their source. One that stays is of no use. */
function removeOrphaned(
  draft: Draft,
  { networkInterfaces }: PolicySnapshot,
  owned: readonly SnapshotSession[],
): void {
  const known = new Set(networkInterfaces.map(({ networkInterfaceId }) => networkInterfaceId));
  for (const session of owned)
    if (!known.has(session.networkInterfaceId ?? ''))
      draft.remove(session, 'SOURCE_GONE', `Its source ${session.networkInterfaceId} is gone.`);
}
