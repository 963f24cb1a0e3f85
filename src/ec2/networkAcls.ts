/** Network ACLs: their entries, and the subnets that they guard. */
import { DescribeNetworkAclsCommand, type NetworkAcl, type NetworkAclEntry } from '@aws-sdk/client-ec2';
import { integer } from './numbers.ts';
import type { ResourceKind } from './reads/kind.ts';

export interface AclEntryRecord {
  readonly ruleNumber: number | undefined;
  readonly egress: boolean | undefined;
  readonly ruleAction: 'allow' | 'deny' | undefined;
  /** `-1` for all, else the number of a protocol as text. */
  readonly protocol: string | undefined;
  /** Undefined in an entry for IPv6. */
  readonly cidrBlock: string | undefined;
  /** Undefined when the entry is for all ports. */
  readonly portRange: { readonly from: number | undefined; readonly to: number | undefined } | undefined;
}

export interface NetworkAclRecord {
  readonly networkAclId: string;
  readonly vpcId: string | undefined;
  /** The subnets that it guards. */
  readonly subnetIds: readonly string[];
  /** In the order in which EC2 evaluates them; the first that matches decides (VPC user guide, "Network ACL rules"). */
  readonly entries: readonly AclEntryRecord[];
}

const fromEntry = (entry: NetworkAclEntry): AclEntryRecord => ({
  ruleNumber: integer(entry.RuleNumber),
  egress: entry.Egress,
  ruleAction: entry.RuleAction,
  protocol: entry.Protocol,
  cidrBlock: entry.CidrBlock,
  portRange: entry.PortRange && { from: integer(entry.PortRange.From), to: integer(entry.PortRange.To) },
});

export const networkAclKind: ResourceKind<NetworkAcl, NetworkAclRecord> = {
  action: 'DescribeNetworkAcls',
  idFilter: 'network-acl-id',
  describe: async (parameters, send) => {
    const output = await send(new DescribeNetworkAclsCommand(parameters));
    return { items: output.NetworkAcls, nextToken: output.NextToken };
  },
  fromEc2: ({ NetworkAclId = '', VpcId, Associations = [], Entries = [] }) => ({
    networkAclId: NetworkAclId,
    vpcId: VpcId,
    subnetIds: Associations.flatMap(({ SubnetId }) => SubnetId ?? []),
    entries: Entries.map(fromEntry).sort((left, right) => (left.ruleNumber ?? 0) - (right.ruleNumber ?? 0)),
  }),
  idOf: ({ networkAclId }) => networkAclId,
};
