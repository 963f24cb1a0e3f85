/** What becomes of an interface that a policy wants and has no session for: a session is created, or there is a reason why not. */
import type { Policy } from '../config/policies.ts';
import { vniIn } from './differs.ts';
import type { Draft } from './draft.ts';
import { type Comparing, changeOf, compare } from './mend.ts';
import type { Placement } from './placement.ts';
import type { CreateStep } from './policyPlan.ts';
import type { SnapshotSession } from './snapshot.ts';
import type { Source } from './sources.ts';
import { adoptableOf, noFilter, noTarget, obstacleTo, type Unmirrored } from './standing.ts';
import type { PolicyTarget } from './targets.ts';

export function create(
  draft: Draft,
  placement: Placement,
  comparing: Comparing & { readonly policy: Policy },
  source: Source,
): void {
  const { policy, accountId, usable } = comparing;
  const { networkInterfaceId } = source.networkInterface;
  const adoptable = adoptableOf(policy, source.sessions, accountId, (id) => usable.has(id));
  if (adoptable !== undefined) {
    const { trafficMirrorSessionId } = adoptable;
    const change = changeOf(compare(comparing, source, adoptable));
    draft.adopt({ networkInterfaceId, trafficMirrorSessionId, change });
  }
  const found = targetFor(placement, comparing, source, adoptable);
  if ('state' in found) draft.stand(source, found);
  else {
    const { session, target } = found;
    placement.take(networkInterfaceId, target);
    const message = `It is to be mirrored to ${target.trafficMirrorTargetId}.`;
    const because = { reason: 'NOT_YET', message } as const;
    draft.stand(source, { state: 'MISSING', because });
    draft.step({ kind: 'CREATE', networkInterfaceId, session, ...because });
  }
}

/** @returns the session that is to be, or why there is none. */
function targetFor(
  placement: Placement,
  { policy: { mirror }, filter }: Comparing & { readonly policy: Policy },
  source: Source,
  adoptable: SnapshotSession | undefined,
): Unmirrored | { readonly session: CreateStep['session']; readonly target: PolicyTarget } {
  const obstacle = obstacleTo({ mirror }, source, adoptable);
  if (obstacle !== undefined) return obstacle;
  if (filter.id === undefined) return noFilter(filter.problem);
  const target = placement.choose(source.networkInterface);
  if (typeof target === 'string') return noTarget(target);
  const { networkInterfaceId, vpcId } = source.networkInterface;
  const session = {
    networkInterfaceId,
    trafficMirrorTargetId: target.trafficMirrorTargetId,
    trafficMirrorFilterId: filter.id,
    sessionNumber: mirror.number,
    virtualNetworkId: vniIn(mirror, vpcId) ?? undefined,
    packetLength: mirror.packetLength,
  };
  return { session, target };
}
