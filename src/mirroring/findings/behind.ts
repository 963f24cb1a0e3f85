/** What is behind a target: an interface, or a load balancer with its nodes, listeners and registered hosts. */
import type { Instance, Interface, LoadBalancer, Registration, RuleFacts, Target } from '../estate.ts';
import { NotRead } from '../facts.ts';
import { takesMirroredPackets } from '../loadBalancers.ts';
import type { SecurityGroup } from '../records.ts';
import { type Asking, NotDecidable } from './rule.ts';

/** The interface of the target. Null when it has another endpoint, or the interface is gone. */
export const interfaceBehind = (facts: RuleFacts, { networkInterfaceId }: Target): Interface | null =>
  networkInterfaceId === undefined ? null : facts.networkInterfaces.of(networkInterfaceId);

/**
 * The instance of an interface. Null when it is gone.
 *
 * @throws NotRead also when it belongs to another account, which may attach interfaces of this one: then it is not looked for.
 */
export function instanceOf(
  { instances }: RuleFacts,
  instanceId: string,
  { ownerId, instanceOwnerId = ownerId }: Interface,
): Instance | null {
  const instance = instances.of(instanceId);
  if (instance === null && instanceOwnerId !== ownerId)
    throw new NotRead('instances', { reason: 'OTHER_ACCOUNT' });
  return instance;
}

/** @throws NotRead when the target belongs to another account, which alone sees all sessions that use it. */
export function assertAllSessionsSeen({ ownerId = '' }: Target, { accountId }: Asking): void {
  if (ownerId !== '' && ownerId !== accountId) throw new NotRead('sessions', { reason: 'OTHER_ACCOUNT' });
}

/** The load balancer of the target. Null when it has another endpoint, or the load balancer is gone. */
export const balancerBehind = (facts: RuleFacts, { networkLoadBalancerArn }: Target): LoadBalancer | null =>
  networkLoadBalancerArn === undefined ? null : facts.loadBalancers.of(networkLoadBalancerArn);

/** The interfaces of a load balancer's nodes. AWS describes them in this form, without the account, so the VPC is compared too. */
export const nodesOf = (facts: RuleFacts, { path, vpcId }: LoadBalancer): readonly Interface[] =>
  facts.networkInterfaces.where('description', `ELB ${path}`).filter((one) => one.vpcId === vpcId);

/** The listeners of the target's load balancer that take mirrored packets. */
export const listenersBehind = (facts: RuleFacts, { networkLoadBalancerArn }: Target) =>
  networkLoadBalancerArn === undefined
    ? []
    : facts.listeners.where('loadBalancerArn', networkLoadBalancerArn).filter(takesMirroredPackets);

export interface Registered {
  readonly targetGroupArn: string;
  readonly hosts: readonly Registration[];
}

/** Every session to a target asks for the same. */
const memory = new WeakMap<RuleFacts, Map<string, readonly Registered[]>>();

/** The target groups behind those listeners, with what is registered. */
export function registeredBehind(facts: RuleFacts, target: Target): readonly Registered[] {
  const known = memory.get(facts) ?? new Map<string, readonly Registered[]>();
  memory.set(facts, known);
  const { trafficMirrorTargetId: id } = target;
  const found = known.get(id) ?? readRegistered(facts, target);
  known.set(id, found);
  return found;
}

function readRegistered(facts: RuleFacts, target: Target): Registered[] {
  const arns = listenersBehind(facts, target).flatMap(({ targetGroupArns }) => targetGroupArns);
  return [...new Set(arns)].map((targetGroupArn) => ({
    targetGroupArn,
    hosts: facts.targetHealth.where('targetGroupArn', targetGroupArn),
  }));
}

/**
 * The interface of a registered host: by its instance, or by its address in the VPC of the target group.
 *
 * @throws NotDecidable when it is not known: an instance with several interfaces gets packets at its primary one (ELB user guide for
 *   Network Load Balancers, "Target groups"), and which that is was not read. An address outside of the VPC may be in a peered VPC or on
 *   premises, whatever else has the same one.
 */
export function hostOf(facts: RuleFacts, { targetGroupArn, targetId }: Registration): Interface {
  const { networkInterfaces, targetGroups } = facts;
  const byInstance = targetId.startsWith('i-');
  const found = networkInterfaces.where(byInstance ? 'instanceId' : 'privateIpAddress', targetId);
  const vpcId = targetGroups.of(targetGroupArn)?.vpcId;
  const [host, ...others] = byInstance ? found : found.filter((one) => one.vpcId === vpcId);
  if (host === undefined) throw new NotDecidable(`no interface of ${targetId} is known`);
  if (others.length > 0) throw new NotDecidable(`${targetId} has several interfaces`);
  return host;
}

/** @throws NotDecidable when a group is of another account, which EC2 does not tell about. */
export function groupsOf(
  { securityGroups }: RuleFacts,
  { groupIds }: { readonly groupIds: readonly string[] },
): SecurityGroup[] {
  return groupIds.map((id) => {
    const group = securityGroups.of(id);
    if (group === null) throw new NotDecidable(`${id} is not among the security groups that EC2 tells of`);
    return group;
  });
}
