/** Group commit: while a call is in flight, requests that arrive share the next call, which begins when the first one ends or is overdue. */
import { setMaxListeners } from 'node:events';
import { createFairQueue } from '../../fairQueue.ts';
import { Ec2Failure } from '../failure.ts';
import { busy, givenUp, lost } from '../failures.ts';
import { addCost, type CallUsage, noCost } from '../usage.ts';
import type { Patience } from './patience.ts';

interface GroupOptions<Answer> {
  /** Calls `send` when it is this group's turn. Requests that arrive before then still join the call. */
  readonly inTurn: (send: () => Promise<void>) => Promise<void>;
  /** How long a call may hold up the next one. */
  readonly patience: Patience;
  /** Whether the next call also has the keys of one that is overdue. Whichever answers first is the answer. */
  readonly repeatsOverdue?: boolean;
  /** How many different keys one call can have. A single request must not have more. */
  readonly maxKeys: number;
  readonly call: (keys: readonly string[], usage: CallUsage) => Promise<Answer>;
  /** Called before every call with the number of requests that it answers. */
  readonly onCall?: (requests: number) => void;
  /** Called when nothing waits, and nothing is in flight that is not overdue. */
  readonly onIdle?: () => void;
}

export interface Group<Answer> {
  /**
   * Answers with the result of a call that started after this request, and whose keys include these. If one call cannot have all keys
   * that wait, callers are served in turns.
   *
   * @param usage when its signal is aborted, the request leaves the group; the call is cancelled when all of them have left. The
   * whole cost of the call is added to every usage in it.
   * @throws Ec2Failure `busy` when too many requests of these callers are waiting.
   */
  ask(keys: readonly string[], usage: CallUsage): Promise<Answer>;
  readonly waiting: number;
  /** Who has asked for the next call, for the queues in which the group itself waits for its turn. */
  readonly callers: readonly string[];
}

interface Member<Answer> {
  readonly keys: readonly string[];
  readonly usage: CallUsage;
  waitsSinceMs: number;
  isRepeated: boolean;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (failure: unknown) => void;
  /** The calls that may answer it, each as a function that takes the member out of the call. */
  readonly leaves: Set<() => void>;
}

/** Of one caller. */
const maxWaiting = 10_000;
/** A few times EC2's latency: by then a full queue has made progress. */
const retryAfterMs = 1_000;

/** The time limit of a single read, retries included. It also ends when the time of everybody in it is up. */
const callDeadlineMs = 15_000;

export function createGroup<Answer>({
  inTurn,
  patience,
  repeatsOverdue = false,
  maxKeys,
  call,
  onCall,
  onIdle,
}: GroupOptions<Answer>): Group<Answer> {
  const waiting = createFairQueue<Member<Answer>>();
  /** Who has asked for the next call, even if they have left: the group's own turn must not depend on who is left. */
  let callers = new Set<string>();
  let isRunning = false;

  async function run(): Promise<void> {
    isRunning = true;
    while (waiting.size > 0) {
      try {
        await inTurn(async () => {
          const members = nextMembers();
          if (members.length === 0) return;
          let hasFailed = false;
          const attemptFailed = () => {
            hasFailed = true;
          };
          const state = await patience.await(answer(members, true, attemptFailed), () => !hasFailed);
          if (state === 'overdue' && repeatsOverdue) members.forEach(repeat);
        });
      } catch (failure) {
        for (let member = waiting.take(); member !== undefined; member = waiting.take())
          member.reject(failure);
      }
    }
    isRunning = false;
    onIdle?.();
  }

  function wait(member: Member<Answer>): void {
    member.waitsSinceMs = performance.now();
    for (const caller of member.usage.callers) {
      callers.add(caller);
      waiting.add(member, caller);
    }
  }

  /** Once: if both calls are slow, EC2 is, and would only become slower. */
  function repeat(member: Member<Answer>): void {
    if (member.leaves.size === 0 || member.isRepeated) return;
    member.isRepeated = true;
    wait(member);
  }

  function nextMembers(): Member<Answer>[] {
    const keys = new Set<string>();
    const members: Member<Answer>[] = [];
    for (let member = waiting.peek(); member !== undefined; member = waiting.peek()) {
      for (const key of member.keys) keys.add(key);
      if (keys.size > maxKeys) break;
      members.push(member);
      waiting.take();
    }
    callers = new Set(waiting.keys);
    return members;
  }

  /** Settles every member. If one bad value may have failed the batch, retries each half once. */
  async function answer(
    members: readonly Member<Answer>[],
    mayHalve: boolean,
    attemptFailed: () => void,
  ): Promise<void> {
    const gone = new AbortController();
    // Every read of a shared query adds a listener, and a query may have many reads.
    setMaxListeners(0, gone.signal);
    let present = members.length;
    const startedAtMs = performance.now();
    const leave = () => {
      present--;
      if (present === 0) gone.abort();
    };
    for (const member of members) {
      member.usage.cost.waitedMs += startedAtMs - member.waitsSinceMs;
      member.leaves.add(leave);
    }
    const keys = [...new Set(members.flatMap((member) => member.keys))];
    const sharing = [...new Set(members.flatMap(({ usage }) => usage.callers))];
    onCall?.(members.length);
    const cutOff = setTimeout(() => gone.abort(), callDeadlineMs).unref();
    const cost = noCost();
    // A usage with several requests in one call pays for it once.
    const share = () => {
      for (const total of new Set(members.map(({ usage }) => usage.cost))) addCost(total, cost);
    };
    try {
      const result = await call(keys, { callers: sharing, signal: gone.signal, cost, attemptFailed }).finally(
        share,
      );
      for (const member of endOf(members, leave)) member.resolve(result);
    } catch (failure) {
      const unanswered = endOf(members, leave);
      if (mayHalve && unanswered.length > 1 && mayBeOneValue(failure)) {
        const middle = unanswered.length >> 1;
        await answer(unanswered.slice(0, middle), false, attemptFailed);
        await answer(unanswered.slice(middle), false, attemptFailed);
      } else {
        const reason = present > 0 && gone.signal.aborted ? lost() : failure;
        for (const member of unanswered)
          if (member.leaves.size === 0 && !waiting.has(member)) member.reject(reason);
      }
    } finally {
      clearTimeout(cutOff);
    }
  }

  return {
    ask: (keys, usage) =>
      new Promise((resolve, reject) => {
        const { signal } = usage;
        if (signal.aborted) {
          if (!isRunning) onIdle?.();
          return reject(givenUp());
        }
        if (usage.callers.every((caller) => waiting.sizeOf(caller) >= maxWaiting))
          return reject(busy(retryAfterMs));
        const settle =
          <Value>(done: (value: Value) => void) =>
          (value: Value) => {
            signal.removeEventListener('abort', giveUp);
            waiting.delete(member);
            for (const leave of member.leaves) leave();
            member.leaves.clear();
            done(value);
          };
        const giveUp = () => member.reject(givenUp());
        const member: Member<Answer> = {
          keys,
          usage,
          waitsSinceMs: 0,
          isRepeated: false,
          resolve: settle(resolve),
          reject: settle(reject),
          leaves: new Set(),
        };
        signal.addEventListener('abort', giveUp, { once: true });
        wait(member);
        if (!isRunning) void run();
      }),
    get waiting() {
      return waiting.size;
    },
    get callers() {
      return [...callers];
    },
  };
}

/** Takes the members out of a call that has ended. @returns those that have no answer yet. */
function endOf<Answer>(members: readonly Member<Answer>[], leave: () => void): Member<Answer>[] {
  return members.filter((member) => member.leaves.delete(leave));
}

/** Whether one bad value may have caused the failure, by EC2's error code. Throttles and denials do not depend on a value. */
function mayBeOneValue(failure: unknown): boolean {
  return failure instanceof Ec2Failure && /^Invalid|Malformed|NotFound|Unknown/.test(failure.awsCode ?? '');
}

/**
 * Waits two turns of the event loop. In the first, the answers of the last call are delivered; in the second, the clients' next requests
 * are read from their sockets. Without traffic this takes a few microseconds.
 */
export async function arrivals(): Promise<void> {
  for (let turn = 0; turn < 2; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
}
