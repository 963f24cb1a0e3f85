/** Mends of what receives the copies: what is registered behind load balancers, and the groups of receivers. */
import { AuthorizeSecurityGroupIngressCommand } from '@aws-sdk/client-ec2';
import { RegisterTargetsCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { EstateFacts } from '../../../src/ec2/estate/drafts.ts';
import { cleanTarget, type Fault, interfaceOf, type Mend, sessionOf, targetOf, there } from './fault.ts';

/** The target group behind the load balancer of a target, and what is registered there. */
export function groupBehind({ listeners, targetHealth }: EstateFacts, arn: string | undefined) {
  const [listener] = listeners.where('loadBalancerArn', there(arn));
  const TargetGroupArn = there(listener?.targetGroupArns[0]);
  const hosts = targetHealth.where('targetGroupArn', TargetGroupArn);
  return { TargetGroupArn, hosts: hosts.map(({ targetId }) => ({ Id: targetId })) };
}

/** Registers hosts in which nothing is wrong: one in each zone. */
export const registerHosts: Mend = (fault) => {
  const { facts, balancing } = fault;
  const { TargetGroupArn, hosts } = groupBehind(facts, targetOf(fault).networkLoadBalancerArn);
  const healthy = groupBehind(facts, cleanTarget(facts, 'networkLoadBalancerArn').networkLoadBalancerArn);
  const Targets = healthy.hosts.filter(({ Id }) => !hosts.some((host) => host.Id === Id));
  return balancing.send(new RegisterTargetsCommand({ TargetGroupArn, Targets }));
};

/** Lets the copies of the source in. The group is that of another fault too, whose source is another. */
export const admitSource =
  (receiverOf: (fault: Fault) => string | undefined): Mend =>
  (fault) => {
    const source = interfaceOf(fault.facts, sessionOf(fault).networkInterfaceId);
    const GroupId = there(interfaceOf(fault.facts, receiverOf(fault)).groupIds[0]);
    const IpRanges = [{ CidrIp: `${source.privateIpAddress}/32` }];
    const IpPermissions = [{ IpProtocol: 'udp', FromPort: 4789, ToPort: 4789, IpRanges }];
    return fault.ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
  };

export const hostBehind = (fault: Fault) => {
  const { hosts } = groupBehind(fault.facts, targetOf(fault).networkLoadBalancerArn);
  const [host] = fault.facts.networkInterfaces.where('instanceId', there(hosts[0]?.Id));
  return host?.networkInterfaceId;
};
