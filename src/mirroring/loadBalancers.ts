/** ARN of a Network Load Balancer (service authorization reference, Elastic Load Balancing V2). */
export const loadBalancerArn =
  /^arn:aws[a-z-]*:elasticloadbalancing:[a-z0-9-]+:\d{12}:loadbalancer\/net\/[\w-]+\/[0-9a-f]+$/;

/** What to say about anything else. */
export const notLoadBalancerArn = 'must be the ARN of a Network Load Balancer';

/** EC2 sets this length for whole packets sent to a Network Load Balancer (EC2 API reference, CreateTrafficMirrorSession). */
export const wholePacketAtLoadBalancer = 8_500;
