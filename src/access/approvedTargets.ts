/** Where packets may be sent: who can point a session at a target of his own can copy any instance's packets. */

import type { GatewayContext } from '../api/context.ts';
import { type Finding, notFound } from '../api/mutations/inputs.ts';
import type { Ec2Scope } from '../ec2/clients.ts';

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
export function refuseDestination(context: GatewayContext, destination: Destination): Finding | undefined {
  const { sinks } = context;
  if (sinks === undefined || isApproved(sinks, destination)) return undefined;
  const [field, id] = Object.entries(destination).find(([, id]) => id !== undefined) ?? ['', ''];
  return refusal(context, field, id);
}

/** Why a session must not send to this target. A target that is not approved by its id is read, for its destination or owner may be. */
export async function refuseTarget(
  context: GatewayContext,
  scope: Ec2Scope,
  trafficMirrorTargetId: string | undefined,
): Promise<Finding | undefined> {
  const { sinks, loaders } = context;
  if (sinks === undefined || trafficMirrorTargetId === undefined) return undefined;
  if (sinks.trafficMirrorTargetIds.includes(trafficMirrorTargetId)) return undefined;
  const target = await loaders(scope).targets.load(trafficMirrorTargetId);
  // EC2 may have it already, for its reads are eventually consistent: what cannot be judged is not approved.
  if (target === null) return notFound('trafficMirrorTargetId', trafficMirrorTargetId);
  if (isApproved(sinks, target)) return undefined;
  if (target.ownerId !== undefined && sinks.ownerAccountIds.includes(target.ownerId)) return undefined;
  return refusal(context, 'trafficMirrorTargetId', trafficMirrorTargetId);
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

function refusal({ audit }: GatewayContext, field: string, id: string): Finding {
  const code = 'FORBIDDEN_BY_POLICY';
  const rule = `approvedTargets.${field}s`;
  audit.denied({ action: 'mirrorTo', reason: `${code} ${rule}`, resources: [id] });
  const message = `the gateway's policy does not approve this destination (rule ${rule})`;
  return { code, field: [field], message };
}
