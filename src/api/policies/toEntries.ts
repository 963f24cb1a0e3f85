/** The interfaces of a plan as the coverage shows them. */
import type { PolicyPlan } from '../../policies/policyPlan.ts';
import type { PlaceReading } from '../../policies/readPlace.ts';
import type { CoverageEntry } from '../coverageEntry.ts';
import { neighboursAmong } from '../neighbours.ts';

/** By the ids of the interfaces, in their order. */
export function toEntries(plan: PolicyPlan, reading: PlaceReading): ReadonlyMap<string, CoverageEntry> {
  const standingOf = new Map(plan.standings.map((one) => [one.networkInterfaceId, one]));
  const sources = reading.networkInterfaces.filter((one) => standingOf.has(one.networkInterfaceId));
  const entries = new Map<string, CoverageEntry>();
  for (const source of neighboursAmong(reading, sources)) {
    const { networkInterfaceId } = source.networkInterface;
    const standing = standingOf.get(networkInterfaceId);
    if (standing === undefined) continue;
    const { state, reasons, because, ownedSessionId } = standing;
    const own = source.sessions.find((one) => one.trafficMirrorSessionId === ownedSessionId) ?? null;
    const policy = { name: plan.policy.name, because, own };
    entries.set(networkInterfaceId, { ...source, state, reasons, policy });
  }
  return entries;
}
