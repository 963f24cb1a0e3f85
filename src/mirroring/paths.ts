/**
 * Whether security groups and a network ACL let a copy in. It is a UDP packet to port 4789 from the source's primary address
 * (VPC Traffic Mirroring guide: the security group of the target must allow it, and its network ACL must not drop it).
 */
import { type Block, includes, parseAddress, parseBlock } from './addresses.ts';
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

/** Who sends a copy, or what a load balancer forwards of it. */
export interface Sender {
  /** An IPv4 address. */
  readonly sourceAddress: string;
  /** Its security groups. */
  readonly sourceGroupIds: readonly string[];
}

/** Says whether security groups admit what somebody sends. */
export type Gate = (sender: Sender) => Passage;

/**
 * Prepares to say whom security groups admit to a UDP port. One permission of one group is enough.
 * @param groups of the receiver. A load balancer may have none, and then admits everything.
 */
export function gateOf(groups: readonly SecurityGroup[], port: number): Gate {
  if (groups.length === 0) return () => ({ passes: true, evidence: [], assumptions: [] });
  const entrances = groups.flatMap((group) =>
    group.ipPermissions
      .filter((one) => isForPort(toPorts(one), port))
      .map((permission) => toEntrance(group, permission)),
  );
  return ({ sourceAddress, sourceGroupIds }) => {
    const source = parseAddress(sourceAddress);
    const expected = `udp ${port} from ${sourceAddress}`;
    const by = (entrance: Entrance) => [evidenceOf(entrance.group, [entrance.permission], expected)];

    const block = entrances.find(({ blocks }) => blocks.some((one) => source && includes(one, source)));
    if (block) return { passes: true, evidence: by(block), assumptions: [] };
    const group = entrances.find(({ permission }) =>
      permission.groupIds.some((id) => sourceGroupIds.includes(id)),
    );
    if (group) return { passes: true, evidence: by(group), assumptions: ['GROUP_REFERENCE_ADMITS'] };
    const list = entrances.find(({ permission }) => permission.prefixListIds.length > 0);
    if (list) return { passes: null, evidence: by(list), assumptions: [] };
    const evidence = groups.map((one) => evidenceOf(one, one.ipPermissions, expected));
    return { passes: false, evidence, assumptions: [] };
  };
}

/** A permission for the port, with its blocks parsed. */
interface Entrance {
  readonly group: SecurityGroup;
  readonly permission: Permission;
  readonly blocks: readonly Block[];
}

const toEntrance = (group: SecurityGroup, permission: Permission): Entrance => ({
  group,
  permission,
  blocks: permission.cidrs.map(parseBlock).filter((block) => block !== undefined),
});

const evidenceOf = (
  { groupId }: SecurityGroup,
  permissions: readonly Permission[],
  expected: string,
): Evidence => ({
  resourceId: groupId,
  property: 'ipPermissions',
  value: permissions.map(permissionText).join('; ') || 'none',
  expected,
});

/** Says whether a network ACL lets packets from an IPv4 address in, and which entry decides: the first that matches, by number. */
export type AclGate = (sourceAddress: string) => Passage & { readonly entry: NetworkAclEntry | null };

/** Prepares to say whom a network ACL lets into a subnet, to a UDP port. */
export function gateOfAcl({ networkAclId, entries }: NetworkAcl, port: number): AclGate {
  const inbound = entries
    .filter((one) => one.egress !== true && isForPort(portsOf(one), port))
    .sort((left, right) => (left.ruleNumber ?? 0) - (right.ruleNumber ?? 0))
    .map((entry) => ({ entry, block: parseBlock(entry.cidrBlock) }));
  return (sourceAddress) => {
    const source = parseAddress(sourceAddress);
    const entry = inbound.find(({ block }) => block && source && includes(block, source))?.entry ?? null;
    const passes = entry && entry.ruleAction === undefined ? null : entry?.ruleAction === 'allow';
    const value = entry ? entryText(entry) : 'no entry matches';
    const expected = `allow udp ${port} from ${sourceAddress}`;
    return {
      passes,
      entry,
      evidence: [{ resourceId: networkAclId, property: 'entries', value, expected }],
      assumptions: passes === false ? ['ACL_APPLIES_TO_COPIES'] : [],
    };
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
