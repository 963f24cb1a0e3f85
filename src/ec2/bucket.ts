/** A token bucket whose waiting callers are served in turns. */
import { createFairQueue, type Waiter, waitIn } from '../fairQueue.ts';
import { busy, givenUp } from './failures.ts';

/** A monotonic clock. */
export interface Clock {
  nowMs(): number;
  wait(ms: number): Promise<void>;
}

export interface Rate {
  /** The burst: how many calls can be made at once. */
  readonly capacity: number;
  readonly refillPerSecond: number;
}

/** A call that would have to wait longer, as things stand when it asks, fails as `busy` instead. */
export const maxWaitMs = 10_000;

/** Who waits for a token, and until when. */
interface Asking {
  readonly callers: readonly string[];
  /** Absent: waits until there is a token. */
  readonly signal?: AbortSignal;
}

export type Bucket = ReturnType<typeof createBucket>;

/** A token bucket. Callers get their tokens in turns, and the calls of one caller in order of arrival. */
export function createBucket(
  { capacity, refillPerSecond }: Rate,
  clock: Clock,
  onPaced: (seconds: number) => void,
) {
  let tokens = capacity;
  let prepaid = 0;
  let atMs = clock.nowMs();
  const waiting = createFairQueue<Waiter>();
  let isServing = false;
  const toMs = (count: number) => (count / refillPerSecond) * 1_000;

  function refill(): number {
    const nowMs = clock.nowMs();
    tokens = Math.min(capacity, tokens + ((nowMs - atMs) / 1_000) * refillPerSecond);
    atMs = nowMs;
    return tokens;
  }

  async function serve(): Promise<void> {
    if (isServing) return;
    isServing = true;
    while (waiting.size > 0) {
      const missing = 1 - refill();
      // Sums of fractions come out slightly below a whole token.
      if (missing > 1e-9) {
        await clock.wait(toMs(missing));
      } else {
        tokens--;
        waiting.take()?.enter();
      }
    }
    isServing = false;
  }

  function tryTake(): boolean {
    if (waiting.size > 0 || refill() < 1) return false;
    tokens--;
    onPaced(0);
    return true;
  }

  async function wait({ callers, signal }: Asking, maxMs: number): Promise<void> {
    if (signal?.aborted) throw givenUp();
    if (tryTake()) return;
    const askedAtMs = clock.nowMs();
    const waitMs = toMs(Math.min(...callers.map(waiting.ahead)) + 1 - refill());
    if (waitMs > maxMs) throw busy(waitMs);
    const isTurn = waitIn(waiting, callers, {}, signal);
    void serve();
    if (!(await isTurn)) throw givenUp();
    onPaced((clock.nowMs() - askedAtMs) / 1_000);
  }

  return {
    tryTake,
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
      tokens = Math.min(capacity, refill() + 1);
    },
    drain(): void {
      tokens = Math.min(refill(), 0);
    },
  };
}
