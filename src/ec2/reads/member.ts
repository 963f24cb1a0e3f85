/** A request in a group: it waits, is in one call or two, and is answered by whichever answers first. */
import { setMaxListeners } from 'node:events';
import { waited } from '../../trace.ts';
import { givenUp } from '../failures.ts';
import { addCost, type CallUsage, type Cost } from '../usage.ts';

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
  /** Adds the cost of the call to those of its members. A usage with several members in it pays once. */
  pay(): void;
  /** Takes the members out of the call, because it has ended. @returns those that have no answer yet. */
  end(): Member<Answer>[];
}

/**
 * Puts members into a call that starts now. It ends when the time of everybody in it is up.
 *
 * @param cost of the call. Who leaves before it ends is answered then, and pays what it has cost so far.
 * @param deadlineMs when it ends at the latest. Undefined: it has no time limit of its own.
 */
export function startParty<Answer>(
  members: readonly Member<Answer>[],
  cost: Cost,
  deadlineMs: number | undefined,
): Party<Answer> {
  const gone = new AbortController();
  // Every read of a shared query adds a listener, and a query may have many reads.
  setMaxListeners(0, gone.signal);
  const leaving = new Map<Member<Answer>, () => void>();
  const unpaid = new Set(members.map(({ usage }) => usage.cost));
  const pay = (total: Cost) => {
    if (unpaid.delete(total)) addCost(total, cost);
  };
  const startedAtMs = performance.now();
  for (const member of members) {
    const { usage, waitsSinceMs, calls } = member;
    usage.cost.waitedMs += startedAtMs - waitsSinceMs;
    waited(usage.span, 'waited for its call', waitsSinceMs);
    const leave = () => {
      leaving.delete(member);
      // What the call itself waits for is cancelled, and adds to its cost.
      if (leaving.size === 0) gone.abort();
      pay(usage.cost);
    };
    leaving.set(member, leave);
    calls.add(leave);
  }
  const cutOff = deadlineMs === undefined ? undefined : setTimeout(() => gone.abort(), deadlineMs).unref();
  return {
    signal: gone.signal,
    isLate: () => leaving.size > 0 && gone.signal.aborted,
    pay: () => unpaid.forEach(pay),
    end() {
      clearTimeout(cutOff);
      const unanswered = [...leaving.keys()];
      for (const [{ calls }, leave] of leaving) calls.delete(leave);
      return unanswered;
    },
  };
}
