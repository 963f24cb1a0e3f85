/** The interfaces of a plan as the coverage shows them. */
import type { CoverageEntry } from '../coverageEntry.ts';
import { neighboursAmong } from '../neighbours.ts';
import type { PlanIn } from './places.ts';

type Entries = ReadonlyMap<string, CoverageEntry>;

/** A request asks for the interfaces of a plan one by one. */
const known = new WeakMap<PlanIn, Promise<Entries>>();

/** By the ids of the interfaces, in their order. Put together once for each plan. */
export function entriesOf(one: PlanIn): Promise<Entries> {
  const entries = known.get(one) ?? toEntries(one);
  known.set(one, entries);
  return entries;
}

async function toEntries({ plan, reading }: PlanIn): Promise<Entries> {
  const standingOf = new Map(plan.standings.map((one) => [one.networkInterfaceId, one]));
  const sources = reading.networkInterfaces.filter((one) => standingOf.has(one.networkInterfaceId));
  const entries = new Map<string, CoverageEntry>();
  for (const source of await neighboursAmong(reading, sources)) {
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
