/** Subnets, as far as mirroring depends on them: whose they are. */
import { DescribeSubnetsCommand, type Subnet } from '@aws-sdk/client-ec2';
import type { ResourceKind } from './reads/kind.ts';

export interface SubnetFacts {
  readonly subnetId: string;
  readonly ownerId: string | undefined;
}

export const subnetKind: ResourceKind<Subnet, SubnetFacts> = {
  action: 'DescribeSubnets',
  idFilter: 'subnet-id',
  describe: async (parameters, send) => {
    const output = await send(new DescribeSubnetsCommand(parameters));
    return { items: output.Subnets, nextToken: output.NextToken };
  },
  fromEc2: ({ SubnetId = '', OwnerId }) => ({ subnetId: SubnetId, ownerId: OwnerId }),
  idOf: ({ subnetId }) => subnetId,
};
