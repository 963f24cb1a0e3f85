/** The rules that AuthorizeSecurityGroupIngress and RevokeSecurityGroupIngress mean. */
import { invalidCombination, invalidParameter, missingParameter, notFound } from '../errors.ts';
import { idKinds } from '../ids.ts';
import type { Estate } from '../state/world.ts';
import { groupNamed } from './defaultVpc.ts';
import type { GivenPermission, GivenPermissions } from './permissionParameters.ts';
import type { Permission } from './permissions.ts';

/** Whether the parameters of one rule are used, without `IpPermissions`. */
const isFlat = (p: GivenPermissions) => p.IpProtocol !== undefined || p.SourceSecurityGroupName !== undefined;

/** Throws if the parameters contradict each other. */
export function checkPermissions(p: GivenPermissions): void {
  if (p.GroupId === undefined && p.GroupName === undefined) throw missingParameter('groupName or groupId');
  if (isFlat(p) && p.IpPermissions.length > 0)
    throw invalidCombination('IpPermissions may not be specified together with the parameters of one rule');
  for (const one of p.IpPermissions) portsOf(one);
  if (p.IpProtocol !== undefined) portsOf({ ...p, IpProtocol: p.IpProtocol });
}

/** All rules of the request, in their order. Throws NotFound for groups that do not exist. */
export function toRules(p: GivenPermissions, estate: Estate): Permission[] {
  return (isFlat(p) ? [toPermission(p)] : p.IpPermissions).flatMap((one) => {
    const common = { protocol: one.IpProtocol, ...portsOf(one) };
    const peers = [
      ...one.IpRanges.map(({ CidrIp, Description }) => ({ peer: CidrIp, description: Description })),
      ...one.Ipv6Ranges.map(({ CidrIpv6, Description }) => ({ peer: CidrIpv6, description: Description })),
      ...one.PrefixListIds.map(({ PrefixListId, Description }) => ({
        peer: PrefixListId,
        description: Description,
      })),
      ...one.Groups.map((group) => ({ peer: groupIn(group, estate), description: group.Description })),
    ];
    if (peers.length === 0) throw missingParameter('ipRanges, ipv6Ranges, prefixListIds or groups');
    return peers.map((peer) => ({ ...common, ...peer }));
  });
}

/** The one rule of the parameters. A source group without a protocol means all traffic. */
function toPermission(p: GivenPermissions): GivenPermission {
  const { IpProtocol = '-1', FromPort, ToPort, CidrIp, SourceSecurityGroupName: GroupName } = p;
  const none = { GroupId: undefined, UserId: p.SourceSecurityGroupOwnerId, Description: undefined };
  const unused = { VpcId: '', VpcPeeringConnectionId: '', PeeringStatus: '' };
  return {
    IpProtocol,
    FromPort,
    ToPort,
    IpRanges: CidrIp === undefined ? [] : [{ CidrIp, Description: undefined }],
    Ipv6Ranges: [],
    PrefixListIds: [],
    Groups: GroupName === undefined ? [] : [{ ...none, ...unused, GroupName }],
  };
}

function groupIn({ GroupId, GroupName }: GivenPermission['Groups'][number], estate: Estate): string {
  if (GroupId === undefined) {
    if (GroupName === undefined) throw missingParameter('GroupId');
    return groupNamed(estate, GroupName).id;
  }
  // The group may be in a peered VPC of another account.
  const exists = [...estate.world.inRegion(estate.region)].some((other) => other.securityGroups.get(GroupId));
  if (!exists) throw notFound(idKinds.securityGroups.notFound, idKinds.securityGroups.noun, [GroupId]);
  return GroupId;
}

/** The ports as they are kept: absent where the rule is for all of them (API reference, IpPermission). */
function portsOf({
  IpProtocol,
  FromPort,
  ToPort,
}: Pick<GivenPermission, 'IpProtocol' | 'FromPort' | 'ToPort'>) {
  const isIcmp = IpProtocol.startsWith('icmp');
  if (!isIcmp && IpProtocol !== 'tcp' && IpProtocol !== 'udp') return {};
  if (FromPort === undefined && ToPort === undefined && IpProtocol === 'icmpv6') return {};
  const isWrong =
    FromPort === undefined ||
    ToPort === undefined ||
    (isIcmp ? FromPort > 255 || ToPort > 255 || (FromPort === -1 && ToPort !== -1) : FromPort < 0);
  if (isWrong)
    throw invalidParameter(
      isIcmp
        ? 'Invalid value for portRange. Must specify both the type and the code with ICMP, from -1 to 255.'
        : 'Invalid value for portRange. Must specify both from and to ports with TCP/UDP.',
    );
  if (!isIcmp && FromPort > ToPort) throw invalidParameter('Invalid TCP/UDP port range.');
  return { fromPort: FromPort, toPort: ToPort };
}
