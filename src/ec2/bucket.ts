/** A token bucket whose waiting callers are served in turns. */
import { createFairQueue, type Waiter, waitIn } from '../fairQueue.ts';
import type { Ec2Failure } from './failure.ts';
import { busy, givenUp } from './failures.ts';
import type { Clock, Tokens } from './tokens.ts';

/** A call that would have to wait longer, as things stand when it asks, fails as `busy` instead. */
export const maxWaitMs = 10_000;

/** Who waits for a token, and until when. */
interface Asking {
  readonly callers: readonly string[];
  /** Absent: waits until there is a token. */
  readonly signal?: AbortSignal;
}

/** What is known of a waiter in the queue. */
interface Asked {
  readonly maxMs: number;
  refusal?: Ec2Failure;
}

export type Bucket = ReturnType<typeof createBucket>;

/**
 * A token bucket. Callers get their tokens in turns, and the calls of one caller in order of arrival.
 *
 * One token is taken at a time, for whoever's turn it is when there is one. So processes that share the tokens are served in turns too,
 * however many callers wait in each of them.
 */
export function createBucket(tokens: Tokens, clock: Clock, onPaced: (seconds: number) => void) {
  let prepaid = 0;
  const waiting = createFairQueue<Asked & Waiter>();
  let isServing = false;
  /** Whether a token is taken for the first in the queue. */
  let isReserved = false;

  async function serve(): Promise<void> {
    isServing = true;
    for (let first = waiting.peek(); first !== undefined; first = waiting.peek()) {
      isReserved = true;
      const waitMs = await tokens.take(first.maxMs);
      if (waitMs < 0) refuse(first, -waitMs);
      else {
        if (waitMs > 0) await clock.wait(waitMs);
        const next = waiting.take();
        // Who waited has left.
        if (next === undefined) tokens.giveBack();
        next?.enter();
      }
      isReserved = false;
    }
    isServing = false;
  }

  /** Unless it has left in the meantime. */
  function refuse(asked: Asked & Waiter, waitMs: number): void {
    if (!waiting.delete(asked)) return;
    asked.refusal = busy(waitMs);
    asked.enter();
  }

  async function wait({ callers, signal }: Asking, maxMs: number): Promise<void> {
    if (signal?.aborted) throw givenUp();
    const askedAtMs = clock.nowMs();
    const ahead = Math.min(...callers.map(waiting.ahead));
    const missing = ahead + (isReserved ? 0 : 1) - tokens.level();
    const waitMs = missing * tokens.msPerToken();
    if (waitMs > maxMs) throw busy(waitMs);
    const asked: Asked = { maxMs };
    const isTurn = waitIn(waiting, callers, asked, signal);
    if (!isServing) void serve();
    if (!(await isTurn)) throw givenUp();
    if (asked.refusal !== undefined) throw asked.refusal;
    onPaced((clock.nowMs() - askedAtMs) / 1_000);
  }

  return {
    /** Takes a token if there is one. */
    async tryTake(): Promise<boolean> {
      const isTaken = waiting.size === 0 && (await tokens.take(0)) >= 0;
      if (isTaken) onPaced(0);
      return isTaken;
    },
    async take(asking: Asking, maxMs: number): Promise<void> {
      if (prepaid > 0) prepaid--;
      else await wait(asking, maxMs);
    },
    async prepay(callers: readonly string[]): Promise<void> {
      await wait({ callers }, maxWaitMs);
      prepaid++;
    },
    giveBack(): void {
      // Another call may have used it in the meantime.
      if (prepaid === 0) return;
      prepaid--;
      tokens.giveBack();
    },
    drain: tokens.drain,
    /** Which share of a burst is left: at most 1, and less than 0 when more is waited for than there is. */
    left: () => (tokens.level() - waiting.size) / tokens.capacity(),
  };
}
