/** Where packets may be sent: who can point a session at a target of his own can copy any instance's packets. */
import type { Ec2Scope } from '../ec2/clients.ts';
import type { GatewayContext } from './context.ts';
import type { Finding } from './mutations/inputs.ts';

/** What is approved. Whatever is not named is refused. */
export interface ApprovedSinks {
  readonly trafficMirrorTargetIds: readonly string[];
  readonly networkInterfaceIds: readonly string[];
  readonly networkLoadBalancerArns: readonly string[];
  readonly gatewayLoadBalancerEndpointIds: readonly string[];
  readonly ownerAccountIds: readonly string[];
}

interface Destination {
  readonly networkInterfaceId?: string | undefined;
  readonly networkLoadBalancerArn?: string | undefined;
  readonly gatewayLoadBalancerEndpointId?: string | undefined;
}

/** Why a target with this destination must not be created. */
export function refuseDestination({ sinks }: GatewayContext, destination: Destination): Finding | undefined {
  if (sinks === undefined || isApproved(sinks, destination)) return undefined;
  const field = Object.entries(destination).find(([, id]) => id !== undefined)?.[0] ?? '';
  return refusal(field, `${field}s`);
}

/** Why a session must not send to this target. A target that is not approved by its id is read, for its destination or owner may be. */
export async function refuseTarget(
  { sinks, loaders }: GatewayContext,
  scope: Ec2Scope,
  trafficMirrorTargetId: string | undefined,
): Promise<Finding | undefined> {
  if (sinks === undefined || trafficMirrorTargetId === undefined) return undefined;
  if (sinks.trafficMirrorTargetIds.includes(trafficMirrorTargetId)) return undefined;
  const target = await loaders(scope).targets.load(trafficMirrorTargetId);
  // What does not exist is for EC2 to refuse.
  if (target === null || isApproved(sinks, target)) return undefined;
  if (target.ownerId !== undefined && sinks.ownerAccountIds.includes(target.ownerId)) return undefined;
  return refusal('trafficMirrorTargetId', 'trafficMirrorTargetIds');
}

function isApproved(sinks: ApprovedSinks, destination: Destination): boolean {
  const {
    networkInterfaceId = '',
    networkLoadBalancerArn = '',
    gatewayLoadBalancerEndpointId = '',
  } = destination;
  return (
    sinks.networkInterfaceIds.includes(networkInterfaceId) ||
    sinks.networkLoadBalancerArns.includes(networkLoadBalancerArn) ||
    sinks.gatewayLoadBalancerEndpointIds.includes(gatewayLoadBalancerEndpointId)
  );
}

const refusal = (field: string, rule: string): Finding => ({
  code: 'FORBIDDEN_BY_POLICY',
  field: [field],
  message: `the gateway's policy does not approve this destination (rule approvedTargets.${rule})`,
});
