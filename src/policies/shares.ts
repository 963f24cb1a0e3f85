/** Which accounts and Regions a replica works in, so that several do not all do the same. Nothing that must be true depends on it. */
import { createHash } from 'node:crypto';
import type { Lease, Leases } from '../ec2/changes/leasedMutex.ts';
import { nameOf, type Place } from '../ec2/scope.ts';

/** A part of all accounts: `number` of `of`, from 1. */
export interface Shard {
  readonly number: number;
  readonly of: number;
}

export const isInShard = ({ accountId }: Pick<Place, 'accountId'>, { number, of }: Shard): boolean =>
  createHash('sha256').update(accountId).digest().readUInt32BE(0) % of === number - 1;

/** What replicas agree with. */
export interface Sharing {
  readonly leases: Leases;
  /** How many replicas there are. */
  readonly replicas: () => number;
}

export interface Shares {
  /** Whether this replica works there now. Without a store, or while it is down, each of them does. */
  isOurs(place: Place): Promise<boolean>;
  /** Lets the others have all. */
  release(): void;
}

/** The name of the lease. */
const ids = ['policies'];

/**
 * One replica works in a place, as long as it lives: a lease lasts for 30 seconds and is renewed every 10 while it is held (store/leases.ts),
 * also during a pass that takes minutes. So the others wait for half a minute and their next pass when one was killed. A lease that is lost in
 * the middle of a pass does no harm: two replicas do the same then, and the session number is the lock. Each holds at most its share of all places; what nobody else takes for a while is
 * taken all the same.
 *
 * @param placeCount how many places there are.
 */
export function byLease({ leases, replicas }: Sharing, placeCount: () => number): Shares {
  const held = new Map<string, Lease>();
  /** Places that were left to others last time. */
  const left = new Set<string>();
  let share = Number.POSITIVE_INFINITY;

  function letGo(name: string): void {
    held.get(name)?.release();
    held.delete(name);
  }

  /** Whether there are more replicas than before, so that something here is for them. */
  function isTooMuch(): boolean {
    const fair = Math.ceil(placeCount() / Math.max(1, replicas()));
    const isTooMuch = fair < share && held.size > fair;
    if (!isTooMuch) share = fair;
    return isTooMuch;
  }

  return {
    async isOurs(place) {
      const name = nameOf(place);
      const lease = held.get(name);
      if (isTooMuch() && lease !== undefined) {
        letGo(name);
        left.add(name);
        return false;
      }
      if (lease !== undefined) {
        if ((await lease.keep()) !== 'lost') return true;
        letGo(name);
      }
      if (held.size >= share && !left.delete(name)) {
        left.add(name);
        return false;
      }
      const taken = await leases.take({ ...place, ids });
      if (typeof taken === 'object') held.set(name, taken);
      return taken !== 'taken';
    },
    release() {
      for (const name of [...held.keys()]) letGo(name);
    },
  };
}
