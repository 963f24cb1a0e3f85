/** NLB_NO_TARGETS: a load balancer with nothing behind it. */
import { listenersBehind, registeredBehind } from './behind.ts';
import { defineRule, evidenceOf } from './rule.ts';
import { listed } from './words.ts';

export const nlbNoTargets = defineRule({
  code: 'NLB_NO_TARGETS',
  severity: 'BROKEN',
  about: 'target',
  reads: ['listeners', 'targetHealth'],
  means: "Nothing is registered behind the load balancer's listener on port 4789.",
  condition: 'No instance or IP address is registered with the target groups of that listener.',
  source:
    'VPC Traffic Mirroring guide, "Network Load Balancer", and ELB user guide for Network Load Balancers, "Target groups".',
  remedy: 'Register the collectors with the target group of the listener.',
  *check(target, facts) {
    const listeners = listenersBehind(facts, target);
    if (listeners.length === 0) return;
    if (registeredBehind(facts, target).some(({ hosts }) => hosts.length > 0)) return;
    yield {
      message: `nothing is registered behind ${listed(listeners.map(({ listenerArn }) => listenerArn))}`,
      evidence: listeners.map(({ listenerArn, targetGroupArns }) =>
        evidenceOf(listenerArn, 'targets', `none behind ${listed(targetGroupArns)}`),
      ),
    };
  },
});
