/** Security groups and their rules. */
import { describe, idList } from '../describe.ts';
import { unknownGroupNames } from '../errors.ts';
import { idKinds } from '../ids.ts';
import type { SecurityGroup, SecurityGroupRule } from '../state/networkRecords.ts';
import type { Estate } from '../state/world.ts';
import { tagSet } from '../tags.ts';
import type { WireObject } from '../wire/xml.ts';
import { isGroup, isPrefixList, toPair, toPermissions, v4Of, v6Of } from './permissions.ts';
import { arnOf } from './regions.ts';

type Direction = SecurityGroupRule['direction'];

const rulesOf = ({ securityGroupRules }: Estate, { id }: SecurityGroup, direction: Direction) =>
  securityGroupRules.by('group-id', id).filter((rule) => rule.direction === direction);

type Read = (rule: SecurityGroupRule, estate: Estate) => string | undefined;
const text = (value: number | undefined) => (value === undefined ? undefined : String(value));

/** What the filters of a group's permissions compare, for each rule. */
const ofRule: Readonly<Record<string, Read>> = {
  cidr: (rule) => v4Of(rule.peer),
  'from-port': (rule) => text(rule.fromPort),
  'group-id': (rule) => (isGroup(rule.peer) ? rule.peer : undefined),
  'group-name': (rule, { securityGroups }) => securityGroups.get(rule.peer)?.name,
  'ipv6-cidr': (rule) => v6Of(rule.peer),
  'prefix-list-id': (rule) => (isPrefixList(rule.peer) ? rule.peer : undefined),
  protocol: (rule) => rule.protocol,
  'to-port': (rule) => text(rule.toPort),
  'user-id': (rule, estate) => (isGroup(rule.peer) ? toPair(rule.peer, estate).userId : undefined),
};

/** `ip-permission.…` and `egress.ip-permission.…`: each filter may be met by another rule (our decision). */
const ruleFilters = (prefix: string, direction: Direction) =>
  Object.fromEntries(
    Object.entries(ofRule).map(([name, read]) => [
      `${prefix}ip-permission.${name}`,
      (row: SecurityGroup, estate: Estate) =>
        rulesOf(estate, row, direction).flatMap((rule) => read(rule, estate) ?? []),
    ]),
  );

export const DescribeSecurityGroups = describe<SecurityGroup>({
  set: 'securityGroupInfo',
  table: ({ securityGroups }) => securityGroups,
  rows: ({ securityGroups }) => securityGroups.list(),
  ids: idList('GroupId', idKinds.securityGroups),
  named: { parameter: 'GroupName', filter: 'group-name', missing: unknownGroupNames },
  filters: {
    ...ruleFilters('', 'ingress'),
    ...ruleFilters('egress.', 'egress'),
    description: (row) => row.description,
    'group-id': (row) => row.id,
    'group-name': (row) => row.name,
    'owner-id': (row) => row.ownerId,
    'vpc-id': (row) => row.vpcId,
  },
  toWire: (row, estate) => ({
    groupId: row.id,
    groupName: row.name,
    groupDescription: row.description,
    ownerId: row.ownerId,
    vpcId: row.vpcId,
    securityGroupArn: arnOf('ec2', estate, `security-group/${row.id}`),
    ipPermissions: toPermissions(rulesOf(estate, row, 'ingress'), estate),
    ipPermissionsEgress: toPermissions(rulesOf(estate, row, 'egress'), estate),
    tagSet: tagSet(row.tags),
  }),
});

export const toRule = (row: SecurityGroupRule, estate: Estate): WireObject => ({
  securityGroupRuleId: row.id,
  groupId: row.groupId,
  groupOwnerId: estate.accountId,
  isEgress: row.direction === 'egress',
  ipProtocol: row.protocol,
  // API reference, SecurityGroupRule: -1 where the protocol is -1.
  fromPort: row.fromPort ?? -1,
  toPort: row.toPort ?? -1,
  cidrIpv4: v4Of(row.peer),
  cidrIpv6: v6Of(row.peer),
  prefixListId: isPrefixList(row.peer) ? row.peer : undefined,
  referencedGroupInfo: isGroup(row.peer) ? toPair(row.peer, estate) : undefined,
  description: row.description,
  securityGroupRuleArn: arnOf('ec2', estate, `security-group-rule/${row.id}`),
  tagSet: tagSet(row.tags),
});

export const DescribeSecurityGroupRules = describe<SecurityGroupRule>({
  set: 'securityGroupRuleSet',
  table: ({ securityGroupRules }) => securityGroupRules,
  rows: ({ securityGroupRules }) => securityGroupRules.list(),
  ids: idList('SecurityGroupRuleId', idKinds.securityGroupRules),
  filters: { 'group-id': (row) => row.groupId, 'security-group-rule-id': (row) => row.id },
  toWire: toRule,
});
