/** VPC endpoints. Those of Gateway Load Balancers can be targets. */
import { describe, idList } from '../describe.ts';
import { idKinds } from '../ids.ts';
import type { VpcEndpoint } from '../state/networkRecords.ts';
import { tagSet } from '../tags.ts';
import { groupSet } from './groupSet.ts';

export const DescribeVpcEndpoints = describe<VpcEndpoint>({
  set: 'vpcEndpointSet',
  table: ({ vpcEndpoints }) => vpcEndpoints,
  rows: ({ vpcEndpoints }) => vpcEndpoints.list(),
  ids: idList('VpcEndpointId', idKinds.vpcEndpoints),
  // "If the value is greater than 1,000, we return only 1,000 items" (API model).
  maxResults: { min: 1, clamp: true },
  filters: {
    'ip-address-type': (row) => row.ipAddressType,
    'service-name': (row) => row.serviceName,
    'service-region': (_row, { region }) => region,
    'vpc-endpoint-id': (row) => row.id,
    'vpc-endpoint-state': (row) => row.state,
    'vpc-endpoint-type': (row) => row.vpcEndpointType,
    'vpc-id': (row) => row.vpcId,
  },
  toWire: (row, estate) => ({
    vpcEndpointId: row.id,
    vpcEndpointType: row.vpcEndpointType,
    vpcId: row.vpcId,
    serviceName: row.serviceName,
    state: row.state,
    routeTableIdSet: row.routeTableIds,
    subnetIdSet: row.subnetIds,
    groupSet: groupSet(row.groupIds, estate),
    ipAddressType: row.ipAddressType,
    privateDnsEnabled: row.privateDnsEnabled,
    requesterManaged: row.requesterManaged,
    serviceRegion: estate.region,
    networkInterfaceIdSet: row.networkInterfaceIds,
    creationTimestamp: row.creationTimestamp,
    tagSet: tagSet(row.tags),
    ownerId: row.ownerId,
  }),
});
