/** Bounds how many requests run at once, in all and of each caller. The others wait, and callers are served in turns. */
import { createFairQueue, type Waiter, waitIn } from '../fairQueue.ts';
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

interface Arrival {
  readonly caller: string;
  readonly sinceMs: number;
}

export function createTurns({ active, callerActive }: { active: number; callerActive: number }): Turns {
  const runningOf = new Map<string, number>();
  let running = 0;
  const queue = createFairQueue<Arrival & Waiter>();
  /** The same in order of arrival. */
  const inOrder = new Set<Arrival>();

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
      return queue.size;
    },
    get callers() {
      return new Set([...runningOf.keys(), ...queue.keys]).size;
    },
    get oldestWaitMs() {
      if (running < active) return 0;
      for (const { caller, sinceMs } of inOrder) if (!isFull(caller)) return performance.now() - sinceMs;
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
      const waiter = { caller, sinceMs: performance.now() };
      inOrder.add(waiter);
      const turn = waitIn(queue, [caller], waiter, signal);
      void turn.then(() => inOrder.delete(waiter));
      return turn;
    },
    end(caller) {
      count(caller, -1);
      for (let next = queue.take(hasRoom); next !== undefined; next = queue.take(hasRoom)) {
        count(next.caller, 1);
        next.enter();
      }
    },
  };
}
