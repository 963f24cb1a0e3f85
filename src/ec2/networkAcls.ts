/** Network ACLs: their entries, and the subnets that they guard. */
import { DescribeNetworkAclsCommand, type NetworkAcl, type NetworkAclEntry } from '@aws-sdk/client-ec2';
import type { NetworkAclEntry as EntryFacts, NetworkAcl as NetworkAclFacts } from '../mirroring/records.ts';
import { integer } from './numbers.ts';
import type { ResourceKind } from './reads/kind.ts';

export interface NetworkAclRecord extends NetworkAclFacts {
  readonly vpcId: string | undefined;
}

const fromEntry = (entry: NetworkAclEntry): EntryFacts => ({
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
