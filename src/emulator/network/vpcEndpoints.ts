/** VPC endpoints. Those of Gateway Load Balancers can be targets. */
import { describe, idList } from '../describe.ts';
import { derivedId, idKinds } from '../ids.ts';
import type { VpcEndpoint } from '../state/networkRecords.ts';
import { perRow } from '../state/perRow.ts';
import type { Estate } from '../state/world.ts';
import { tagSet } from '../tags.ts';
import { groupSet } from './groupSet.ts';
import { dnsSuffixOf } from './regions.ts';

/** The policy that endpoints have by default; those of Gateway Load Balancers have none (PrivateLink guide, "Control access"). */
const fullAccess = JSON.stringify({
  Statement: [{ Action: '*', Effect: 'Allow', Principal: '*', Resource: '*' }],
});

/** The domain of a service: `com.amazonaws.us-east-1.ec2` is `ec2.us-east-1`. */
const domainOf = (serviceName: string, region: string) => `${serviceName.split('.').at(-1)}.${region}`;
const dnsSuffix = perRow(({ id }: VpcEndpoint) => derivedId('dns', id).slice(-8));

/** Interface endpoints have a name of their own. The id of its hosted zone is not known. */
const dnsEntries = (row: VpcEndpoint, { region }: Estate) =>
  row.vpcEndpointType === 'Interface'
    ? [
        {
          dnsName: `${row.id}-${dnsSuffix(row)}.${domainOf(row.serviceName, region)}.vpce.${dnsSuffixOf(region)}`,
        },
      ]
    : [];

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
    policyDocument: row.vpcEndpointType === 'GatewayLoadBalancer' ? undefined : fullAccess,
    ipAddressType: row.ipAddressType,
    dnsOptions: { dnsRecordIpType: row.ipAddressType },
    dnsEntrySet: dnsEntries(row, estate),
    privateDnsEnabled: row.privateDnsEnabled,
    requesterManaged: row.requesterManaged,
    serviceRegion: estate.region,
    networkInterfaceIdSet: row.networkInterfaceIds,
    creationTimestamp: row.creationTimestamp,
    tagSet: tagSet(row.tags),
    ownerId: row.ownerId,
  }),
});
