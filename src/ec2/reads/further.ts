/** Further calls: those that begin although another one of their group is in flight, because tokens are left. Everything about when they may. */

/**
 * Says when a further call may begin.
 *
 * @param inFlight how many calls of the group are in flight and not overdue, at least 1.
 * @param idleMs how long this process has had nothing to do since the last of them began.
 * @returns in how many milliseconds; 0 or less: now; infinite: not while so many are in flight.
 */
export type Further = (inFlight: number, idleMs: number) => number;

/** With more, answers hardly come sooner, and tokens are used up sooner (`test/bench/far.ts`). */
const most = 4;

/**
 * A call that is answered sooner needs no further one, and the next one gathers more. Only idle time counts: what this process itself
 * takes, more calls would only prolong.
 */
const everyMs = 10;

/** The rest of a burst is for what cannot be foreseen. */
const spareFrom = 0.5;

/**
 * Creates the rule: a further call begins while enough of the burst is left.
 *
 * @param left which share of it is left, at most 1.
 * @param atMost how many calls may be in flight at once.
 */
export const createFurther =
  (left: () => number, atMost = most): Further =>
  (inFlight, idleMs) =>
    inFlight < atMost && left() >= spareFrom ? everyMs - idleMs : Number.POSITIVE_INFINITY;

/** One call after the other. */
export const noFurther: Further = () => Number.POSITIVE_INFINITY;
