/** NLB_ONE_ZONE: a load balancer that one zone's failure ends. */
import { balancerBehind } from './behind.ts';
import { defineRule, evidenceOf } from './rule.ts';

export const nlbOneZone = defineRule({
  code: 'NLB_ONE_ZONE',
  severity: 'NOTICE',
  about: 'target',
  reads: ['loadBalancers'],
  means: 'The load balancer is in one zone only.',
  condition: 'The load balancer behind the target has exactly one Availability Zone.',
  source: 'VPC Traffic Mirroring guide, "Network Load Balancer": at least two zones are recommended.',
  remedy: 'Add a subnet in another Availability Zone to the load balancer.',
  *check(target, facts) {
    const balancer = balancerBehind(facts, target);
    if (balancer?.zones.length !== 1) return;
    const zone = balancer.zones[0]?.zone;
    yield {
      message: `${balancer.path} is in ${zone} only`,
      evidence: [evidenceOf(balancer.loadBalancerArn, 'availabilityZones', zone)],
    };
  },
});
