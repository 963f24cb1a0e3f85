/** A request in a group: it waits, is in one call or two, and is answered by whichever answers first. */
import { setMaxListeners } from 'node:events';
import { givenUp } from '../failures.ts';
import type { CallUsage } from '../usage.ts';

export interface Member<Answer> {
  readonly keys: readonly string[];
  readonly usage: CallUsage;
  waitsSinceMs: number;
  /** Whether it waits again, although the call that it is in goes on. */
  isRepeated: boolean;
  /** Each call that may answer it, as a function that takes it out of the call. */
  readonly calls: Set<() => void>;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (failure: unknown) => void;
}

/** What becomes of a member. */
interface Ends<Answer> {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (failure: unknown) => void;
  /** Called when it is settled, or has left because its signal was aborted. */
  readonly onEnd: (member: Member<Answer>) => void;
}

/** Creates a member. Once it is settled, it leaves its calls, and settling it again has no effect. */
export function createMember<Answer>(
  keys: readonly string[],
  usage: CallUsage,
  { resolve, reject, onEnd }: Ends<Answer>,
): Member<Answer> {
  const settle =
    <Value>(done: (value: Value) => void) =>
    (value: Value) => {
      usage.signal.removeEventListener('abort', giveUp);
      onEnd(member);
      for (const leave of member.calls) leave();
      member.calls.clear();
      done(value);
    };
  const giveUp = () => member.reject(givenUp());
  const member: Member<Answer> = {
    keys,
    usage,
    waitsSinceMs: performance.now(),
    isRepeated: false,
    calls: new Set(),
    resolve: settle(resolve),
    reject: settle(reject),
  };
  usage.signal.addEventListener('abort', giveUp, { once: true });
  return member;
}

/** The members that wait for a call. */
export interface Party<Answer> {
  /** Aborted when all members have left the call, or its time is up. */
  readonly signal: AbortSignal;
  /** Whether its time is up. */
  isLate(): boolean;
  /** Takes the members out of the call, because it has ended. @returns those that have no answer yet. */
  end(): Member<Answer>[];
}

/**
 * Puts members into a call that starts now. It ends when the time of everybody in it is up.
 *
 * @param deadlineMs when it ends at the latest. Undefined: it has no time limit of its own.
 */
export function startParty<Answer>(
  members: readonly Member<Answer>[],
  deadlineMs: number | undefined,
): Party<Answer> {
  const gone = new AbortController();
  // Every read of a shared query adds a listener, and a query may have many reads.
  setMaxListeners(0, gone.signal);
  let present = members.length;
  const leave = () => {
    present--;
    if (present === 0) gone.abort();
  };
  const startedAtMs = performance.now();
  for (const { usage, waitsSinceMs, calls } of members) {
    usage.cost.waitedMs += startedAtMs - waitsSinceMs;
    calls.add(leave);
  }
  const cutOff = deadlineMs === undefined ? undefined : setTimeout(() => gone.abort(), deadlineMs).unref();
  return {
    signal: gone.signal,
    isLate: () => present > 0 && gone.signal.aborted,
    end() {
      clearTimeout(cutOff);
      return members.filter(({ calls }) => calls.delete(leave));
    },
  };
}
