/** Traffic Mirror targets: create, delete, describe; those shared by other accounts are seen too. */
import { describe } from './describe.ts';
import { notFound } from './errors.ts';
import { idKinds } from './ids.ts';
import { id } from './parameters.ts';
import type { TrafficMirrorTarget } from './records.ts';
import type { Estate } from './state.ts';
import { tagSet } from './tags.ts';
import type { WireObject } from './xml.ts';

const toWire = (target: TrafficMirrorTarget): WireObject => ({
  trafficMirrorTargetId: target.id,
  networkInterfaceId: target.networkInterfaceId,
  networkLoadBalancerArn: target.networkLoadBalancerArn,
  type: target.type,
  description: target.description,
  ownerId: target.ownerId,
  tagSet: tagSet(target.tags),
  gatewayLoadBalancerEndpointId: target.gatewayLoadBalancerEndpointId,
});

export const DescribeTrafficMirrorTargets = describe<TrafficMirrorTarget>({
  set: 'trafficMirrorTargetSet',
  rows: visibleTargets,
  table: (estate) => (sharedTargets(estate).length === 0 ? estate.targets : undefined),
  ids: { parameter: 'TrafficMirrorTargetId', parse: id(idKinds.targets), kind: idKinds.targets },
  filters: {
    description: (row) => row.description,
    'network-interface-id': (row) => row.networkInterfaceId,
    'network-load-balancer-arn': (row) => row.networkLoadBalancerArn,
    'owner-id': (row) => row.ownerId,
    'traffic-mirror-target-id': (row) => row.id,
  },
  toWire,
});

/** The targets that other accounts share with this one, without their owners' tags (a decision). */
function sharedTargets({ world, accountId, region }: Estate): TrafficMirrorTarget[] {
  return [...world.shares].flatMap(([targetId, share]) => {
    if (share.region !== region || !share.accounts.has(accountId)) return [];
    const target = world.estate(share.ownerId, region).targets.get(targetId);
    return target ? [{ ...target, tags: [] }] : [];
  });
}

function visibleTargets(estate: Estate): readonly TrafficMirrorTarget[] {
  const shared = sharedTargets(estate);
  if (shared.length === 0) return estate.targets.list();
  return [...estate.targets.list(), ...shared].sort((a, b) => a.seq - b.seq);
}

/** A target this account may use: its own or a shared one. Undefined when there is none. */
export function findTarget(estate: Estate, targetId: string): TrafficMirrorTarget | undefined {
  return estate.targets.get(targetId) ?? sharedTargets(estate).find((target) => target.id === targetId);
}

/** The same, or NotFound. */
export function visibleTarget(estate: Estate, targetId: string): TrafficMirrorTarget {
  const target = findTarget(estate, targetId);
  if (!target) throw notFound(idKinds.targets.notFound, idKinds.targets.noun, [targetId]);
  return target;
}
