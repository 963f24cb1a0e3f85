/** Ends a part of a request before the request's own time is up. */
import { setMaxListeners } from 'node:events';

/** The longest time that a timer of Node.js can wait. A longer one fires at once. */
const maxTimerMs = 2 ** 31 - 1;

/**
 * Runs a task with a signal that is aborted when the given one is, when the time is up, and when the task has ended: whatever it has begun
 * ends with it.
 *
 * @param endsAtMs on the clock of `performance.now()`.
 */
export async function runUntil<Result>(
  endsAtMs: number,
  signal: AbortSignal,
  task: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const until = new AbortController();
  // Every read adds a listener.
  setMaxListeners(0, until.signal);
  const stop = () => until.abort();
  // Not AbortSignal.any and AbortSignal.timeout: on Node.js 20, such a time-out may be collected as garbage before it ends.
  const timer = setTimeout(stop, Math.min(maxTimerMs, endsAtMs - performance.now()));
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  try {
    return await task(until.signal);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
    stop();
  }
}
