/** Puts the load balancing of a described estate into a world: load balancers, target groups and listeners. */
import type { Estate } from '../../state/world.ts';
import type { DescribedEstate } from './shape.ts';

/** Of the protocols of target groups, those that are also health checks by themselves (API reference, CreateTargetGroup). */
const checksItself = (protocol: string): boolean => protocol === 'HTTP' || protocol === 'HTTPS';

/** Nothing is checked against the service's rules, so that an estate can be described that has become wrong. */
export function fillLoadBalancing(estate: Estate, described: DescribedEstate): void {
  const { subnets, loadBalancers, targetGroups, listeners, world } = estate;
  for (const balancer of described.loadBalancers) {
    const vpcId = subnets.get(balancer.subnetIds[0] ?? '')?.vpcId ?? '';
    loadBalancers.put({ ...balancer, vpcId, seq: world.nextSeq() });
  }
  for (const { registrations, ...group } of described.targetGroups)
    targetGroups.put({
      ...group,
      healthCheckProtocol: group.healthCheckProtocol ?? (checksItself(group.protocol) ? 'HTTP' : 'TCP'),
      registrations: registrations.map((one) => ({ ...one, port: one.port ?? group.port })),
      seq: world.nextSeq(),
    });
  for (const listener of described.listeners) listeners.put({ ...listener, seq: world.nextSeq() });
}
