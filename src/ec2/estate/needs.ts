/** How each kind is read when a whole estate is: what must be read before, and what is then asked for. */
import type { EstateKind } from '../../mirroring/facts.ts';
import {
  readBalancerAttributes,
  readGroupAttributes,
  readHealth,
  readListeners,
} from './behindLoadBalancers.ts';
import type { Drafts } from './drafts.ts';
import type { Reader } from './reader.ts';
import { endpointsOf, isOf, leavesVpc, usedTargets } from './uses.ts';

interface Need {
  /** What decides whether and how it is read. */
  readonly after: readonly EstateKind[];
  readonly read: (reader: Reader, drafts: Drafts) => Promise<void>;
}

type Condition = (drafts: Drafts, accountId: string) => boolean;

/** A kind that is listed. */
const listed = (
  kind: EstateKind,
  after: readonly EstateKind[] = [],
  condition: Condition = () => true,
): Need => ({
  after,
  read: async (reader, drafts) => {
    if (condition(drafts, reader.scope.accountId)) await reader.list(kind);
  },
});

const uses = ['sessions', 'targets'] as const;

/** What is behind the account's own targets. Those of other accounts are read where they belong. */
const ownEndpoints = (drafts: Drafts, accountId: string) =>
  endpointsOf(usedTargets(drafts).filter(isOf(accountId)));

/** A kind of which there is a list for each load balancer. */
const behind = (
  after: readonly EstateKind[],
  read: (reader: Reader, drafts: Drafts, loadBalancerArns: readonly string[]) => Promise<void>,
): Need => ({
  after: [...uses, ...after],
  read: (reader, drafts) =>
    read(reader, drafts, [...new Set(ownEndpoints(drafts, reader.scope.accountId).loadBalancerArns)]),
});

const usesLoadBalancers: Condition = (drafts, accountId) =>
  ownEndpoints(drafts, accountId).loadBalancerArns.length > 0;
const usesEndpoints: Condition = (drafts, accountId) =>
  ownEndpoints(drafts, accountId).vpcEndpointIds.length > 0;

export const needs: { readonly [Kind in EstateKind]: Need } = {
  sessions: listed('sessions'),
  targets: listed('targets'),
  filters: listed('filters'),
  networkInterfaces: listed('networkInterfaces'),
  instances: listed('instances'),
  subnets: listed('subnets'),
  vpcs: listed('vpcs'),
  securityGroups: listed('securityGroups'),
  networkAcls: listed('networkAcls'),
  routeTables: listed('routeTables'),
  loadBalancers: listed('loadBalancers', uses, usesLoadBalancers),
  targetGroups: listed('targetGroups', uses, usesLoadBalancers),
  peerings: listed('peerings', [...uses, 'networkInterfaces', 'loadBalancers'], leavesVpc),
  transitGatewayAttachments: listed(
    'transitGatewayAttachments',
    [...uses, 'networkInterfaces', 'loadBalancers'],
    leavesVpc,
  ),
  vpcEndpoints: listed('vpcEndpoints', uses, usesEndpoints),
  listeners: behind(['targetGroups'], readListeners),
  targetHealth: behind(['listeners'], readHealth),
  targetGroupAttributes: behind(['loadBalancers', 'networkInterfaces', 'targetHealth'], readGroupAttributes),
  loadBalancerAttributes: behind(['targetGroupAttributes'], readBalancerAttributes),
};

/** These kinds, and those that decide how they are read. */
export function withPrerequisites(wanted: Iterable<EstateKind>): ReadonlySet<EstateKind> {
  const all = new Set<EstateKind>();
  const add = (kind: EstateKind) => {
    all.add(kind);
    needs[kind].after.forEach(add);
  };
  for (const kind of wanted) add(kind);
  return all;
}
