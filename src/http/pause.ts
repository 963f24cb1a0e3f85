/** Waits that end early. */
import { setTimeout as wait } from 'node:timers/promises';

/** Waits, but not once the signal is aborted. */
export const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  wait(ms, undefined, { signal }).catch(() => undefined);
