/** VPC endpoints: those of Gateway Load Balancers can be targets. */
import { DescribeVpcEndpointsCommand, type VpcEndpoint } from '@aws-sdk/client-ec2';
import type { ResourceKind } from './reads/kind.ts';

export interface VpcEndpointRecord {
  readonly vpcEndpointId: string;
  readonly vpcId: string | undefined;
  /** EC2's state in lower case, for example `available`: its documents write it in both ways. */
  readonly state: string | undefined;
  readonly networkInterfaceIds: readonly string[];
}

export const vpcEndpointKind: ResourceKind<VpcEndpoint, VpcEndpointRecord> = {
  action: 'DescribeVpcEndpoints',
  idFilter: 'vpc-endpoint-id',
  describe: async (parameters, send) => {
    const output = await send(new DescribeVpcEndpointsCommand(parameters));
    return { items: output.VpcEndpoints, nextToken: output.NextToken };
  },
  fromEc2: ({ VpcEndpointId = '', VpcId, State, NetworkInterfaceIds = [] }) => ({
    vpcEndpointId: VpcEndpointId,
    vpcId: VpcId,
    state: State?.toLowerCase(),
    networkInterfaceIds: NetworkInterfaceIds,
  }),
  idOf: ({ vpcEndpointId }) => vpcEndpointId,
};
