/** TARGET_GONE: what is behind a target does not exist any more. */
import type { RuleFacts, Target } from '../estate.ts';
import { defineRule, evidenceOf } from './rule.ts';
import { sessionsDo } from './words.ts';

/** States of an endpoint that takes no packets and will not take any (EC2 API reference, VpcEndpoint, in lower case). */
const endedStates: readonly (string | undefined)[] = ['deleted', 'deleting', 'failed', 'rejected'];

export const targetGone = defineRule({
  code: 'TARGET_GONE',
  severity: 'BROKEN',
  about: 'target',
  reads: ['sessions', 'networkInterfaces', 'loadBalancers', 'vpcEndpoints'],
  means: 'The interface, load balancer or endpoint behind the target no longer exists.',
  condition:
    'What the target names was looked for in the account that owns the target and is not there; or it is an endpoint whose state is deleted, deleting, failed or rejected.',
  source: 'VPC Traffic Mirroring guide: mirroring stops when the resource of a target is deleted.',
  remedy: 'Change the sessions to a target that exists, or delete them.',
  *check(target, facts) {
    const gone = goneBehind(facts, target);
    if (gone === null) return;
    const { length } = facts.sessions.where('trafficMirrorTargetId', target.trafficMirrorTargetId);
    yield {
      message: `${gone.id} behind ${target.trafficMirrorTargetId} ${gone.isThere ? `is ${gone.state}` : 'does not exist'}; ${sessionsDo(length, 'copy', 'copies')} to nowhere`,
      evidence: [evidenceOf(gone.id, 'state', gone.state, 'available')],
    };
  },
});

function goneBehind(facts: RuleFacts, target: Target) {
  const { networkInterfaceId, networkLoadBalancerArn, gatewayLoadBalancerEndpointId } = target;
  const missing = (id: string) => ({ id, state: 'does not exist', isThere: false });
  if (networkInterfaceId !== undefined)
    return facts.networkInterfaces.of(networkInterfaceId) === null ? missing(networkInterfaceId) : null;
  if (networkLoadBalancerArn !== undefined)
    return facts.loadBalancers.of(networkLoadBalancerArn) === null ? missing(networkLoadBalancerArn) : null;
  if (gatewayLoadBalancerEndpointId === undefined) return null;
  const endpoint = facts.vpcEndpoints.of(gatewayLoadBalancerEndpointId);
  if (endpoint === null) return missing(gatewayLoadBalancerEndpointId);
  const { state } = endpoint;
  return endedStates.includes(state) ? { id: gatewayLoadBalancerEndpointId, state, isThere: true } : null;
}
