/** VPC peering connections: which VPCs they join, and whether they work. */
import { DescribeVpcPeeringConnectionsCommand, type VpcPeeringConnection } from '@aws-sdk/client-ec2';
import type { Peering } from '../mirroring/records.ts';
import type { ResourceKind } from './reads/kind.ts';

export const peeringKind: ResourceKind<VpcPeeringConnection, Peering> = {
  action: 'DescribeVpcPeeringConnections',
  idFilter: 'vpc-peering-connection-id',
  describe: async (parameters, send) => {
    const output = await send(new DescribeVpcPeeringConnectionsCommand(parameters));
    return { items: output.VpcPeeringConnections, nextToken: output.NextToken };
  },
  fromEc2: (peering) => ({
    vpcPeeringConnectionId: peering.VpcPeeringConnectionId ?? '',
    requesterVpcId: peering.RequesterVpcInfo?.VpcId,
    accepterVpcId: peering.AccepterVpcInfo?.VpcId,
    status: peering.Status?.Code,
  }),
  idOf: ({ vpcPeeringConnectionId }) => vpcPeeringConnectionId,
};
