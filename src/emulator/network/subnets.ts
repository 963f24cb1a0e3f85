/** Subnets, with the fields that Traffic Mirroring clients read. */
import { describe, idList } from '../describe.ts';
import { idKinds } from '../ids.ts';
import type { Subnet } from '../state/records.ts';
import { tagSet } from '../tags.ts';

export const DescribeSubnets = describe<Subnet>({
  set: 'subnetSet',
  table: ({ subnets }) => subnets,
  rows: ({ subnets }) => subnets.list(),
  ids: idList('SubnetId', idKinds.subnets),
  filters: {
    'availability-zone': (row) => row.availabilityZone,
    'cidr-block': (row) => row.cidrBlock,
    'owner-id': (row) => row.ownerId,
    state: () => 'available',
    'subnet-id': (row) => row.id,
    'vpc-id': (row) => row.vpcId,
  },
  toWire: (row, { region }) => ({
    subnetId: row.id,
    subnetArn: `arn:aws:ec2:${region}:${row.ownerId}:subnet/${row.id}`,
    state: 'available',
    ownerId: row.ownerId,
    vpcId: row.vpcId,
    cidrBlock: row.cidrBlock,
    availabilityZone: row.availabilityZone,
    defaultForAz: false,
    mapPublicIpOnLaunch: false,
    tagSet: tagSet(row.tags),
  }),
});
