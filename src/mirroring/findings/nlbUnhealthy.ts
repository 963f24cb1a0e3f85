/** NLB_UNHEALTHY: none of the hosts behind a load balancer is healthy. */
import { registeredBehind } from './behind.ts';
import { defineRule, evidenceOf } from './rule.ts';

export const nlbUnhealthy = defineRule({
  code: 'NLB_UNHEALTHY',
  severity: 'RISK',
  about: 'target',
  reads: ['listeners', 'targetHealth'],
  means: 'None of the hosts behind the load balancer is healthy.',
  condition: 'Hosts are registered behind its UDP listener on port 4789, and none of them is healthy.',
  source: 'ELB user guide for Network Load Balancers, "Target group health checks".',
  remedy: 'Find out why the health checks fail, and mend the collectors or the health checks.',
  *check(target, facts) {
    const hosts = registeredBehind(facts, target).flatMap((group) => group.hosts);
    if (hosts.length === 0 || hosts.some(({ state }) => state === 'healthy')) return;
    yield {
      message: `0 of ${hosts.length} hosts are healthy`,
      evidence: hosts.map(({ targetId, state }) => evidenceOf(targetId, 'targetHealth', state, 'healthy')),
    };
  },
});
