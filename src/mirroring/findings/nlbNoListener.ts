/** NLB_NO_LISTENER: a load balancer that does not listen for mirrored packets. */
import { vxlanPort } from '../paths.ts';
import { balancerBehind, listenersBehind } from './behind.ts';
import { defineRule, evidenceOf } from './rule.ts';

export const nlbNoListener = defineRule({
  code: 'NLB_NO_LISTENER',
  severity: 'BROKEN',
  about: 'target',
  reads: ['loadBalancers', 'listeners'],
  means: 'The Network Load Balancer has no UDP listener on port 4789.',
  condition: 'No listener of the load balancer has port 4789 and protocol UDP or TCP_UDP.',
  source:
    'VPC Traffic Mirroring guide, "Network Load Balancer": without this listener, mirroring fails without an error indication.',
  remedy: 'Add a listener for UDP on port 4789 that forwards to the collectors.',
  *check(target, facts) {
    const balancer = balancerBehind(facts, target);
    if (balancer === null || listenersBehind(facts, target).length > 0) return;
    const { loadBalancerArn } = balancer;
    const found = facts.listeners.where('loadBalancerArn', loadBalancerArn);
    const value = found.map(({ protocol, port }) => `${protocol} ${port}`).join(', ') || undefined;
    yield {
      message: `${balancer.path} has no UDP listener on ${vxlanPort}`,
      evidence: [evidenceOf(loadBalancerArn, 'listeners', value, `UDP ${vxlanPort}`)],
    };
  },
});
