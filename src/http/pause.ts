/** Waits that end early. */
import { setTimeout as wait } from 'node:timers/promises';

/** Waits, but not once the signal is aborted. */
export const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  wait(ms, undefined, { signal }).catch(() => undefined);

/** Waits for something that does not fail, but not for long, and not once the signal is aborted. */
export async function settledWithin(work: Promise<void>, ms: number, signal: AbortSignal): Promise<void> {
  const done = new AbortController();
  void work.then(() => done.abort());
  await pause(Math.max(0, ms), AbortSignal.any([signal, done.signal]));
}
