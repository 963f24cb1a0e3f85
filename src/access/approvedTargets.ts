/** Checks where packets may be sent: a caller who can point a session at their own target can copy any instance's traffic. */
import type { ApprovedTargets } from '../config/accounts.ts';
import type { Policy } from '../config/policies.ts';

/** Ways to approve a target that are no property of its endpoint. */
type Otherwise = 'trafficMirrorTargetIds' | 'ownerAccountIds';

/** The list of approved endpoints for each property of an endpoint: a new list without its property is a compile error. */
const listOf = {
  networkInterfaceId: 'networkInterfaceIds',
  networkLoadBalancerArn: 'networkLoadBalancerArns',
  gatewayLoadBalancerEndpointId: 'gatewayLoadBalancerEndpointIds',
} as const satisfies Record<string, keyof ApprovedTargets>;
({}) satisfies Record<
  Exclude<keyof ApprovedTargets, Otherwise | (typeof listOf)[keyof typeof listOf]>,
  never
>;

/** What a target sends packets to. */
export type Endpoint = { readonly [Property in keyof typeof listOf]?: string | undefined };

/** Whether a target with this endpoint may be created. */
export function approvesEndpoint(approved: ApprovedTargets, endpoint: Endpoint): boolean {
  return (Object.keys(listOf) as (keyof typeof listOf)[]).some((property) =>
    approved[listOf[property]].includes(endpoint[property] ?? ''),
  );
}

/** A target, as far as it is known. */
type Target = Endpoint & { readonly trafficMirrorTargetId: string; readonly ownerId?: string | undefined };

/** Whether a session may send to this target, judged by its id, and by its endpoint and owner as far as they are known. */
export function approvesTarget(approved: ApprovedTargets, target: Target): boolean {
  return (
    approved.trafficMirrorTargetIds.includes(target.trafficMirrorTargetId) ||
    approvesEndpoint(approved, target) ||
    (target.ownerId !== undefined && approved.ownerAccountIds.includes(target.ownerId))
  );
}

/**
 * Whether sessions of a policy may send to this target. Without a list of approved ones, only the ids in the policy file say which may:
 * otherwise, whoever can write tags could make a target.
 */
export const approvesForPolicy = (
  { mirror: { targets } }: Pick<Policy, 'mirror'>,
  approved: ApprovedTargets | undefined,
  target: Target,
): boolean => (approved === undefined ? Array.isArray(targets) : approvesTarget(approved, target));
