/** Group commit: at most one call is under way; whatever is asked for meanwhile is answered by the next one. */
import { setMaxListeners } from 'node:events';
import { type Cost, currentCost, shareCost } from '../cost.ts';
import { busy, Ec2Failure, givenUp, lost } from '../failure.ts';

export interface GroupOptions<Answer> {
  /** Sends when it is this group's turn: what is asked for until then still joins the call. */
  readonly inTurn: (send: () => Promise<void>) => Promise<void>;
  /** How many different keys go into one call. A single ask must not have more. */
  readonly maxKeys: number;
  readonly call: (keys: readonly string[], signal: AbortSignal) => Promise<Answer>;
  /** Told of every call: for how many asks it is. */
  readonly onCall?: (asks: number) => void;
  /** Told when nothing is under way and nobody waits. */
  readonly onIdle?: () => void;
}

export interface Group<Answer> {
  /**
   * Answers with the result of a call that started after this was asked, and whose keys include these.
   *
   * @param signal leaves the group; the call is given up when everybody in it has left.
   * @throws Ec2Failure `busy` when too many wait already.
   */
  ask(keys: readonly string[], signal: AbortSignal): Promise<Answer>;
  readonly waiting: number;
}

interface Member<Answer> {
  readonly keys: readonly string[];
  readonly cost: Cost | undefined;
  readonly askedAtMs: number;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (failure: unknown) => void;
  /** Replaced when the member's call starts. */
  onLeave: () => void;
}

const maxWaiting = 10_000;
/** EC2's latency a few times over: by then a full queue has moved. */
const retryAfterMs = 1_000;

/** No single read takes longer, retries included: a call that drips on would hold up all who wait for the next one. */
const callDeadlineMs = 15_000;

export function createGroup<Answer>({
  inTurn,
  maxKeys,
  call,
  onCall,
  onIdle,
}: GroupOptions<Answer>): Group<Answer> {
  const waiting = new Set<Member<Answer>>();
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
        for (const member of waiting) member.reject(failure);
        waiting.clear();
      }
    }
    isRunning = false;
    onIdle?.();
  }

  function nextMembers(): Member<Answer>[] {
    const keys = new Set<string>();
    const members: Member<Answer>[] = [];
    for (const member of waiting) {
      for (const key of member.keys) keys.add(key);
      if (keys.size > maxKeys) break;
      members.push(member);
      waiting.delete(member);
    }
    return members;
  }

  /** Settles every member. Where one value may have spoilt the call for all, each half is asked for on its own, once. */
  async function answer(members: readonly Member<Answer>[], mayHalve: boolean): Promise<void> {
    const gone = new AbortController();
    // Every read of a shared query listens, and a query may have many.
    setMaxListeners(0, gone.signal);
    let present = members.length;
    const startedAtMs = performance.now();
    for (const member of members) {
      if (member.cost) member.cost.waitedMs += startedAtMs - member.askedAtMs;
      member.onLeave = () => {
        present--;
        if (present === 0) gone.abort();
      };
    }
    const keys = [...new Set(members.flatMap((member) => member.keys))];
    onCall?.(members.length);
    const cutOff = setTimeout(() => gone.abort(), callDeadlineMs).unref();
    try {
      const costs = members.map((member) => member.cost);
      const result = await shareCost(costs, () => call(keys, gone.signal));
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
    ask: (keys, signal) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) {
          if (!isRunning) onIdle?.();
          return reject(givenUp());
        }
        if (waiting.size >= maxWaiting) return reject(busy(retryAfterMs));
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
          cost: currentCost(),
          askedAtMs: performance.now(),
          resolve: settle(resolve),
          reject: settle(reject),
          onLeave: () => {},
        };
        signal.addEventListener('abort', leave, { once: true });
        waiting.add(member);
        if (!isRunning) void run();
      }),
    get waiting() {
      return waiting.size;
    },
  };
}

/** EC2 names the kind of a bad value in its codes; a throttle or a denial is nobody's value. */
function mayBeOneValue(failure: unknown): boolean {
  return failure instanceof Ec2Failure && /^Invalid|Malformed|NotFound|Unknown/.test(failure.awsCode ?? '');
}

/**
 * Two turns of the event loop. In the first, those who have just been answered hear of it; in the second, what they and
 * others ask next is read from the sockets. With nobody there it takes some microseconds.
 */
export async function arrivals(): Promise<void> {
  for (let turn = 0; turn < 2; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
}
