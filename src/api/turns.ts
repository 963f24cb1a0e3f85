/** Long work in turns: whoever works gives others their turn after some milliseconds. */

/** Other requests wait no longer than this for a turn. */
const maxMs = 10;

/** @returns a function to call again and again during the work. When it returns a promise, the work must wait for it. */
export function createPause(): () => Promise<void> | undefined {
  let sinceMs = performance.now();
  return () => {
    if (performance.now() - sinceMs < maxMs) return undefined;
    return new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
      sinceMs = performance.now();
    });
  };
}
