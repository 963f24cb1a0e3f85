/** Security groups, as far as they decide what reaches a collector: their inbound permissions. */
import { DescribeSecurityGroupsCommand, type IpPermission, type SecurityGroup } from '@aws-sdk/client-ec2';
import { integer } from './numbers.ts';
import type { ResourceKind } from './reads/kind.ts';

/** What admits packets of one protocol, to a range of ports, from any of the sources. */
export interface PermissionRecord {
  /** `-1` for all, else EC2's name or the number of a protocol (EC2 API reference, IpPermission). */
  readonly ipProtocol: string | undefined;
  /** Undefined or -1 when all ports are admitted. */
  readonly fromPort: number | undefined;
  readonly toPort: number | undefined;
  /** IPv4 alone: the outer packet of a copy is never IPv6. */
  readonly cidrs: readonly string[];
  /** Groups whose interfaces are admitted. */
  readonly groupIds: readonly string[];
  readonly prefixListIds: readonly string[];
}

export interface SecurityGroupRecord {
  readonly groupId: string;
  readonly vpcId: string | undefined;
  /** For inbound packets. */
  readonly ipPermissions: readonly PermissionRecord[];
}

function fromPermission(permission: IpPermission): PermissionRecord {
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
