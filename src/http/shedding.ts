/** Decides which requests are refused at once because the gateway has too much to do. */
import type { Load } from './load.ts';

/** Why a request is refused. */
export const shedReasons = [
  /** What has arrived already takes too long. */
  'busy',
  /** The first in line waits for too long, or this request has waited until its time was up. */
  'waiting',
  /** The memory is nearly full. */
  'memory',
] as const;

export type Shed = (typeof shedReasons)[number];

/** The requests that have been admitted, as far as the decision depends on them. */
export interface Admitted {
  readonly running: number;
  readonly waiting: number;
  /** How many callers they come from. */
  readonly callers: number;
  /** How many of them come from this caller. */
  ofCaller(caller: string): number;
  /** How long the first in line has been waiting, other than for requests of its own caller: those are nobody else's concern. */
  readonly oldestWaitMs: number;
}

/** So few requests are never too many: what a request costs is not known well when few have ended. */
const always = 10;
const maxWaitMs = 2_000;

/** Above this, the garbage collector takes most of the time. */
const fullHeap = 0.85;

/**
 * Counts and delays alone would not do: a thousand requests that wait for EC2 are no work, and ten large lists may be too much. When there
 * is too much work, a caller with less than a fair share of it is still admitted.
 *
 * @param busyMs how much work of the event loop may wait while it is busy. A request that is served waits for about as long.
 * @returns undefined when the request can be admitted.
 */
export function shed(load: Load, busyMs: number, admitted: Admitted, caller: string): Shed | undefined {
  if (load.heapShare() > fullHeap) return 'memory';
  if (admitted.oldestWaitMs > maxWaitMs) return 'waiting';
  if (!load.isBusy()) return undefined;
  const room = Math.max(always, busyMs / load.costMs());
  if (admitted.running + admitted.waiting < room) return undefined;
  const own = admitted.ofCaller(caller);
  const callers = admitted.callers + (own === 0 ? 1 : 0);
  return own + 1 > room / callers ? 'busy' : undefined;
}
