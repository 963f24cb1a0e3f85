/** What the answers about an operation say of it, one after the other, and when to ask again. Pure. */
import type { OperationFieldsFragment } from '../../../../generated/web/onDemand/graphql.ts';

export type Operation = OperationFieldsFragment;

export interface Watched {
  /** Null: there is none with this id. Undefined until the gateway has answered. */
  readonly operation?: Operation | null;
  /** How many answers in a row said that nobody works on it: one replica answers, and another one may be at work. */
  readonly idleAnswers: number;
  /** When to ask again. Undefined: never, because nothing more happens. */
  readonly waitMs?: number;
  /** Why the last question was not answered. */
  readonly failure?: string;
}

export const firstWatched: Watched = { idleAnswers: 0, waitMs: 0 };

/** So many answers in a row say that probably no replica works on it. */
const enoughIdle = 3;
/** What nobody works on is asked for less often: each time everything is read. */
const idleFactor = 5;
const afterFailureMs = 5_000;

/** Whether something may still happen. */
export const isOpen = ({ state }: Operation) => state === 'RUNNING' || state === 'ROLLING_BACK';

export const isIdle = ({ operation, idleAnswers }: Watched) =>
  operation != null && isOpen(operation) && idleAnswers >= enoughIdle;

export function withAnswer(
  { operation: before, idleAnswers }: Watched,
  operation: Operation | null,
): Watched {
  if (operation === null) return { operation, idleAnswers: 0 };
  const isAtRest = !operation.isWorkedOnHere && operation.remaining === before?.remaining;
  const next = { operation, idleAnswers: isAtRest ? idleAnswers + 1 : 0 };
  if (!isOpen(operation)) return next;
  return { ...next, waitMs: operation.pollAfterMs * (isIdle(next) ? idleFactor : 1) };
}

/** @param isPassing whether it is of use to ask again. */
export function withFailure(before: Watched, failure: string, isPassing: boolean): Watched {
  const { waitMs: _, ...rest } = before;
  return { ...rest, failure, ...(isPassing && { waitMs: afterFailureMs }) };
}

/** After somebody has stopped it here, nobody need wait to see that it stands still. */
export const stopped = (before: Watched, operation: Operation): Watched =>
  withAnswer({ ...before, operation, idleAnswers: operation.isWorkedOnHere ? 0 : enoughIdle }, operation);

/** What could not be read, and is not asked for any more, is asked for once again. */
export const once = (before: Watched): Watched =>
  before.failure !== undefined && before.waitMs === undefined ? { ...before, waitMs: 0 } : before;
