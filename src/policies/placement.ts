/** Which target takes an interface: in its zone, with the most room. */
import type { PolicyMirror } from '../config/policies.ts';
import type { PolicySnapshot, SnapshotInterface } from './snapshot.ts';
import { type PolicyTarget, receiverOf } from './targets.ts';

export interface Placement {
  /** @returns the target, or why there is none. Takes no place. */
  choose(networkInterface: SnapshotInterface): PolicyTarget | 'NO_TARGET' | 'NO_CAPACITY';
  /** Takes a place for a session from this interface. */
  take(networkInterfaceId: string, target: PolicyTarget): void;
  /** Gives back the place of a session. @param trafficMirrorTargetId of any target. */
  leave(networkInterfaceId: string, trafficMirrorTargetId: string | undefined): void;
}

/** How many sessions each source has at a receiver: a source takes one place, however many sessions it has (guide, quotas). */
type Sources = Map<string, number>;

interface Candidate {
  readonly target: PolicyTarget;
  readonly sources: Sources;
}

export function createPlacement(
  { place, otherwise }: Pick<PolicyMirror, 'place' | 'otherwise'>,
  targets: readonly PolicyTarget[],
  snapshot: PolicySnapshot,
): Placement {
  const receivers = new Map(
    snapshot.targets.map((target) => [target.trafficMirrorTargetId, receiverOf(target)]),
  );
  const load = loadOf(snapshot, receivers);
  const able = targets
    .filter(({ takesNew }) => takesNew)
    .map((target): Candidate => ({ target, sources: sourcesAt(load, target.receiver) }));
  const inZones = new Map<string, readonly Candidate[]>();

  function inZone(zone: string): readonly Candidate[] {
    const known = inZones.get(zone) ?? able.filter(({ target: { zones } }) => zones?.includes(zone) ?? true);
    inZones.set(zone, known);
    return known;
  }

  return {
    choose({ networkInterfaceId: id, availabilityZoneId = '' }) {
      const preferred = place === 'same-zone' ? inZone(availabilityZoneId) : able;
      const others = otherwise === 'any-zone' ? able : preferred;
      const isOther = ({ target: { receiver } }: Candidate) => receiver !== id;
      return best(id, preferred) ?? best(id, others) ?? (others.some(isOther) ? 'NO_CAPACITY' : 'NO_TARGET');
    },
    take: (id, { receiver }) => add(sourcesAt(load, receiver), id),
    leave(id, trafficMirrorTargetId = '') {
      const sources = load.get(receivers.get(trafficMirrorTargetId) ?? '');
      const left = (sources?.get(id) ?? 0) - 1;
      if (left > 0) sources?.set(id, left);
      else sources?.delete(id);
    },
  };
}

/** The one with the most room that has any. @param id of the source, which may be there already. */
function best(id: string, among: readonly Candidate[]): PolicyTarget | undefined {
  let found: Candidate | undefined;
  for (const one of among) {
    const { target, sources } = one;
    if (target.receiver === id || !(sources.size < target.capacity || sources.has(id))) continue;
    if (found === undefined || isBetter(one, found)) found = one;
  }
  return found?.target;
}

/** More places left, else fewer sources: load balancers have no limit. Of equal ones, the first in the order of ids is taken. */
function isBetter(one: Candidate, other: Candidate): boolean {
  const free = one.target.capacity - one.sources.size;
  const freeThere = other.target.capacity - other.sources.size;
  return free === freeThere ? one.sources.size < other.sources.size : free > freeThere;
}

function loadOf({ sessions }: PolicySnapshot, receivers: ReadonlyMap<string, string>): Map<string, Sources> {
  const load = new Map<string, Sources>();
  for (const { trafficMirrorTargetId = '', networkInterfaceId } of sessions) {
    const receiver = receivers.get(trafficMirrorTargetId);
    if (receiver !== undefined && networkInterfaceId !== undefined)
      add(sourcesAt(load, receiver), networkInterfaceId);
  }
  return load;
}

function sourcesAt(load: Map<string, Sources>, receiver: string): Sources {
  const sources = load.get(receiver) ?? new Map<string, number>();
  load.set(receiver, sources);
  return sources;
}

const add = (sources: Sources, id: string) => void sources.set(id, (sources.get(id) ?? 0) + 1);
