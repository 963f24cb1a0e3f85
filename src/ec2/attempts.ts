/** Attempts with pauses between them: EC2 is eventually consistent, so it may not show at once what it has done. */
import { setTimeout as wait } from 'node:timers/promises';

/** For what was just created: about five seconds. */
export const appearancePausesMs = [0, 100, 200, 400, 800, 1_600, 1_900];

/**
 * Tries once after each pause, until there is a result.
 *
 * @param signal ends the pauses. It must also end the attempts, which then say why.
 * @returns undefined if no attempt had a result.
 */
export async function attempt<Result>(
  pausesMs: readonly number[],
  signal: AbortSignal,
  once: () => Promise<Result | undefined>,
): Promise<Result | undefined> {
  for (const pauseMs of pausesMs) {
    if (pauseMs > 0) await wait(pauseMs, undefined, { signal }).catch(() => undefined);
    const result = await once();
    if (result !== undefined) return result;
  }
  return undefined;
}
