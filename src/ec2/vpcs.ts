/** VPCs: their address blocks. */
import { DescribeVpcsCommand, type Vpc } from '@aws-sdk/client-ec2';
import type { ResourceKind } from './reads/kind.ts';

export interface VpcRecord {
  readonly vpcId: string;
  /** The primary block first; blocks that are not associated any more are left out. */
  readonly cidrBlocks: readonly string[];
  readonly ipv6CidrBlocks: readonly string[];
}

interface Association {
  readonly CidrBlock?: string | undefined;
  readonly Ipv6CidrBlock?: string | undefined;
  readonly CidrBlockState?: { readonly State?: string | undefined } | undefined;
  readonly Ipv6CidrBlockState?: { readonly State?: string | undefined } | undefined;
}

const associated = (associations: readonly Association[] = []): string[] =>
  associations
    .filter((one) => (one.CidrBlockState ?? one.Ipv6CidrBlockState)?.State === 'associated')
    .flatMap((one) => one.CidrBlock ?? one.Ipv6CidrBlock ?? []);

export const vpcKind: ResourceKind<Vpc, VpcRecord> = {
  action: 'DescribeVpcs',
  idFilter: 'vpc-id',
  describe: async (parameters, send) => {
    const output = await send(new DescribeVpcsCommand(parameters));
    return { items: output.Vpcs, nextToken: output.NextToken };
  },
  fromEc2: ({ VpcId = '', CidrBlock, CidrBlockAssociationSet, Ipv6CidrBlockAssociationSet }) => ({
    vpcId: VpcId,
    cidrBlocks: [
      ...new Set([...(CidrBlock === undefined ? [] : [CidrBlock]), ...associated(CidrBlockAssociationSet)]),
    ],
    ipv6CidrBlocks: associated(Ipv6CidrBlockAssociationSet),
  }),
  idOf: ({ vpcId }) => vpcId,
};
