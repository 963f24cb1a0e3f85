/**
 * Whether security groups and a network ACL let a copy in. It is a UDP packet to port 4789 from the source's primary address
 * (VPC Traffic Mirroring guide: the security group of the target must allow it, and its network ACL must not drop it).
 */
import { blockContains, parseAddress } from './addresses.ts';
import type { Assumption } from './assumptions.ts';
import type { NetworkAcl, NetworkAclEntry, Permission, SecurityGroup } from './records.ts';
import { isForPort, type Ports, portsText } from './udpPorts.ts';

/** One fact that an answer rests on. */
export interface Evidence {
  readonly resourceId: string;
  /** AWS's name of the property. */
  readonly property: string;
  readonly value: string;
  /** What it would have to be; null when no single value would do. */
  readonly expected: string | null;
}

/** Whether a packet gets through, and why. */
export interface Passage {
  /** Null when that depends on what is not read, for example on a prefix list. */
  readonly passes: boolean | null;
  /** The facts that decided, or behind which the decision is hidden. */
  readonly evidence: readonly Evidence[];
  /** What it rests on that AWS does not document. */
  readonly assumptions: readonly Assumption[];
}

/** VXLAN, in which copies are sent (guide, "Traffic Mirroring packet format"). */
export const vxlanPort = 4789;

/** What arrives at a receiver: a copy, or what a load balancer forwards of it. */
export interface Arrival {
  /** An IPv4 address. */
  readonly sourceAddress: string;
  /** The security groups of what sends it. */
  readonly sourceGroupIds: readonly string[];
  readonly port: number;
}

/**
 * Whether security groups admit it. One permission of one group is enough.
 * @param groups of the receiver. A load balancer may have none, and then admits everything.
 */
export function admittedByGroups(groups: readonly SecurityGroup[], arrival: Arrival): Passage {
  if (groups.length === 0) return { passes: true, evidence: [], assumptions: [] };
  const source = parseAddress(arrival.sourceAddress);
  const expected = `udp ${arrival.port} from ${arrival.sourceAddress}`;
  const evidenceOf = ({ groupId }: SecurityGroup, permissions: readonly Permission[]): Evidence => ({
    resourceId: groupId,
    property: 'ipPermissions',
    value: permissions.map(permissionText).join('; ') || 'none',
    expected,
  });
  const matching = groups.flatMap((group) =>
    group.ipPermissions
      .filter((one) => isForPort(toPorts(one), arrival.port))
      .map((permission) => ({ group, permission })),
  );
  const first = (admits: (permission: Permission) => boolean): Evidence[] =>
    matching
      .filter(({ permission }) => admits(permission))
      .slice(0, 1)
      .map(({ group, permission }) => evidenceOf(group, [permission]));

  const byBlock = first(({ cidrs }) => cidrs.some((block) => source && blockContains(block, source)));
  if (byBlock.length > 0) return { passes: true, evidence: byBlock, assumptions: [] };
  const byGroup = first(({ groupIds }) => groupIds.some((id) => arrival.sourceGroupIds.includes(id)));
  if (byGroup.length > 0) return { passes: true, evidence: byGroup, assumptions: ['GROUP_REFERENCE_ADMITS'] };
  const byList = first(({ prefixListIds }) => prefixListIds.length > 0);
  if (byList.length > 0) return { passes: null, evidence: byList, assumptions: [] };
  return {
    passes: false,
    evidence: groups.map((group) => evidenceOf(group, group.ipPermissions)),
    assumptions: [],
  };
}

/** Whether a network ACL lets it into a subnet, and which entry decides: the first that matches, by number. */
export function admittedByAcl(
  { networkAclId, entries }: NetworkAcl,
  { sourceAddress, port }: Omit<Arrival, 'sourceGroupIds'>,
): Passage & { readonly entry: NetworkAclEntry | null } {
  const source = parseAddress(sourceAddress);
  const entry = entries
    .filter(({ egress }) => egress !== true)
    .filter((one) => isForPort(portsOf(one), port) && source && blockContains(one.cidrBlock, source))
    .reduce<NetworkAclEntry | null>(
      (lowest, one) => (lowest && (lowest.ruleNumber ?? 0) <= (one.ruleNumber ?? 0) ? lowest : one),
      null,
    );
  const passes = entry && entry.ruleAction === undefined ? null : entry?.ruleAction === 'allow';
  const value = entry ? entryText(entry) : 'no entry matches';
  const expected = `allow udp ${port} from ${sourceAddress}`;
  return {
    passes,
    entry,
    evidence: [{ resourceId: networkAclId, property: 'entries', value, expected }],
    assumptions: passes === false ? ['ACL_APPLIES_TO_COPIES'] : [],
  };
}

const toPorts = ({ ipProtocol, fromPort, toPort }: Permission): Ports => ({
  protocol: ipProtocol,
  from: fromPort,
  to: toPort,
});
const portsOf = ({ protocol, portRange }: NetworkAclEntry): Ports => ({
  protocol,
  from: portRange?.from,
  to: portRange?.to,
});

const entryText = (entry: NetworkAclEntry) =>
  `${entry.ruleNumber} ${entry.ruleAction} ${portsText(portsOf(entry))} from ${entry.cidrBlock}`;

function permissionText(permission: Permission): string {
  const { cidrs, groupIds, prefixListIds } = permission;
  return `${portsText(toPorts(permission))} from ${[...cidrs, ...groupIds, ...prefixListIds].join(', ')}`;
}
