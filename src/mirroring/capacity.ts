/** How many source interfaces a target takes (VPC Traffic Mirroring guide, quotas; not adjustable). */
import { targetTypesWith100Sources } from './instanceTypes.ts';
import { quotas } from './quotas.ts';

/** @param instanceType of the instance that a target's interface is attached to. @returns null when it is not known. */
export function sourcesAllowed(instanceType: string | undefined): number | null {
  if (instanceType === undefined) return null;
  return targetTypesWith100Sources.has(instanceType) ? quotas.sourcesPerLargeTarget : quotas.sourcesPerTarget;
}

export interface Allowance {
  /** Null: there is no limit, or it is not known. */
  readonly sourcesAllowed: number | null;
  /** Null when it is not known. */
  readonly isUnlimited: boolean | null;
}

/**
 * @param type of the target, as EC2 names it.
 * @param instanceType of the receiver of an interface target. Undefined when it is not known.
 */
export function allowanceOf(type: string | undefined, instanceType: string | undefined): Allowance {
  if (type === 'network-load-balancer' || type === 'gateway-load-balancer-endpoint')
    return { sourcesAllowed: null, isUnlimited: true };
  const allowed = type === 'network-interface' ? sourcesAllowed(instanceType) : null;
  return { sourcesAllowed: allowed, isUnlimited: allowed === null ? null : false };
}
