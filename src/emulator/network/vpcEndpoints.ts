/** VPC endpoints. Those of Gateway Load Balancers can be targets. */
import { describe, idList } from '../describe.ts';
import { idKinds } from '../ids.ts';
import type { VpcEndpoint } from '../state/records.ts';
import { tagSet } from '../tags.ts';

export const DescribeVpcEndpoints = describe<VpcEndpoint>({
  set: 'vpcEndpointSet',
  table: ({ vpcEndpoints }) => vpcEndpoints,
  rows: ({ vpcEndpoints }) => vpcEndpoints.list(),
  ids: idList('VpcEndpointId', idKinds.vpcEndpoints),
  // "If the value is greater than 1,000, we return only 1,000 items" (API model).
  maxResults: { min: 1, clamp: true },
  filters: {
    'ip-address-type': () => 'ipv4',
    'service-name': (row) => row.serviceName,
    'service-region': (_row, { region }) => region,
    'vpc-endpoint-id': (row) => row.id,
    'vpc-endpoint-state': (row) => row.state,
    'vpc-endpoint-type': (row) => row.vpcEndpointType,
    'vpc-id': (row) => row.vpcId,
  },
  toWire: (row) => ({
    vpcEndpointId: row.id,
    vpcEndpointType: row.vpcEndpointType,
    vpcId: row.vpcId,
    serviceName: row.serviceName,
    state: row.state,
    routeTableIdSet: [],
    subnetIdSet: row.subnetIds,
    groupSet: [],
    ipAddressType: 'ipv4',
    privateDnsEnabled: false,
    requesterManaged: false,
    networkInterfaceIdSet: row.networkInterfaceIds,
    creationTimestamp: row.creationTimestamp,
    tagSet: tagSet(row.tags),
    ownerId: row.ownerId,
  }),
});
