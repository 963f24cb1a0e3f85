/** When the picture is read again. Pure. All times in milliseconds. */

const everyMs = 30_000;
/** A load takes at most this share of the time. */
const maxShare = 0.1;

/**
 * Doubles from one second.
 *
 * @param random from 0 to 1, so that many pages do not come at once.
 */
export const afterFailure = (failures: number, random: number) =>
  Math.min(1_000 * 2 ** (failures - 1), everyMs) * (0.5 + random / 2);

/**
 * Whole half minutes of the clock: pages that are open elsewhere ask at the same time, and the gateway asks EC2 once for those that
 * ask together.
 *
 * @param tookMs how long the last load took.
 */
export function untilNext(now: number, tookMs: number): number {
  const period = everyMs * Math.max(1, Math.ceil(tookMs / maxShare / everyMs));
  const left = period - (now % period);
  // Something was read just now.
  return left < period / 10 ? left + period : left;
}
