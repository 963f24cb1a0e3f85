/** Resource ids: their prefixes, the error codes for unknown and malformed ids, and how new ids are made. */
import { hash } from 'node:crypto';
import { decisions } from './decisions.ts';
import { malformedId, notFound } from './errors.ts';
import type { Row } from './state/records.ts';
import type { Table } from './state/table.ts';

/** One kind of id. `noun` is what EC2's messages call the resource; `resourceType` is its name in tagging actions. */
export interface IdKind {
  readonly prefix: string;
  readonly noun: string;
  readonly resourceType: string;
  readonly notFound: string;
  readonly malformed: string;
}

const kind = (
  prefix: string,
  resourceType: string,
  noun: string,
  notFound: string,
  malformed: string,
): IdKind => ({
  prefix,
  resourceType,
  noun,
  notFound,
  malformed,
});

/**
 * By table. The NotFound codes of Traffic Mirror resources are from terraform-provider-aws `errors.go`, the other codes
 * from the EC2 error-codes page.
 */
export const idKinds = {
  sessions: kind(
    'tms',
    'traffic-mirror-session',
    'traffic mirror session',
    'InvalidTrafficMirrorSessionId.NotFound',
    decisions.malformedIdCode,
  ),
  targets: kind(
    'tmt',
    'traffic-mirror-target',
    'traffic mirror target',
    'InvalidTrafficMirrorTargetId.NotFound',
    decisions.malformedIdCode,
  ),
  filters: kind(
    'tmf',
    'traffic-mirror-filter',
    'traffic mirror filter',
    'InvalidTrafficMirrorFilterId.NotFound',
    decisions.malformedIdCode,
  ),
  filterRules: kind(
    'tmfr',
    'traffic-mirror-filter-rule',
    'traffic mirror filter rule',
    'InvalidTrafficMirrorFilterRuleId.NotFound',
    decisions.malformedIdCode,
  ),
  networkInterfaces: kind(
    'eni',
    'network-interface',
    'networkInterface',
    'InvalidNetworkInterfaceID.NotFound',
    'InvalidNetworkInterfaceId.Malformed',
  ),
  securityGroups: kind(
    'sg',
    'security-group',
    'security group',
    'InvalidGroup.NotFound',
    'InvalidGroupId.Malformed',
  ),
  securityGroupRules: kind(
    'sgr',
    'security-group-rule',
    'security group rule',
    'InvalidSecurityGroupRuleId.NotFound',
    'InvalidSecurityGroupRuleId.Malformed',
  ),
  networkAcls: kind(
    'acl',
    'network-acl',
    'networkAcl',
    'InvalidNetworkAclID.NotFound',
    'InvalidNetworkAclId.Malformed',
  ),
  routeTables: kind(
    'rtb',
    'route-table',
    'routeTable',
    'InvalidRouteTableID.NotFound',
    'InvalidRouteTableId.Malformed',
  ),
  vpcPeeringConnections: kind(
    'pcx',
    'vpc-peering-connection',
    'vpcPeeringConnection',
    'InvalidVpcPeeringConnectionID.NotFound',
    'InvalidVpcPeeringConnectionId.Malformed',
  ),
  transitGatewayVpcAttachments: kind(
    'tgw-attach',
    'transit-gateway-attachment',
    'transit gateway attachment',
    'InvalidTransitGatewayAttachmentID.NotFound',
    'InvalidTransitGatewayAttachmentID.Malformed',
  ),
  instances: kind('i', 'instance', 'instance', 'InvalidInstanceID.NotFound', 'InvalidInstanceID.Malformed'),
  vpcs: kind('vpc', 'vpc', 'vpc', 'InvalidVpcID.NotFound', 'InvalidVpcID.Malformed'),
  subnets: kind('subnet', 'subnet', 'subnet', 'InvalidSubnetID.NotFound', 'InvalidSubnetID.Malformed'),
  vpcEndpoints: kind(
    'vpce',
    'vpc-endpoint',
    'vpcEndpoint',
    'InvalidVpcEndpointId.NotFound',
    'InvalidVpcEndpointId.Malformed',
  ),
} as const satisfies Record<string, IdKind>;

/** Kinds of ids of what has no table here. Whether one of them exists is not checked in network descriptions. */
export const otherIdKinds = {
  images: kind('ami', 'image', 'image', 'InvalidAMIID.NotFound', 'InvalidAMIID.Malformed'),
  // An attachment is part of its interface.
  attachments: kind(
    'eni-attach',
    'network-interface',
    'attachment',
    'InvalidAttachmentID.NotFound',
    'InvalidNetworkInterfaceAttachmentId.Malformed',
  ),
  dhcpOptions: kind(
    'dopt',
    'dhcp-options',
    'dhcpOption',
    'InvalidDhcpOptionID.NotFound',
    'InvalidDhcpOptionsId.Malformed',
  ),
  prefixLists: kind(
    'pl',
    'prefix-list',
    'prefix list',
    'InvalidPrefixListID.NotFound',
    'InvalidPrefixListId.Malformed',
  ),
  volumes: kind('vol', 'volume', 'volume', 'InvalidVolume.NotFound', 'InvalidVolumeID.Malformed'),
} as const satisfies Record<string, IdKind>;

/**
 * Returns the id, or throws the kind's code for a malformed one: an id is the prefix and 8 or 17 lower-case hex digits
 * (inspec-aws allows both forms).
 */
export function parseId(kind: IdKind, id: string): string {
  if (!isId(kind.prefix, id)) throw malformedId(kind.malformed, id, kind.prefix);
  return id;
}

/** Whether this is an id with the prefix. */
export const isId = (prefix: string, id: string): boolean =>
  id.startsWith(`${prefix}-`) && /^(?:[0-9a-f]{8}|[0-9a-f]{17})$/.test(id.slice(prefix.length + 1));

/** Returns the row with this id, or throws the kind's NotFound error. */
export function found<R extends Row>(table: Pick<Table<R>, 'get'>, kind: IdKind, id: string): R {
  const row = table.get(id);
  if (!row) throw notFound(kind.notFound, kind.noun, [id]);
  return row;
}

/** Makes a new id: the prefix and 17 hex digits. `random` returns numbers in [0, 1). */
export function newId(kind: IdKind, random: () => number): string {
  const digits = (count: number) =>
    Math.floor(random() * 16 ** count)
      .toString(16)
      .padStart(count, '0');
  return `${kind.prefix}-0${digits(8)}${digits(8)}`;
}

/** An id that is always the same for the same parts, for what has an id only to be named, e.g. an association. */
export function derivedId(prefix: string, ...parts: readonly (string | number)[]): string {
  // Of one go, because lists derive many.
  return `${prefix}-0${hash('sha256', parts.join('/')).slice(0, 16)}`;
}
