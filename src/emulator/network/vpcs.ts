/** VPCs, with their associations of CIDR blocks. */
import { describe, idList } from '../describe.ts';
import { derivedId, idKinds } from '../ids.ts';
import type { Vpc } from '../state/networkRecords.ts';
import { tagSet } from '../tags.ts';

const associationId = (vpc: Vpc, cidrBlock: string) => derivedId('vpc-cidr-assoc', vpc.id, cidrBlock);
const associationIds = (vpc: Vpc, cidrBlocks: readonly string[]) =>
  cidrBlocks.map((cidrBlock) => associationId(vpc, cidrBlock));
const states = (cidrBlocks: readonly string[]) => cidrBlocks.map(() => 'associated');
const associated = { state: 'associated' };
/** All VPCs of an account share a set of DHCP options. The digits of accounts are hexadecimal too. */
const dhcpOptionsId = (accountId: string) => `dopt-0${accountId.padStart(16, '0')}`;

export const DescribeVpcs = describe<Vpc>({
  set: 'vpcSet',
  table: ({ vpcs }) => vpcs,
  rows: ({ vpcs }) => vpcs.list(),
  ids: idList('VpcId', idKinds.vpcs),
  filters: {
    cidr: (row) => row.cidrBlocks[0],
    'cidr-block-association.association-id': (row) => associationIds(row, row.cidrBlocks),
    'cidr-block-association.cidr-block': (row) => row.cidrBlocks,
    'cidr-block-association.state': (row) => states(row.cidrBlocks),
    'dhcp-options-id': (_row, { accountId }) => dhcpOptionsId(accountId),
    'ipv6-cidr-block-association.association-id': (row) => associationIds(row, row.ipv6CidrBlocks),
    'ipv6-cidr-block-association.ipv6-cidr-block': (row) => row.ipv6CidrBlocks,
    'ipv6-cidr-block-association.ipv6-pool': (row) => row.ipv6CidrBlocks.map(() => 'Amazon'),
    'ipv6-cidr-block-association.state': (row) => states(row.ipv6CidrBlocks),
    'is-default': (row) => row.isDefault,
    'owner-id': (row) => row.ownerId,
    state: () => 'available',
    'vpc-id': (row) => row.id,
  },
  toWire: (row, { accountId, region }) => ({
    vpcId: row.id,
    ownerId: row.ownerId,
    state: 'available',
    cidrBlock: row.cidrBlocks[0],
    cidrBlockAssociationSet: row.cidrBlocks.map((cidrBlock) => ({
      associationId: associationId(row, cidrBlock),
      cidrBlock,
      cidrBlockState: associated,
    })),
    ipv6CidrBlockAssociationSet: row.ipv6CidrBlocks.map((ipv6CidrBlock) => ({
      associationId: associationId(row, ipv6CidrBlock),
      ipv6CidrBlock,
      ipv6CidrBlockState: associated,
      networkBorderGroup: region,
      ipv6Pool: 'Amazon',
    })),
    dhcpOptionsId: dhcpOptionsId(accountId),
    instanceTenancy: 'default',
    isDefault: row.isDefault,
    tagSet: tagSet(row.tags),
  }),
});
