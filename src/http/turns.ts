/** Bounds how many requests run at once, in all and of each caller. The others wait, and callers are served in turns. */
import { createFairQueue } from '../fairQueue.ts';
import type { Admitted } from './shedding.ts';

export interface Turns extends Admitted {
  readonly running: number;
  readonly waiting: number;
  waitingOf(caller: string): number;
  /** Begins a request if there is room for it. */
  tryBegin(caller: string): boolean;
  /** Waits for room, and begins. @returns false when the signal was aborted before that. */
  begin(caller: string, signal: AbortSignal): Promise<boolean>;
  end(caller: string): void;
}

interface Waiter {
  readonly caller: string;
  readonly sinceMs: number;
  readonly enter: () => void;
}

export function createTurns({ active, callerActive }: { active: number; callerActive: number }): Turns {
  const runningOf = new Map<string, number>();
  let running = 0;
  const queue = createFairQueue<Waiter>();
  /** The same waiters in order of arrival. */
  const waiters = new Set<Waiter>();

  /** Whether a caller has as much room as one may have. */
  const isFull = (caller: string) => (runningOf.get(caller) ?? 0) >= callerActive;
  const hasRoom = (caller: string) => running < active && !isFull(caller);

  function count(caller: string, change: 1 | -1): void {
    running += change;
    const own = (runningOf.get(caller) ?? 0) + change;
    if (own === 0) runningOf.delete(caller);
    else runningOf.set(caller, own);
  }

  return {
    get running() {
      return running;
    },
    get waiting() {
      return waiters.size;
    },
    get callers() {
      return new Set([...runningOf.keys(), ...queue.keys]).size;
    },
    get oldestWaitMs() {
      if (running < active) return 0;
      for (const { caller, sinceMs } of waiters) if (!isFull(caller)) return performance.now() - sinceMs;
      return 0;
    },
    waitingOf: queue.sizeOf,
    ofCaller: (caller) => (runningOf.get(caller) ?? 0) + queue.sizeOf(caller),
    tryBegin(caller) {
      const isFree = hasRoom(caller);
      if (isFree) count(caller, 1);
      return isFree;
    },
    begin(caller, signal) {
      if (signal.aborted) return Promise.resolve(false);
      return new Promise((resolve) => {
        const leave = () => {
          queue.delete(waiter);
          waiters.delete(waiter);
          resolve(false);
        };
        const enter = () => {
          signal.removeEventListener('abort', leave);
          resolve(true);
        };
        const waiter = { caller, sinceMs: performance.now(), enter };
        queue.add(waiter, caller);
        waiters.add(waiter);
        signal.addEventListener('abort', leave, { once: true });
      });
    },
    end(caller) {
      count(caller, -1);
      for (let next = queue.take(hasRoom); next !== undefined; next = queue.take(hasRoom)) {
        waiters.delete(next);
        count(next.caller, 1);
        next.enter();
      }
    },
  };
}
