/** UNAPPROVED_TARGET: packets are copied to a target that the accounts file does not approve. */
import { defineRule, evidenceOf } from './rule.ts';

export const unapprovedTarget = defineRule({
  code: 'UNAPPROVED_TARGET',
  severity: 'RISK',
  about: 'target',
  reads: [],
  means: "The target is not on the gateway's list of approved targets.",
  condition:
    'The accounts file has a list of approved targets, and neither the target, nor what it names, nor its owner is on it.',
  source: 'A policy of this gateway.',
  remedy: 'Approve the target in the accounts file, or change the sessions to an approved one.',
  *check(target, _facts, { approves }) {
    if (approves === undefined || approves(target)) return;
    const { trafficMirrorTargetId: id, networkInterfaceId, networkLoadBalancerArn } = target;
    const endpoint = networkInterfaceId ?? networkLoadBalancerArn ?? target.gatewayLoadBalancerEndpointId;
    yield { message: `${id} is not approved`, evidence: [evidenceOf(id, 'endpoint', endpoint)] };
  },
});
