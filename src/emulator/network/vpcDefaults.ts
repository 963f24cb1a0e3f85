/**
 * What EC2 creates together with every VPC: its default security group, network ACL and main route table (VPC user
 * guide, "Default security groups", "Default network ACL", "Main route table").
 */
import { derivedId } from '../ids.ts';
import type { NetworkAclEntry, Vpc } from '../state/networkRecords.ts';
import type { Estate } from '../state/world.ts';

/** The ids of the defaults have the digits of the VPC's. */
export const defaultsOf = (vpcId: string) => ({
  groupId: vpcId.replace(/^vpc-/, 'sg-'),
  networkAclId: vpcId.replace(/^vpc-/, 'acl-'),
  routeTableId: vpcId.replace(/^vpc-/, 'rtb-'),
});

/** Which of the defaults to create. */
type Wanted = Readonly<Record<'group' | 'networkAcl' | 'routeTable', boolean>>;
const all: Wanted = { group: true, networkAcl: true, routeTable: true };

const everywhere = ['0.0.0.0/0', '::/0'];

/** Creates the VPC with its defaults. */
export function createVpc(estate: Estate, vpc: Vpc, wanted: Wanted = all): void {
  const { vpcs, securityGroups, networkAcls, routeTables, world } = estate;
  vpcs.put(vpc);
  const ids = defaultsOf(vpc.id);
  const common = () => ({ seq: world.nextSeq(), ownerId: vpc.ownerId, vpcId: vpc.id, tags: [] });
  if (wanted.group) {
    securityGroups.put({
      ...common(),
      id: ids.groupId,
      name: 'default',
      description: 'default VPC security group',
    });
    createRule(estate, { groupId: ids.groupId, direction: 'ingress', protocol: '-1', peer: ids.groupId });
    createRule(estate, { groupId: ids.groupId, direction: 'egress', protocol: '-1', peer: '0.0.0.0/0' });
  }
  if (wanted.networkAcl) {
    const families = everywhere.slice(0, vpc.ipv6CidrBlocks.length > 0 ? 2 : 1);
    networkAcls.put({ ...common(), id: ids.networkAclId, isDefault: true, entries: families.flatMap(open) });
  }
  if (wanted.routeTable) routeTables.put({ ...common(), id: ids.routeTableId, isMain: true, routes: [] });
}

/** Rules 100 and 101, in both directions, that let everything through. */
const open = (cidrBlock: string, i: number): NetworkAclEntry[] =>
  (['egress', 'ingress'] as const).map((direction) => ({
    ruleNumber: 100 + i,
    direction,
    action: 'allow',
    protocol: '-1',
    cidrBlock,
  }));

/** A rule of a group, without what the embedded EC2 gives it. */
interface NewRule {
  groupId: string;
  direction: 'ingress' | 'egress';
  protocol: string;
  fromPort?: number | undefined;
  toPort?: number | undefined;
  peer: string;
  description?: string | undefined;
}

/** Adds a rule to a security group. Its id depends on what it allows, so a second one of the same kind replaces it. */
export function createRule({ securityGroupRules, world }: Estate, rule: NewRule): void {
  const { groupId, direction, protocol, fromPort = '', toPort = '', peer } = rule;
  const id = derivedId('sgr', groupId, direction, protocol, fromPort, toPort, peer);
  securityGroupRules.put({ ...rule, id, seq: world.nextSeq(), tags: [] });
}
