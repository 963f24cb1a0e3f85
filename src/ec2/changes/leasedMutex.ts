/** Orders the changes of several replicas: each has a lease on what it changes. What happens without leases is decided here. */
import { setTimeout as wait } from 'node:timers/promises';
import { waited } from '../../trace.ts';
import { contended, outrun, uncoordinated } from '../failures.ts';
import { firm, type Hold, type Mutex, missed, type Subjects, type Turn } from './mutex.ts';

/** How leases are taken. None of the functions throws. */
export interface Leases {
  /** Whether the store answers, as far as is known. */
  isAvailable(): boolean;
  /** Takes all or none. @returns `taken`: somebody else has one; `unavailable`: the store does not answer. */
  take(subjects: Subjects): Promise<Lease | 'taken' | 'unavailable'>;
}

/** It is renewed while it is held, and ends by itself some time after that. */
export interface Lease {
  /** Makes sure that it lasts for ten seconds more. @returns `lost`: somebody else may have one; `unavailable`: that is not known. */
  keep(): Promise<'held' | 'lost' | 'unavailable'>;
  release(): void;
}

/** How often a lease that somebody else has is asked for again. At random, so that replicas do not always ask at the same time. */
const pauseMs = { least: 50, most: 150 };

const noAnswer = 'The store that the replicas of the gateway share does not answer';

/**
 * A change that is compared with `ifVersion` is made only with a lease. Any other change is made without one while the store does not
 * answer: then changes are ordered in each process only.
 *
 * @param local lets only one change of a resource ask for a lease at a time in this process.
 */
export function createLeasedMutex(local: Mutex, leases: Leases): Mutex {
  /** @returns undefined when the change goes on without a lease. */
  async function take(subjects: Subjects, turn: Turn): Promise<Lease | undefined> {
    const { isCompared, endsAtMs, signal } = turn;
    for (;;) {
      const lease = await leases.take(subjects);
      if (typeof lease === 'object') return lease;
      if (lease === 'unavailable') {
        if (isCompared) throw uncoordinated(noAnswer);
        return undefined;
      }
      if (signal.aborted) throw missed(turn);
      const nextMs = pauseMs.least + Math.random() * (pauseMs.most - pauseMs.least);
      if (performance.now() + nextMs > endsAtMs) throw contended();
      await wait(nextMs, undefined, { signal }).catch(() => undefined);
    }
  }

  return {
    run(subjects, turn, task) {
      if (subjects.ids.length === 0) return local.run(subjects, turn, task);
      if (turn.isCompared && !leases.isAvailable()) return Promise.reject(uncoordinated(noAnswer));
      return local.run(subjects, turn, async () => {
        const askedAtMs = performance.now();
        const lease = await take(subjects, turn).finally(() =>
          waited(turn.span, 'waited for a lease', askedAtMs),
        );
        if (lease === undefined) return task(firm);
        try {
          if (turn.signal.aborted) throw missed(turn);
          return await task(holdOf(lease, turn));
        } finally {
          lease.release();
        }
      });
    },
  };
}

const holdOf = (lease: Lease, { isCompared }: Turn): Hold => ({
  async keep() {
    const state = await lease.keep();
    if (state === 'held' || (state === 'unavailable' && !isCompared)) return;
    throw isCompared ? uncoordinated(noAnswer) : outrun();
  },
});

/**
 * For several replicas without a store: changes are ordered in each process only, so none can be compared.
 *
 * @param local orders the changes of this process.
 */
export function createLonelyMutex(local: Mutex, replicas: number): Mutex {
  const reason = `REPLICAS is ${replicas}, and no REDIS_URL names a store that they share`;
  return {
    run: (subjects, turn, task) =>
      turn.isCompared ? Promise.reject(uncoordinated(reason)) : local.run(subjects, turn, task),
  };
}
