/** Bounds what large answers take in memory while they are made, all together. The others wait, and callers are served in turns. */
import { getHeapStatistics } from 'node:v8';
import { givenUp } from '../ec2/failures.ts';
import type { CallUsage } from '../ec2/usage.ts';
import { createFairQueue, type Waiter, waitIn } from '../fairQueue.ts';

/**
 * Runs a task when there is room for its answer.
 *
 * @param values how many values the answer can have.
 * @throws Ec2Failure `cancelled` when the request ended before that.
 */
export type Room = <Result>(values: number, usage: CallUsage, task: () => Promise<Result>) => Promise<Result>;

/** An answer with so few values takes less than a megabyte. It waits for no room, and takes none. */
const small = 10_000;

/** Measured: 75 bytes for each value. Answers may take a quarter of the heap together. */
const bytesPerValue = 100;
/** Seconds of work at the very most, which a large answer of another caller waits for. */
const mostValues = 4_000_000;

/** How many values the answers that are made together may have in this process. */
export const roomInHeap = () => Math.min(mostValues, getHeapStatistics().heap_size_limit / 4 / bytesPerValue);

/** @param most how many values all answers can have together. One that can have more is made on its own. */
export function createRoom(most: number): Room {
  const waiting = createFairQueue<{ readonly values: number } & Waiter>();
  let taken = 0;

  const fits = (values: number) => taken === 0 || taken + values <= most;

  function leaveRoom(values: number): void {
    taken -= values;
    for (let next = waiting.peek(); next !== undefined && fits(next.values); next = waiting.peek()) {
      waiting.take();
      taken += next.values;
      next.enter();
    }
  }

  return async (values, usage, task) => {
    if (values <= small) return task();
    if (waiting.size === 0 && fits(values)) taken += values;
    else if (!(await waitIn(waiting, usage.callers, { values }, usage.signal))) throw givenUp();
    try {
      return await task();
    } finally {
      leaveRoom(values);
    }
  };
}
