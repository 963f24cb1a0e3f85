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

/** By receiver, how many sessions each source has there: a source takes one place, however many sessions it has (guide, quotas). */
type Load = Map<string, Map<string, number>>;

export function createPlacement(
  { place, otherwise }: Pick<PolicyMirror, 'place' | 'otherwise'>,
  targets: readonly PolicyTarget[],
  snapshot: PolicySnapshot,
): Placement {
  const receivers = new Map(
    snapshot.targets.map((target) => [target.trafficMirrorTargetId, receiverOf(target)]),
  );
  const load = loadOf(snapshot, receivers);
  const sourcesOf = (receiver: string) => load.get(receiver)?.size ?? 0;
  const isThere = (id: string, receiver: string) => load.get(receiver)?.has(id) ?? false;

  function best(id: string, among: readonly PolicyTarget[]): PolicyTarget | undefined {
    let found: PolicyTarget | undefined;
    for (const one of among) {
      const hasRoom = isThere(id, one.receiver) || sourcesOf(one.receiver) < one.capacity;
      if (hasRoom && (found === undefined || isBetter(one, found))) found = one;
    }
    return found;
  }

  /** More places left, else fewer sources: load balancers have no limit. The first in the order of ids wins. */
  function isBetter(one: PolicyTarget, other: PolicyTarget): boolean {
    const [used, usedThere] = [sourcesOf(one.receiver), sourcesOf(other.receiver)];
    const [free, freeThere] = [one.capacity - used, other.capacity - usedThere];
    return free === freeThere ? used < usedThere : free > freeThere;
  }

  return {
    choose({ networkInterfaceId: id, availabilityZoneId = '' }) {
      const able = targets.filter(({ takesNew, receiver }) => takesNew && receiver !== id);
      const inZone = able.filter(({ zones }) => zones?.includes(availabilityZoneId) ?? true);
      const preferred = place === 'same-zone' ? inZone : able;
      const others = otherwise === 'any-zone' ? able : preferred;
      if (others.length === 0) return 'NO_TARGET';
      return best(id, preferred) ?? best(id, others) ?? 'NO_CAPACITY';
    },
    take: (id, { receiver }) => add(load, receiver, id),
    leave(id, trafficMirrorTargetId = '') {
      const sources = load.get(receivers.get(trafficMirrorTargetId) ?? '');
      const left = (sources?.get(id) ?? 0) - 1;
      if (left > 0) sources?.set(id, left);
      else sources?.delete(id);
    },
  };
}

function loadOf({ sessions }: PolicySnapshot, receivers: ReadonlyMap<string, string>): Load {
  const load: Load = new Map();
  for (const { trafficMirrorTargetId = '', networkInterfaceId } of sessions) {
    const receiver = receivers.get(trafficMirrorTargetId);
    if (receiver !== undefined && networkInterfaceId !== undefined) add(load, receiver, networkInterfaceId);
  }
  return load;
}

function add(load: Load, receiver: string, id: string): void {
  const sources = load.get(receiver) ?? new Map<string, number>();
  sources.set(id, (sources.get(id) ?? 0) + 1);
  load.set(receiver, sources);
}
