/** How many source interfaces a target takes (VPC Traffic Mirroring guide, quotas; not adjustable). */
import { targetTypesWith100Sources } from './instanceTypes.ts';
import { quotas } from './quotas.ts';

/** @param instanceType of the instance that a target's interface is attached to. @returns null when it is not known. */
export function sourcesAllowed(instanceType: string | undefined): number | null {
  if (instanceType === undefined) return null;
  return targetTypesWith100Sources.has(instanceType) ? quotas.sourcesPerLargeTarget : quotas.sourcesPerTarget;
}
