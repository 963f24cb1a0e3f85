/** Group commit: while a call is in flight, requests that arrive share the next call, which begins when the first one ends or is overdue. */
import { createFairQueue } from '../../fairQueue.ts';
import { together, waited } from '../../trace.ts';
import { Ec2Failure } from '../failure.ts';
import { busy, givenUp, lost } from '../failures.ts';
import { type CallUsage, noCost } from '../usage.ts';
import { createMember, type Member, startParty } from './member.ts';
import type { Patience } from './patience.ts';

interface GroupOptions<Answer> {
  /** Calls `send` when it is this group's turn, with the time since which it has waited for a token, if it has. Requests that arrive before then still join the call. */
  readonly inTurn: (send: (tokenSinceMs?: number) => Promise<void>) => Promise<void>;
  /** How long a call may hold up the next one. */
  readonly patience: Patience;
  /** Whether the next call also has the keys of one that is overdue. Whichever answers first is the answer. */
  readonly repeatsOverdue?: boolean;
  /** How long a call may take. Default: as long as those who wait for it. */
  readonly deadlineMs?: number;
  /** How many different keys one call can have. A single request must not have more. */
  readonly maxKeys: number;
  /** @param requests how many requests it answers. */
  readonly call: (keys: readonly string[], usage: CallUsage, requests: number) => Promise<Answer>;
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

/** Of one caller. */
const maxWaiting = 10_000;
/** A few times EC2's latency: by then a full queue has made progress. */
const retryAfterMs = 1_000;

export function createGroup<Answer>({
  inTurn,
  patience,
  repeatsOverdue = false,
  deadlineMs,
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
        await inTurn(async (tokenSinceMs) => {
          const members = nextMembers(maxKeys);
          if (members.length === 0) return;
          let hasFailed = false;
          const attemptFailed = () => {
            hasFailed = true;
          };
          const call = begin(members, tokenSinceMs, attemptFailed);
          const state = await patience.await(call, () => !hasFailed);
          if (state === 'overdue' && repeatsOverdue) members.forEach(repeat);
        });
      } catch (failure) {
        for (const member of nextMembers(Number.POSITIVE_INFINITY)) rejectUnlessInCall(member, failure);
      }
    }
    isRunning = false;
    onIdle?.();
  }

  /** Answers members that no queue has any more: a defect on the way fails them, because nobody else would. */
  async function begin(
    members: readonly Member<Answer>[],
    tokenSinceMs: number | undefined,
    attemptFailed: () => void,
  ): Promise<void> {
    try {
      if (tokenSinceMs !== undefined)
        for (const { usage, waitsSinceMs } of members)
          waited(usage.span, 'waited for a token', Math.max(waitsSinceMs, tokenSinceMs));
      await answer(members, true, attemptFailed);
    } catch (defect) {
      for (const member of members) member.reject(defect);
    }
  }

  function wait(member: Member<Answer>): void {
    for (const caller of member.usage.callers) {
      callers.add(caller);
      waiting.add(member, caller);
    }
  }

  /** Once: if both calls are slow, EC2 is, and would only become slower. */
  function repeat(member: Member<Answer>): void {
    if (member.calls.size === 0 || member.isRepeated) return;
    member.isRepeated = true;
    member.waitsSinceMs = performance.now();
    wait(member);
  }

  /** Another call may still answer it, or it waits for one. */
  function rejectUnlessInCall(member: Member<Answer>, failure: unknown): void {
    if (member.calls.size === 0 && !waiting.has(member)) member.reject(failure);
  }

  /** Takes them out of the queue. @param most how many different keys they may have. */
  function nextMembers(most: number): Member<Answer>[] {
    const keys = new Set<string>();
    const members: Member<Answer>[] = [];
    for (let member = waiting.peek(); member !== undefined; member = waiting.peek()) {
      for (const key of member.keys) keys.add(key);
      if (keys.size > most) break;
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
    const cost = noCost();
    const party = startParty(members, cost, deadlineMs);
    const keys = [...new Set(members.flatMap((member) => member.keys))];
    const sharing = [...new Set(members.flatMap(({ usage }) => usage.callers))];
    onCall?.(members.length);
    const endsAtMs = Math.min(...members.map(({ usage }) => usage.endsAtMs));
    const span = together(members.map(({ usage }) => usage.span));
    const usage = { callers: sharing, signal: party.signal, cost, span, endsAtMs, attemptFailed };
    try {
      const result = await call(keys, usage, members.length).finally(party.pay);
      for (const member of party.end()) member.resolve(result);
    } catch (failure) {
      const unanswered = party.end();
      if (mayHalve && unanswered.length > 1 && mayBeOneValue(failure)) {
        const middle = unanswered.length >> 1;
        await answer(unanswered.slice(0, middle), false, attemptFailed);
        await answer(unanswered.slice(middle), false, attemptFailed);
      } else {
        const reason = party.isLate() ? lost() : failure;
        for (const member of unanswered) rejectUnlessInCall(member, reason);
      }
    }
  }

  return {
    ask: (keys, usage) =>
      new Promise((resolve, reject) => {
        if (usage.signal.aborted) {
          if (!isRunning) onIdle?.();
          return reject(givenUp());
        }
        if (usage.callers.every((caller) => waiting.sizeOf(caller) >= maxWaiting))
          return reject(busy(retryAfterMs));
        const member = createMember(keys, usage, { resolve, reject, onEnd: waiting.delete });
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
