/** Network ACLs, with their entries and the subnets that are associated with them. */
import { describe, idList } from '../describe.ts';
import { derivedId, idKinds } from '../ids.ts';
import type { NetworkAcl, NetworkAclEntry, Subnet } from '../state/networkRecords.ts';
import { perRow } from '../state/perRow.ts';
import type { Estate } from '../state/world.ts';
import { tagSet } from '../tags.ts';
import type { WireObject } from '../wire/xml.ts';
import { v4Of, v6Of } from './permissions.ts';

const associationId = perRow(({ id }: Subnet) => derivedId('aclassoc', id));

const subnetsOf = ({ subnets }: Estate, { id, vpcId }: NetworkAcl) =>
  subnets.by('vpc-id', vpcId).filter(({ networkAclId }) => networkAclId === id);

/** What denies all that no entry allows: 32767, and 32768 for IPv6 where the VPC has it (VPC user guide, "Default network ACL"). */
function closing(ruleNumber: number, cidrBlock: string): NetworkAclEntry[] {
  return (['egress', 'ingress'] as const).map((direction) => ({
    ruleNumber,
    direction,
    action: 'deny',
    protocol: '-1',
    cidrBlock,
  }));
}

function allEntries(row: NetworkAcl, { vpcs }: Estate): NetworkAclEntry[] {
  const hasIpv6 = (vpcs.get(row.vpcId)?.ipv6CidrBlocks.length ?? 0) > 0;
  return [...row.entries, ...closing(32767, '0.0.0.0/0'), ...(hasIpv6 ? closing(32768, '::/0') : [])].sort(
    (a, b) => a.direction.localeCompare(b.direction) || a.ruleNumber - b.ruleNumber,
  );
}

const toEntry = (entry: NetworkAclEntry): WireObject => ({
  ruleNumber: entry.ruleNumber,
  protocol: entry.protocol,
  ruleAction: entry.action,
  egress: entry.direction === 'egress',
  cidrBlock: v4Of(entry.cidrBlock),
  ipv6CidrBlock: v6Of(entry.cidrBlock),
  icmpTypeCode:
    entry.icmpType === undefined ? undefined : { code: entry.icmpCode ?? -1, type: entry.icmpType },
  portRange: entry.fromPort === undefined ? undefined : { from: entry.fromPort, to: entry.toPort },
});

/** A filter on a field of the entries, any of which may match. */
const entryFilter =
  (read: (entry: NetworkAclEntry) => string | number | boolean | undefined) =>
  (row: NetworkAcl, estate: Estate): string[] =>
    allEntries(row, estate).flatMap((entry) => {
      const value = read(entry);
      return value === undefined ? [] : [String(value)];
    });

export const DescribeNetworkAcls = describe<NetworkAcl>({
  set: 'networkAclSet',
  table: ({ networkAcls }) => networkAcls,
  rows: ({ networkAcls }) => networkAcls.list(),
  ids: idList('NetworkAclId', idKinds.networkAcls),
  filters: {
    'association.association-id': (row, estate) => subnetsOf(estate, row).map(associationId),
    'association.network-acl-id': (row, estate) => subnetsOf(estate, row).map(() => row.id),
    'association.subnet-id': (row, estate) => subnetsOf(estate, row).map(({ id }) => id),
    default: (row) => row.isDefault,
    'entry.cidr': entryFilter((entry) => v4Of(entry.cidrBlock)),
    'entry.egress': entryFilter((entry) => entry.direction === 'egress'),
    'entry.icmp.code': entryFilter((entry) => entry.icmpCode),
    'entry.icmp.type': entryFilter((entry) => entry.icmpType),
    'entry.ipv6-cidr': entryFilter((entry) => v6Of(entry.cidrBlock)),
    'entry.port-range.from': entryFilter((entry) => entry.fromPort),
    'entry.port-range.to': entryFilter((entry) => entry.toPort),
    'entry.protocol': entryFilter((entry) => entry.protocol),
    'entry.rule-action': entryFilter((entry) => entry.action),
    'entry.rule-number': entryFilter((entry) => entry.ruleNumber),
    'network-acl-id': (row) => row.id,
    'owner-id': (row) => row.ownerId,
    'vpc-id': (row) => row.vpcId,
  },
  toWire: (row, estate) => ({
    networkAclId: row.id,
    vpcId: row.vpcId,
    ownerId: row.ownerId,
    default: row.isDefault,
    entrySet: allEntries(row, estate).map(toEntry),
    associationSet: subnetsOf(estate, row).map((subnet) => ({
      networkAclAssociationId: associationId(subnet),
      networkAclId: row.id,
      subnetId: subnet.id,
    })),
    tagSet: tagSet(row.tags),
  }),
});
