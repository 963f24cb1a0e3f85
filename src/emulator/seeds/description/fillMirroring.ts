/** Puts the mirroring of a described estate into a world: filters with their rules, targets and sessions. */
import { derivedId } from '../../ids.ts';
import type { TrafficMirrorTarget } from '../../state/records.ts';
import type { Estate } from '../../state/world.ts';
import type { DescribedEstate } from './shape.ts';

/** Nothing is checked against EC2's rules, so that an estate can be described that has become wrong. */
export function fillMirroring(estate: Estate, described: DescribedEstate): void {
  const { filters, filterRules, targets, sessions, world, accountId, region } = estate;
  for (const { rules, ...filter } of described.filters) {
    filters.put({ ...filter, seq: world.nextSeq() });
    for (const rule of rules) {
      const { trafficDirection, ruleNumber } = rule;
      const id = rule.id ?? derivedId('tmfr', filter.id, trafficDirection, ruleNumber);
      filterRules.put({ ...rule, id, trafficMirrorFilterId: filter.id, seq: world.nextSeq() });
    }
  }
  for (const { sharedWith, ...target } of described.targets) {
    targets.put({ ...target, type: typeOf(target), ownerId: accountId, seq: world.nextSeq() });
    if (sharedWith.length > 0)
      world.shares.set(target.id, { ownerId: accountId, region, accounts: sharedWith });
  }
  for (const session of described.sessions)
    sessions.put({ ...session, ownerId: accountId, seq: world.nextSeq() });
}

function typeOf(target: Pick<TrafficMirrorTarget, 'networkInterfaceId' | 'networkLoadBalancerArn'>) {
  if (target.networkInterfaceId !== undefined) return 'network-interface';
  return target.networkLoadBalancerArn === undefined
    ? 'gateway-load-balancer-endpoint'
    : 'network-load-balancer';
}
