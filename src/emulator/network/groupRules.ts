/** The ingress rules of security groups: authorize and revoke. */
import { type Action, action } from '../action.ts';
import { freshRow } from '../creation.ts';
import {
  invalidCombination,
  invalidParameter,
  missingParameter,
  notFound,
  ruleDuplicate,
  ruleNotFound,
} from '../errors.ts';
import { found, idKinds } from '../ids.ts';
import { id } from '../sharedParameters.ts';
import type { SecurityGroup, SecurityGroupRule } from '../state/networkRecords.ts';
import type { Estate } from '../state/world.ts';
import { tagSpecifications } from '../tags.ts';
import { list } from '../wire/parameters.ts';
import type { WireObject } from '../wire/xml.ts';
import { groupNamed } from './defaultVpc.ts';
import { checkPermissions, toRules } from './groupPermissions.ts';
import { permissionParameters } from './permissionParameters.ts';
import { isGroup, type Permission, toPermissions } from './permissions.ts';
import { toRule } from './securityGroups.ts';

interface GroupChoice {
  readonly GroupId: string | undefined;
  readonly GroupName: string | undefined;
}

/** The group that the request is about; a name is one of the default VPC. */
const groupOf = (estate: Estate, { GroupId, GroupName = '' }: GroupChoice): SecurityGroup =>
  GroupId === undefined
    ? groupNamed(estate, GroupName)
    : found(estate.securityGroups, idKinds.securityGroups, GroupId);

/** What two rules of one group cannot share: everything but the description. */
const keyOf = ({ protocol, fromPort, toPort, peer }: Permission) =>
  [protocol, fromPort, toPort, peer].join('/');

const ingressOf = ({ securityGroupRules }: Estate, groupId: string) =>
  securityGroupRules.by('group-id', groupId).filter(({ direction }) => direction === 'ingress');

/** A rule as EC2's message names it. */
const nameOf = ({ protocol, fromPort, toPort, peer }: Permission): string => {
  const ports = fromPort === undefined ? 'ALL PORTS' : `from port: ${fromPort}, to port: ${toPort}`;
  return `peer: ${peer}, ${protocol === '-1' ? 'ALL' : protocol.toUpperCase()}, ${ports}, ALLOW`;
};

export const AuthorizeSecurityGroupIngress: Action = action(
  { ...permissionParameters, TagSpecification: tagSpecifications('security-group-rule') },
  (p, estate) => {
    const { id: groupId } = groupOf(estate, p);
    const rules = toRules(p, estate);
    if (new Set(rules.map(keyOf)).size < rules.length)
      throw invalidParameter('The same permission must not appear multiple times');
    const known = new Set(ingressOf(estate, groupId).map(keyOf));
    const duplicate = rules.find((rule) => known.has(keyOf(rule)));
    if (duplicate) throw ruleDuplicate(nameOf(duplicate));
    const tags = p.TagSpecification['security-group-rule'];
    const securityGroupRuleSet = rules.map((rule) => {
      const row = freshRow(idKinds.securityGroupRules, estate, tags);
      return toRule(
        estate.securityGroupRules.put({ ...row, ...rule, groupId, direction: 'ingress' }),
        estate,
      );
    });
    return { return: true, securityGroupRuleSet };
  },
  (p) => {
    checkPermissions(p);
    if (p.IpPermissions.length === 0 && p.IpProtocol === undefined && p.SourceSecurityGroupName === undefined)
      throw missingParameter('ipPermissions');
  },
);

/** The rule as the answer of a revocation has it: what it was, without owner and tags. */
function toRevoked(row: SecurityGroupRule, estate: Estate): WireObject {
  const {
    groupOwnerId: _owner,
    referencedGroupInfo: _group,
    securityGroupRuleArn: _arn,
    tagSet: _tags,
    ...rest
  } = toRule(row, estate);
  return { ...rest, referencedGroupId: isGroup(row.peer) ? row.peer : undefined };
}

export const RevokeSecurityGroupIngress: Action = action(
  { ...permissionParameters, SecurityGroupRuleId: list(id(idKinds.securityGroupRules)) },
  (p, estate) => {
    const group = groupOf(estate, p);
    const rules = ingressOf(estate, group.id);
    const isDefaultVpc = estate.vpcs.get(group.vpcId)?.isDefault ?? false;
    const { revoked, unknown } =
      p.SecurityGroupRuleId.length > 0
        ? { revoked: rulesWithIds(rules, p.SecurityGroupRuleId), unknown: [] }
        : matching(rules, toRules(p, estate));
    // Only in a default VPC does EC2 go on without them (API reference).
    if (unknown.length > 0 && !isDefaultVpc) throw ruleNotFound();
    for (const rule of revoked) estate.securityGroupRules.delete(rule.id);
    return {
      return: true,
      unknownIpPermissionSet: toPermissions(unknown, estate),
      revokedSecurityGroupRuleSet: revoked.map((rule) => toRevoked(rule, estate)),
    };
  },
  (p) => {
    checkPermissions(p);
    const count = [p.SecurityGroupRuleId.length, p.IpPermissions.length].filter(
      (length) => length > 0,
    ).length;
    if (count === 2)
      throw invalidCombination('IpPermissions and SecurityGroupRuleId may not be specified together');
    if (count === 0 && p.IpProtocol === undefined && p.SourceSecurityGroupName === undefined)
      throw missingParameter('ipPermissions or securityGroupRuleIds');
  },
);

function rulesWithIds(rules: readonly SecurityGroupRule[], ids: readonly string[]): SecurityGroupRule[] {
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  const missing = ids.filter((one) => !byId.has(one));
  const { notFound: code, noun } = idKinds.securityGroupRules;
  if (missing.length > 0) throw notFound(code, noun, missing);
  return [...new Set(ids)].flatMap((one) => byId.get(one) ?? []);
}

/** The rules that are to be revoked, and what no rule is. */
function matching(rules: readonly SecurityGroupRule[], wanted: readonly Permission[]) {
  const byKey = new Map(rules.map((rule) => [keyOf(rule), rule]));
  const revoked = new Set(wanted.flatMap((one) => byKey.get(keyOf(one)) ?? []));
  return { revoked: [...revoked], unknown: wanted.filter((one) => !byKey.has(keyOf(one))) };
}
