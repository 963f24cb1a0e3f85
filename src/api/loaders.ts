/** DataLoaders of one scope: within a request, each resource is read once, so it looks the same everywhere in the response. */
import DataLoader from 'dataloader';
import { filterRuleKind } from '../ec2/filterRules.ts';
import { filterKind } from '../ec2/filters.ts';
import { instanceKind, networkInterfaceKind } from '../ec2/networkInterfaces.ts';
import { describeByValues, describeMany } from '../ec2/reads/describe.ts';
import type { ResourceKind } from '../ec2/reads/kind.ts';
import type { Ec2Scope } from '../ec2/scope.ts';
import { sessionKind, type TrafficMirrorSessionRecord } from '../ec2/sessions.ts';
import { subnetKind } from '../ec2/subnets.ts';
import { targetKind } from '../ec2/targets.ts';
import type { Ec2Usage } from '../ec2/usage.ts';
import { vpcEndpointKind } from '../ec2/vpcEndpoints.ts';
import { vpcKind } from '../ec2/vpcs.ts';
import { type MirrorKind, parseMirrorId } from './ids.ts';

export type Loaders = ReturnType<typeof createLoaders>;

/** The loader of each kind that has a global ID. */
export const loaderOf = {
  TrafficMirrorSession: ({ sessions }: Loaders) => sessions,
  TrafficMirrorTarget: ({ targets }: Loaders) => targets,
  TrafficMirrorFilter: ({ filters }: Loaders) => filters,
  TrafficMirrorFilterRule: ({ filterRules }: Loaders) => filterRules,
} satisfies Record<MirrorKind, unknown>;

/** Reads a session, target, filter or rule. @param id its AWS ID, which tells its kind. */
export async function readAny(loaders: Loaders, id: string) {
  const kind = parseMirrorId(id)?.kind;
  return kind === undefined ? null : loaderOf[kind](loaders).load(id);
}

/** @param usage of the request that reads. */
export function createLoaders(scope: Ec2Scope, usage: Ec2Usage) {
  const byId = <Item, Record>(kind: ResourceKind<Item, Record>) =>
    new DataLoader<string, Record | null>((ids) => describeMany(scope, kind, ids, usage));
  /** The reverse of a relation: all resources whose property has a given value, such as the sessions of a target. */
  const byValue = <Item, Record>(
    kind: ResourceKind<Item, Record>,
    filter: string,
    propertyOf: (record: Record) => string | undefined,
  ) =>
    new DataLoader<string, Record[]>((values) =>
      describeByValues(scope, kind, { filter, propertyOf, values }, usage),
    );
  const sessionsBy = (
    filter: string,
    property: 'networkInterfaceId' | 'trafficMirrorTargetId' | 'trafficMirrorFilterId',
  ) => byValue(sessionKind, filter, (session: TrafficMirrorSessionRecord) => session[property]);
  return {
    sessions: byId(sessionKind),
    targets: byId(targetKind),
    filters: byId(filterKind),
    filterRules: byId(filterRuleKind),
    networkInterfaces: byId(networkInterfaceKind),
    instances: byId(instanceKind),
    subnets: byId(subnetKind),
    vpcs: byId(vpcKind),
    vpcEndpoints: byId(vpcEndpointKind),
    sessionsByInterface: sessionsBy('network-interface-id', 'networkInterfaceId'),
    sessionsByTarget: sessionsBy('traffic-mirror-target-id', 'trafficMirrorTargetId'),
    sessionsByFilter: sessionsBy('traffic-mirror-filter-id', 'trafficMirrorFilterId'),
    targetsByInterface: byValue(targetKind, 'network-interface-id', (target) => target.networkInterfaceId),
    sessionsByNetworkId: byValue(sessionKind, 'virtual-network-id', (session) =>
      String(session.virtualNetworkId),
    ),
    // EC2's filter also finds secondary addresses.
    interfacesByAddress: byValue(
      networkInterfaceKind,
      'private-ip-address',
      (networkInterface) => networkInterface.privateIpAddress,
    ),
    interfacesByDescription: byValue(
      networkInterfaceKind,
      'description',
      (networkInterface) => networkInterface.description,
    ),
  };
}
