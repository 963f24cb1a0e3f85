/** Subnets, with the number of their free addresses. */
import { describe, idList } from '../describe.ts';
import { elementFilters } from '../elementFilters.ts';
import { derivedId, idKinds } from '../ids.ts';
import type { Subnet } from '../state/networkRecords.ts';
import { perRow } from '../state/perRow.ts';
import type { Estate } from '../state/world.ts';
import { tagSet } from '../tags.ts';
import { constant, type WireObject } from '../wire/xml.ts';
import { isDefaultSubnet } from './defaultVpc.ts';
import { arnOf } from './regions.ts';
import { amazonsBlock } from './vpcs.ts';
import { zoneId } from './zones.ts';

const arn = ({ id, ownerId }: Subnet, { region }: Estate) =>
  arnOf('ec2', { region, accountId: ownerId }, `subnet/${id}`);
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
  const primary = networkInterfaces.count('subnet-id', id);
  const secondary = networkInterfaces
    .by('subnet-of-several-addresses', id)
    .reduce((sum, row) => sum + row.secondaryPrivateIpAddresses.length, 0);
  return Math.max(0, size - reservedAddresses - primary - secondary);
}

const dnsNameOptions = (hostnameType: string) =>
  constant({
    hostnameType,
    enableResourceNameDnsARecord: false,
    enableResourceNameDnsAAAARecord: false,
  });
const byAddress = dnsNameOptions('ip-name');
const byResource = dnsNameOptions('resource-name');

/** Nobody can choose anything else here. */
const byDefault = constant({
  state: 'available',
  mapPublicIpOnLaunch: false,
  mapCustomerOwnedIpOnLaunch: false,
  assignIpv6AddressOnCreation: false,
  enableDns64: false,
  blockPublicAccessStates: { internetGatewayBlockMode: 'off' },
});

const toWire = (row: Subnet, estate: Estate): WireObject => ({
  subnetId: row.id,
  subnetArn: arn(row, estate),
  ownerId: row.ownerId,
  vpcId: row.vpcId,
  cidrBlock: row.cidrBlock,
  ipv6CidrBlockAssociationSet: row.ipv6CidrBlocks.map((ipv6CidrBlock, i) => ({
    associationId: associationIds(row)[i],
    ipv6CidrBlock,
    ipv6CidrBlockState: { state: 'associated' },
    ...amazonsBlock,
  })),
  availableIpAddressCount: freeAddresses(row, estate),
  availabilityZone: row.availabilityZone,
  availabilityZoneId: zoneId(row.availabilityZone),
  defaultForAz: isDefaultSubnet(estate, row),
  ipv6Native: isIpv6Only(row),
  privateDnsNameOptionsOnLaunch: isIpv6Only(row) ? byResource : byAddress,
  tagSet: tagSet(row.tags),
  '': byDefault,
});

export const DescribeSubnets = describe<Subnet>({
  set: 'subnetSet',
  table: ({ subnets }) => subnets,
  rows: ({ subnets }) => subnets.list(),
  ids: idList('SubnetId', idKinds.subnets),
  filters: {
    ...elementFilters(
      toWire,
      `availability-zone availability-zone-id available-ip-address-count cidr-block customer-owned-ipv4-pool default-for-az
      enable-dns64 enable-lni-at-device-index ipv6-native map-customer-owned-ip-on-launch map-public-ip-on-launch outpost-arn
      owner-id private-dns-name-options-on-launch.enable-resource-name-dns-a-record
      private-dns-name-options-on-launch.hostname-type state subnet-arn`,
      {
        // Other names that are documented for the same.
        availabilityZone: 'availabilityZone',
        availabilityZoneId: 'availabilityZoneId',
        cidr: 'cidrBlock',
        cidrBlock: 'cidrBlock',
        defaultForAz: 'defaultForAz',
        'ipv6-cidr-block-association.association-id': 'ipv6CidrBlockAssociationSet.associationId',
        'ipv6-cidr-block-association.ipv6-cidr-block': 'ipv6CidrBlockAssociationSet.ipv6CidrBlock',
        'ipv6-cidr-block-association.state': 'ipv6CidrBlockAssociationSet.ipv6CidrBlockState.state',
        'private-dns-name-options-on-launch.enable-resource-name-dns-aaaa-record':
          'privateDnsNameOptionsOnLaunch.enableResourceNameDnsAAAARecord',
      },
    ),
    'subnet-id': (row) => row.id,
    'vpc-id': (row) => row.vpcId,
  },
  toWire,
});
