/** The rules of a security group as `ipPermissions`: EC2 puts those of the same protocol and ports together. */
import type { SecurityGroupRule } from '../state/networkRecords.ts';
import type { Estate } from '../state/world.ts';
import type { WireObject } from '../wire/xml.ts';
import { cidrFamily } from './cidr.ts';

export const isGroup = (peer: string): boolean => peer.startsWith('sg-');
export const isPrefixList = (peer: string): boolean => peer.startsWith('pl-');
/** The block if it is one of IPv4, or else undefined. */
export const v4Of = (block: string): string | undefined => (cidrFamily(block) === 4 ? block : undefined);
/** The block if it is one of IPv6, or else undefined. */
export const v6Of = (block: string): string | undefined => (cidrFamily(block) === 6 ? block : undefined);

/** What a rule allows, without the group that it belongs to. */
export type Permission = Pick<SecurityGroupRule, 'protocol' | 'fromPort' | 'toPort' | 'peer' | 'description'>;

/** The permissions of these rules, which have one direction, in order of creation. */
export function toPermissions(rules: readonly Permission[], estate: Estate): WireObject[] {
  const groups = new Map<string, Permission[]>();
  for (const rule of rules) {
    const key = `${rule.protocol}/${rule.fromPort}/${rule.toPort}`;
    groups.set(key, [...(groups.get(key) ?? []), rule]);
  }
  return [...groups.values()].map((same) => toPermission(same, estate));
}

function toPermission(rules: readonly Permission[], estate: Estate): WireObject {
  const { protocol, fromPort, toPort } = rules[0] ?? { protocol: '-1' };
  const ofKind = (is: (peer: string) => unknown, toWire: (peer: string) => WireObject) =>
    rules.filter(({ peer }) => is(peer)).map(({ peer, description }) => ({ ...toWire(peer), description }));
  return {
    ipProtocol: protocol,
    fromPort,
    toPort,
    groups: ofKind(isGroup, (groupId) => toPair(groupId, estate)),
    ipRanges: ofKind(v4Of, (cidrIp) => ({ cidrIp })),
    ipv6Ranges: ofKind(v6Of, (cidrIpv6) => ({ cidrIpv6 })),
    prefixListIds: ofKind(isPrefixList, (prefixListId) => ({ prefixListId })),
  };
}

/** A group that a rule refers to, with its owner: in a peered VPC it may be another account. */
export function toPair(groupId: string, { world, region, accountId }: Estate) {
  for (const other of world.inRegion(region)) {
    const group = other.securityGroups.get(groupId);
    if (group) return { groupId, userId: group.ownerId };
  }
  return { groupId, userId: accountId };
}
