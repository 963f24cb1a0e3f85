/** VPCs, with their associations of CIDR blocks. */
import { describe, idList } from '../describe.ts';
import { derivedId, idKinds } from '../ids.ts';
import type { Vpc } from '../state/networkRecords.ts';
import { perRow } from '../state/perRow.ts';
import { tagSet } from '../tags.ts';
import { constant } from '../wire/xml.ts';
import { dhcpOptionsId } from './accounts.ts';

/** The ids of the associations of each CIDR block, in the order of the blocks. */
const associationIds = perRow(({ id, cidrBlocks, ipv6CidrBlocks }: Vpc) => {
  const ofBlock = (cidrBlock: string) => derivedId('vpc-cidr-assoc', id, cidrBlock);
  return { ipv4: cidrBlocks.map(ofBlock), ipv6: ipv6CidrBlocks.map(ofBlock) };
});
/** The origin of an IPv6 block that is not the account's own (API model, Ipv6AddressAttribute and IpSource). */
export const amazonsBlock = { ipv6AddressAttribute: 'public', ipSource: 'amazon' } as const;
const states = (cidrBlocks: readonly string[]) => cidrBlocks.map(() => 'associated');
const associated = constant({ state: 'associated' });
/** Nobody can choose anything else here. */
const byDefault = constant({
  state: 'available',
  instanceTenancy: 'default',
  blockPublicAccessStates: { internetGatewayBlockMode: 'off' },
});

export const DescribeVpcs = describe<Vpc>({
  set: 'vpcSet',
  table: ({ vpcs }) => vpcs,
  rows: ({ vpcs }) => vpcs.list(),
  ids: idList('VpcId', idKinds.vpcs),
  filters: {
    cidr: (row) => row.cidrBlocks[0],
    'cidr-block-association.association-id': (row) => associationIds(row).ipv4,
    'cidr-block-association.cidr-block': (row) => row.cidrBlocks,
    'cidr-block-association.state': (row) => states(row.cidrBlocks),
    'dhcp-options-id': (_row, { accountId }) => dhcpOptionsId(accountId),
    'ipv6-cidr-block-association.association-id': (row) => associationIds(row).ipv6,
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
    cidrBlock: row.cidrBlocks[0],
    cidrBlockAssociationSet: row.cidrBlocks.map((cidrBlock, i) => ({
      associationId: associationIds(row).ipv4[i],
      cidrBlock,
      cidrBlockState: associated,
    })),
    ipv6CidrBlockAssociationSet: row.ipv6CidrBlocks.map((ipv6CidrBlock, i) => ({
      associationId: associationIds(row).ipv6[i],
      ipv6CidrBlock,
      ipv6CidrBlockState: associated,
      networkBorderGroup: region,
      ipv6Pool: 'Amazon',
      ...amazonsBlock,
    })),
    dhcpOptionsId: dhcpOptionsId(accountId),
    isDefault: row.isDefault,
    tagSet: tagSet(row.tags),
    '': byDefault,
  }),
});
