/** Subnets, with the number of their free addresses. */
import { describe, idList } from '../describe.ts';
import { derivedId, idKinds } from '../ids.ts';
import type { Subnet } from '../state/networkRecords.ts';
import { perRow } from '../state/perRow.ts';
import type { Estate } from '../state/world.ts';
import { tagSet } from '../tags.ts';
import { zoneId } from './zones.ts';

const arn = (row: Subnet, { region }: Estate) => `arn:aws:ec2:${region}:${row.ownerId}:subnet/${row.id}`;
const associationIds = perRow(({ id, ipv6CidrBlocks }: Subnet) =>
  ipv6CidrBlocks.map((cidrBlock) => derivedId('subnet-cidr-assoc', id, cidrBlock)),
);
const isIpv6Only = (row: Subnet) => row.cidrBlock === undefined;

/** EC2 keeps five addresses of each subnet for itself (VPC user guide, "Subnet sizing"). */
const reservedAddresses = 5;

/** One address is counted for each interface: secondary ones are not (our decision, for speed). */
function freeAddresses({ id, cidrBlock }: Subnet, { networkInterfaces }: Estate): number {
  if (cidrBlock === undefined) return 0;
  const size = 2 ** (32 - Number(cidrBlock.split('/')[1]));
  return Math.max(0, size - reservedAddresses - networkInterfaces.count('subnet-id', id));
}

export const DescribeSubnets = describe<Subnet>({
  set: 'subnetSet',
  table: ({ subnets }) => subnets,
  rows: ({ subnets }) => subnets.list(),
  ids: idList('SubnetId', idKinds.subnets),
  filters: {
    'availability-zone': (row) => row.availabilityZone,
    'availability-zone-id': (row) => zoneId(row.availabilityZone),
    'available-ip-address-count': freeAddresses,
    'cidr-block': (row) => row.cidrBlock,
    'default-for-az': () => false,
    'ipv6-cidr-block-association.association-id': associationIds,
    'ipv6-cidr-block-association.ipv6-cidr-block': (row) => row.ipv6CidrBlocks,
    'ipv6-cidr-block-association.state': (row) => row.ipv6CidrBlocks.map(() => 'associated'),
    'ipv6-native': isIpv6Only,
    'map-public-ip-on-launch': () => false,
    'owner-id': (row) => row.ownerId,
    state: () => 'available',
    'subnet-arn': arn,
    'subnet-id': (row) => row.id,
    'vpc-id': (row) => row.vpcId,
  },
  toWire: (row, estate) => ({
    subnetId: row.id,
    subnetArn: arn(row, estate),
    state: 'available',
    ownerId: row.ownerId,
    vpcId: row.vpcId,
    cidrBlock: row.cidrBlock,
    ipv6CidrBlockAssociationSet: row.ipv6CidrBlocks.map((ipv6CidrBlock, i) => ({
      associationId: associationIds(row)[i],
      ipv6CidrBlock,
      ipv6CidrBlockState: { state: 'associated' },
    })),
    availableIpAddressCount: freeAddresses(row, estate),
    availabilityZone: row.availabilityZone,
    availabilityZoneId: zoneId(row.availabilityZone),
    defaultForAz: false,
    mapPublicIpOnLaunch: false,
    assignIpv6AddressOnCreation: false,
    ipv6Native: isIpv6Only(row),
    tagSet: tagSet(row.tags),
  }),
});
