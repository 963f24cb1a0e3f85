/**
 * Long work in turns of the event loop: whoever works gives others their turn after some milliseconds, and only one works in a turn. Several
 * that work a little each in the same turn would together keep everything else waiting.
 */

/** Others wait no longer than this for a turn. */
const maxMs = 10;

/** Of the whole process, because it has one event loop. */
let last = Promise.resolve();

/** Waits for a turn in which nobody else works who waits here. */
export function ownTurn(): Promise<void> {
  last = last.then(() => new Promise<void>((resolve) => setImmediate(resolve)));
  return last;
}

/** @returns a function to call again and again during the work. When it returns a promise, the work must wait for it. */
export function createPause(): () => Promise<void> | undefined {
  let sinceMs = performance.now();
  return () => {
    if (performance.now() - sinceMs < maxMs) return undefined;
    return ownTurn().then(() => {
      sinceMs = performance.now();
    });
  };
}
