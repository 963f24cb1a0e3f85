/** Bounds how many tasks run at once. Callers get slots in turns. */
import { createFairQueue } from '../../fairQueue.ts';

export interface Slots {
  /** Runs the task when there is a slot. @param owner waits for one slot at a time. */
  run<Result>(owner: object, callers: readonly string[], task: () => Promise<Result>): Promise<Result>;
  /** These callers also want what waits, so it is its turn when it is theirs. Does nothing if it does not wait. */
  join(owner: object, callers: readonly string[]): void;
  /** How much waits for a slot on behalf of a caller. */
  waitingFor(caller: string): number;
}

/** @param count how many tasks run at once. */
export function createSlots(count: number): Slots {
  let free = count;
  const waiting = createFairQueue<object>();
  const enter = new WeakMap<object, () => void>();

  function add(owner: object, callers: readonly string[]): void {
    for (const caller of callers) waiting.add(owner, caller);
  }

  return {
    async run(owner, callers, task) {
      if (free > 0) free--;
      else
        await new Promise<void>((resolve) => {
          enter.set(owner, resolve);
          add(owner, callers);
        });
      try {
        return await task();
      } finally {
        const next = waiting.take();
        if (next === undefined) free++;
        else enter.get(next)?.();
      }
    },
    join(owner, callers) {
      if (waiting.has(owner)) add(owner, callers);
    },
    waitingFor: (caller) => waiting.sizeOf(caller),
  };
}
