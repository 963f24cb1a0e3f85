/** The interfaces of an account and Region, each with what decides about it. */
import { groupBy } from '../mirroring/grouped.ts';
import type { PolicySnapshot, SnapshotInstance, SnapshotInterface, SnapshotSession } from './snapshot.ts';

export interface Source {
  readonly networkInterface: SnapshotInterface;
  /** Undefined: there is none, or it was not among those that were read. */
  readonly instance: SnapshotInstance | undefined;
  /** All that have it as their source, in the order of their ids. */
  readonly sessions: readonly SnapshotSession[];
  /** Those of them that the policy owns; the first one is the one that stays. */
  readonly mine: readonly SnapshotSession[];
  /** Whether a mirror target uses it. */
  readonly isTarget: boolean;
}

/**
 * The interfaces of the account, in the order of their ids. The owner of a subnet also sees those of others; each is its own account's
 * business.
 *
 * @param owned the sessions of the policy.
 * @param number the session number of the policy: the session that has it stays.
 */
export function sourcesIn(
  { accountId, networkInterfaces, instances, sessions, targets }: PolicySnapshot,
  owned: readonly SnapshotSession[],
  number: number,
): Source[] {
  const instanceOf = new Map(instances.map((instance) => [instance.instanceId, instance]));
  const sessionsOf = groupBy(sessions, interfaceOf);
  const mineOf = groupBy(
    owned.toSorted(
      (one, other) => Number(other.sessionNumber === number) - Number(one.sessionNumber === number),
    ),
    interfaceOf,
  );
  const receivers = new Set(targets.map(interfaceOf));
  return networkInterfaces
    .filter(({ ownerId = accountId }) => ownerId === accountId)
    .map((networkInterface) => {
      const { networkInterfaceId, instanceId = '' } = networkInterface;
      return {
        networkInterface,
        instance: instanceOf.get(instanceId),
        sessions: sessionsOf.get(networkInterfaceId) ?? [],
        mine: mineOf.get(networkInterfaceId) ?? [],
        isTarget: receivers.has(networkInterfaceId),
      };
    });
}

const interfaceOf = ({ networkInterfaceId }: { readonly networkInterfaceId: string | undefined }) =>
  networkInterfaceId;
