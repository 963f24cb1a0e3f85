/** VPCs, with the fields that Traffic Mirroring clients read. */
import { describe, idList } from '../describe.ts';
import { idKinds } from '../ids.ts';
import type { Vpc } from '../state/records.ts';
import { tagSet } from '../tags.ts';

export const DescribeVpcs = describe<Vpc>({
  set: 'vpcSet',
  table: ({ vpcs }) => vpcs,
  rows: ({ vpcs }) => vpcs.list(),
  ids: idList('VpcId', idKinds.vpcs),
  filters: {
    cidr: (row) => row.cidrBlock,
    'is-default': (row) => row.isDefault,
    'owner-id': (row) => row.ownerId,
    state: () => 'available',
    'vpc-id': (row) => row.id,
  },
  toWire: (row) => ({
    vpcId: row.id,
    ownerId: row.ownerId,
    state: 'available',
    cidrBlock: row.cidrBlock,
    instanceTenancy: 'default',
    isDefault: row.isDefault,
    tagSet: tagSet(row.tags),
  }),
});
