/** Group commit: at most one call is in flight, and requests that arrive meanwhile share the next call. */
import { setMaxListeners } from 'node:events';
import { createFairQueue } from '../../fairQueue.ts';
import { Ec2Failure } from '../failure.ts';
import { busy, givenUp, lost } from '../failures.ts';
import { addCost, type CallUsage, noCost } from '../usage.ts';

interface GroupOptions<Answer> {
  /** Calls `send` when it is this group's turn. Requests that arrive before then still join the call. */
  readonly inTurn: (send: () => Promise<void>) => Promise<void>;
  /** How many different keys one call can have. A single request must not have more. */
  readonly maxKeys: number;
  readonly call: (keys: readonly string[], usage: CallUsage) => Promise<Answer>;
  /** Called before every call with the number of requests that it answers. */
  readonly onCall?: (requests: number) => void;
  /** Called when nothing is in flight and nothing waits. */
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
  readonly arrivedAtMs: number;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (failure: unknown) => void;
  /** Replaced when the member's call starts. */
  onLeave: () => void;
}

/** Of one caller. */
const maxWaiting = 10_000;
/** A few times EC2's latency: by then a full queue has made progress. */
const retryAfterMs = 1_000;

/** The time limit of a single read, retries included: a call that never ends would block all requests behind it. */
const callDeadlineMs = 15_000;

export function createGroup<Answer>({
  inTurn,
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
          if (members.length > 0) await answer(members, true);
        });
      } catch (failure) {
        for (let member = waiting.take(); member !== undefined; member = waiting.take())
          member.reject(failure);
      }
    }
    isRunning = false;
    onIdle?.();
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
  async function answer(members: readonly Member<Answer>[], mayHalve: boolean): Promise<void> {
    const gone = new AbortController();
    // Every read of a shared query adds a listener, and a query may have many reads.
    setMaxListeners(0, gone.signal);
    let present = members.length;
    const startedAtMs = performance.now();
    for (const member of members) {
      member.usage.cost.waitedMs += startedAtMs - member.arrivedAtMs;
      member.onLeave = () => {
        present--;
        if (present === 0) gone.abort();
      };
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
      const result = await call(keys, { callers: sharing, signal: gone.signal, cost }).finally(share);
      for (const member of members) member.resolve(result);
    } catch (failure) {
      if (mayHalve && members.length > 1 && mayBeOneValue(failure)) {
        const middle = members.length >> 1;
        await answer(members.slice(0, middle), false);
        await answer(members.slice(middle), false);
      } else {
        for (const member of members) member.reject(present > 0 && gone.signal.aborted ? lost() : failure);
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
        const leave = () => {
          waiting.delete(member);
          member.onLeave();
          reject(givenUp());
        };
        const settle =
          <Value>(done: (value: Value) => void) =>
          (value: Value) => {
            signal.removeEventListener('abort', leave);
            done(value);
          };
        const member: Member<Answer> = {
          keys,
          usage,
          arrivedAtMs: performance.now(),
          resolve: settle(resolve),
          reject: settle(reject),
          onLeave: () => {},
        };
        signal.addEventListener('abort', leave, { once: true });
        for (const caller of usage.callers) {
          callers.add(caller);
          waiting.add(member, caller);
        }
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
