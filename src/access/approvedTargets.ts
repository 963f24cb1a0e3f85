/** Checks where packets may be sent: a caller who can point a session at their own target can copy any instance's traffic. */

/** The approved targets. Anything that is not listed is refused. */
export interface ApprovedTargets {
  readonly trafficMirrorTargetIds: readonly string[];
  readonly networkInterfaceIds: readonly string[];
  readonly networkLoadBalancerArns: readonly string[];
  readonly gatewayLoadBalancerEndpointIds: readonly string[];
  /** Accounts all of whose targets are approved. */
  readonly ownerAccountIds: readonly string[];
}

/** What a target sends packets to. */
export interface Endpoint {
  readonly networkInterfaceId?: string | undefined;
  readonly networkLoadBalancerArn?: string | undefined;
  readonly gatewayLoadBalancerEndpointId?: string | undefined;
}

/** Whether a target with this endpoint may be created. */
export function approvesEndpoint(approved: ApprovedTargets, endpoint: Endpoint): boolean {
  const {
    networkInterfaceId = '',
    networkLoadBalancerArn = '',
    gatewayLoadBalancerEndpointId = '',
  } = endpoint;
  return (
    approved.networkInterfaceIds.includes(networkInterfaceId) ||
    approved.networkLoadBalancerArns.includes(networkLoadBalancerArn) ||
    approved.gatewayLoadBalancerEndpointIds.includes(gatewayLoadBalancerEndpointId)
  );
}

/** Whether a session may send to this target, judged by its endpoint and owner. */
export function approvesTarget(
  approved: ApprovedTargets,
  target: Endpoint & { readonly ownerId?: string | undefined },
): boolean {
  return (
    approvesEndpoint(approved, target) ||
    (target.ownerId !== undefined && approved.ownerAccountIds.includes(target.ownerId))
  );
}
