/** Security groups, as far as they decide what reaches a collector: their inbound permissions. */
import { DescribeSecurityGroupsCommand, type IpPermission, type SecurityGroup } from '@aws-sdk/client-ec2';
import type { Permission, SecurityGroup as SecurityGroupFacts } from '../mirroring/records.ts';
import { integer } from './numbers.ts';
import type { ResourceKind } from './reads/kind.ts';

export interface SecurityGroupRecord extends SecurityGroupFacts {
  readonly vpcId: string | undefined;
}

function fromPermission(permission: IpPermission): Permission {
  const { IpRanges = [], UserIdGroupPairs = [], PrefixListIds = [] } = permission;
  return {
    ipProtocol: permission.IpProtocol,
    fromPort: integer(permission.FromPort),
    toPort: integer(permission.ToPort),
    cidrs: IpRanges.flatMap(({ CidrIp }) => CidrIp ?? []),
    groupIds: UserIdGroupPairs.flatMap(({ GroupId }) => GroupId ?? []),
    prefixListIds: PrefixListIds.flatMap(({ PrefixListId }) => PrefixListId ?? []),
  };
}

export const securityGroupKind: ResourceKind<SecurityGroup, SecurityGroupRecord> = {
  action: 'DescribeSecurityGroups',
  idFilter: 'group-id',
  describe: async (parameters, send) => {
    const output = await send(new DescribeSecurityGroupsCommand(parameters));
    return { items: output.SecurityGroups, nextToken: output.NextToken };
  },
  fromEc2: ({ GroupId = '', VpcId, IpPermissions = [] }) => ({
    groupId: GroupId,
    vpcId: VpcId,
    ipPermissions: IpPermissions.map(fromPermission),
  }),
  idOf: ({ groupId }) => groupId,
};
