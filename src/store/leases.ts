/** Leases on resources: who has one is the only replica that changes the resource. */
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Lease, Leases } from '../ec2/changes/leasedMutex.ts';
import type { Connection } from './connection.ts';
import { extendLeases, releaseLeases, takeLeases } from './scripts.ts';

/** `held`: a lease was taken; `taken`: somebody else had it; `lost`: it was not there any more when it should be extended. */
export type LeaseResult = 'held' | 'taken' | 'lost' | 'unavailable';

/** How long a lease lasts. After a crash, others wait so long. */
const lastsMs = 30_000;
/** For how long a replica is the next one to get a lease that it asked for: a few times the pause before it asks again. */
const nextMs = 500;
/** How often it is tried to release leases. */
const releaseMs = 500;
/** How often it is extended while it is held. */
const extendMs = 10_000;
/** How long it must last when a change is sent: an attempt takes at most half of it. */
const leastMs = 10_000;

/** @param keyOf the key of a resource in the store. @param onLeased called whenever leases were asked for, and when they were lost. */
export function createLeases(
  { isUp, run }: Pick<Connection, 'isUp' | 'run'>,
  replicaId: string,
  keyOf: (place: { accountId: string; region: string }, id: string) => string,
  onLeased: (result: LeaseResult) => void,
): Leases {
  function hold(keys: readonly [string, ...string[]], token: string, takenAtMs: number): Lease {
    let endsAtMs = takenAtMs + lastsMs;
    let isLost = false;
    const extend = async (): Promise<'held' | 'lost' | 'unavailable'> => {
      const askedAtMs = performance.now();
      const reply = await run(extendLeases, { keys, args: [token, lastsMs] });
      if (reply === undefined) return 'unavailable';
      if (reply === 1) endsAtMs = askedAtMs + lastsMs;
      else if (!isLost) {
        isLost = true;
        onLeased('lost');
      }
      return isLost ? 'lost' : 'held';
    };
    const timer = setInterval(() => void extend(), extendMs).unref();
    return {
      async keep() {
        // Asked each time, because the store may have lost the lease: in a failover, or when somebody emptied it.
        const state = isLost ? 'lost' : await extend();
        return state === 'unavailable' && endsAtMs - performance.now() >= leastMs ? 'held' : state;
      },
      release() {
        clearInterval(timer);
        void release(keys, token);
      },
    };
  }

  /** While the store is down it is tried again, as long as the leases may last: others wait for them. */
  async function release(keys: readonly [string, ...string[]], token: string): Promise<void> {
    const endsAtMs = performance.now() + lastsMs;
    while ((await run(releaseLeases, { keys, args: [token] })) === undefined) {
      if (performance.now() > endsAtMs) return;
      await wait(releaseMs, undefined, { ref: false });
    }
  }

  return {
    isAvailable: isUp,
    async take({ ids, ...place }) {
      // Always in the same order, so two replicas cannot each be the next one for what the other waits for.
      const [first, ...others] = [...new Set(ids)].sort().map((id) => keyOf(place, id));
      if (first === undefined) return 'unavailable';
      const keys = [first, ...others] as const;
      const token = randomUUID();
      const askedAtMs = performance.now();
      const reply = isUp()
        ? await run(takeLeases, { keys, args: [token, lastsMs, replicaId, nextMs] })
        : 'down';
      // The answer may only be late, and then nobody knows of these leases.
      if (reply === undefined) void release(keys, token);
      const result = reply === 1 ? 'held' : reply === 0 ? 'taken' : 'unavailable';
      onLeased(result);
      return result === 'held' ? hold(keys, token, askedAtMs) : result;
    },
  };
}
