/** Everything that is read of an estate, each kind with how it is read. */
import type { Filter } from '@aws-sdk/client-ec2';
import type { EstateKind, LookUp } from '../../mirroring/facts.ts';
import type { Ec2Action } from '../actions.ts';
import { filterKind } from '../filters.ts';
import { listenerKind } from '../listeners.ts';
import { loadBalancerKind } from '../loadBalancers.ts';
import { loadBalancerAttributesKind, targetGroupAttributesKind } from '../loadBalancingAttributes.ts';
import { networkAclKind } from '../networkAcls.ts';
import { instanceKind, networkInterfaceKind } from '../networkInterfaces.ts';
import { peeringKind } from '../peerings.ts';
import { describeByIds, describePage } from '../reads/describe.ts';
import type { ListedKind, ResourceKind } from '../reads/kind.ts';
import type { Page } from '../reads/lanes.ts';
import { maxResults } from '../reads/pages.ts';
import { routeTableKind } from '../routeTables.ts';
import type { Ec2Scope } from '../scope.ts';
import { securityGroupKind } from '../securityGroups.ts';
import { sessionKind } from '../sessions.ts';
import { subnetKind } from '../subnets.ts';
import { targetGroupKind } from '../targetGroups.ts';
import { targetHealthKind } from '../targetHealth.ts';
import { targetKind } from '../targets.ts';
import { transitGatewayAttachmentKind } from '../transitGatewayAttachments.ts';
import type { Ec2Usage } from '../usage.ts';
import { vpcEndpointKind } from '../vpcEndpoints.ts';
import { vpcKind } from '../vpcs.ts';

/** A kind of resource whose items in EC2's shape are nobody's business. */
export interface Readable<Item> {
  readonly action: Ec2Action;
  readonly idOf: (record: Item) => string;
  readonly page: (
    scope: Ec2Scope,
    filters: readonly Filter[],
    nextToken: string | undefined,
    usage: Ec2Usage,
  ) => Promise<Page<Item>>;
}

/** One that can also be read by id, 200 in a call. */
export interface Identified<Item> extends Readable<Item> {
  readonly byIds: (scope: Ec2Scope, ids: readonly string[], usage: Ec2Usage) => Promise<(Item | null)[]>;
}

const listed = <Item, Record>(kind: ListedKind<Item, Record>): Readable<Record> => ({
  action: kind.action,
  idOf: kind.idOf,
  page: (scope, filters, nextToken, usage) =>
    describePage(scope, kind, { filters, maxResults, nextToken }, usage),
});

const identified = <Item, Record>(kind: ResourceKind<Item, Record>): Identified<Record> => ({
  ...listed(kind),
  byIds: (scope, ids, usage) => describeByIds(scope, kind, ids, usage),
});

const table = {
  sessions: identified(sessionKind),
  targets: identified(targetKind),
  filters: identified(filterKind),
  networkInterfaces: identified(networkInterfaceKind),
  instances: identified(instanceKind),
  subnets: identified(subnetKind),
  vpcs: identified(vpcKind),
  securityGroups: identified(securityGroupKind),
  networkAcls: identified(networkAclKind),
  routeTables: identified(routeTableKind),
  peerings: identified(peeringKind),
  transitGatewayAttachments: identified(transitGatewayAttachmentKind),
  vpcEndpoints: identified(vpcEndpointKind),
  loadBalancers: listed(loadBalancerKind),
  targetGroups: listed(targetGroupKind),
  listeners: listed(listenerKind),
  targetHealth: listed(targetHealthKind),
  targetGroupAttributes: listed(targetGroupAttributesKind),
  loadBalancerAttributes: listed(loadBalancerAttributesKind),
} satisfies Record<EstateKind, unknown>;

type Table = typeof table;

/** The record of each kind. A look-up by a property that a record lacks does not compile. */
export type EstateRecords = {
  readonly [Kind in EstateKind]: Table[Kind] extends Readable<infer Item> ? Item & object : never;
};
({}) satisfies {
  [Kind in EstateKind as LookUp<Kind> extends keyof EstateRecords[Kind] ? never : Kind]: never;
};

export const kinds: { readonly [Kind in EstateKind]: Readable<EstateRecords[Kind]> } = table;

export type IdentifiedKind = {
  [Kind in EstateKind]: Table[Kind] extends { readonly byIds: unknown } ? Kind : never;
}[EstateKind];
export const identifiedKinds: { readonly [Kind in IdentifiedKind]: Identified<EstateRecords[Kind]> } = table;
