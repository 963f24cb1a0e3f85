/** What is known of Network Load Balancers as targets: their ARNs, and which listeners take mirrored packets. */
import { vxlanPort } from './paths.ts';

/** ARN of a Network Load Balancer (service authorization reference, Elastic Load Balancing V2). */
export const loadBalancerArn =
  /^arn:aws[a-z-]*:elasticloadbalancing:[a-z0-9-]+:\d{12}:loadbalancer\/net\/[\w-]+\/[0-9a-f]+$/;

/** What to say about anything else. */
export const notLoadBalancerArn = 'must be the ARN of a Network Load Balancer';

/** Whether mirrored packets, which are VXLAN, arrive there (VPC Traffic Mirroring guide, "Network Load Balancer"). */
export const takesMirroredPackets = ({
  protocol,
  port,
}: {
  readonly protocol: string | undefined;
  readonly port: number | undefined;
}): boolean => port === vxlanPort && isUdp(protocol);

export const isUdp = (protocol: string | undefined): boolean => protocol === 'UDP' || protocol === 'TCP_UDP';

/** What a target group says when its load balancer decides whether packets cross zones (ELB API reference, TargetGroupAttribute). */
export const asLoadBalancer = 'use_load_balancer_configuration';

/** EC2 sets this length for whole packets sent to a Network Load Balancer (EC2 API reference, CreateTrafficMirrorSession). */
export const wholePacketAtLoadBalancer = 8_500;
