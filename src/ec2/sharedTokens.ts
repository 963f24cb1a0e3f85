/** Tokens that several replicas share, and what each of them uses instead while they cannot. */
import { type Clock, createTokens, partOf, type Rate, type Tokens } from './tokens.ts';

/** One bucket in the store. None of its functions throws. */
export interface SharedBucket {
  /**
   * Takes tokens like `Tokens.take`, in one round trip.
   *
   * @param isDrained whether to take all that there are first.
   * @returns undefined when the store does not answer. A token that it takes later is given back.
   */
  take(rate: Rate, options: { maxMs: number; isDrained: boolean }): Promise<SharedTake | undefined>;
  giveBack(rate: Rate): void;
  drain(rate: Rate): void;
}

interface SharedTake {
  /** As `Tokens.take` returns it. */
  readonly waitMs: number;
  /** How many tokens are left; negative when some are taken that there are not yet. */
  readonly level: number;
}

/**
 * Creates tokens that are taken from the store. While it does not answer, each replica takes its part of the rate from tokens of its own.
 *
 * @param replicas how many replicas there may be now.
 */
export function createSharedTokens(
  bucket: SharedBucket,
  rate: Rate,
  clock: Clock,
  replicas: () => number,
): Tokens {
  const shortestMs = 1_000 / rate.refillPerSecond;
  /** Tokens of this process, while the store does not answer. */
  let own: Tokens | undefined;
  let known = { level: rate.capacity, atMs: clock.nowMs() };
  let msPerToken = shortestMs;
  let dueAtMs = clock.nowMs();

  function learn({ waitMs, level }: SharedTake): number {
    own = undefined;
    const nowMs = clock.nowMs();
    known = { level, atMs: nowMs };
    if (waitMs < 0) return waitMs;
    // Others take tokens in between. After a pause this says nothing, so it is bounded.
    const sinceLastMs = nowMs + waitMs - dueAtMs;
    msPerToken = Math.min(Math.max(sinceLastMs, shortestMs), shortestMs * Math.max(1, replicas()));
    dueAtMs = nowMs + waitMs;
    return waitMs;
  }

  function level(): number {
    if (own !== undefined) return own.level();
    const sinceMs = clock.nowMs() - known.atMs;
    return Math.min(rate.capacity, known.level + sinceMs / shortestMs);
  }

  /** It begins with one token: what others have left of EC2's is not known, but nobody should have to wait because of the change-over. */
  function ownTokens(): Tokens {
    own ??= createTokens(partOf(rate, 1 / Math.max(1, replicas())), clock, 1);
    return own;
  }

  return {
    async take(maxMs) {
      // What was taken here meanwhile is missing at EC2 and not in the store.
      const taken = await bucket.take(rate, { maxMs, isDrained: own !== undefined });
      return taken === undefined ? ownTokens().take(maxMs) : learn(taken);
    },
    giveBack: () => (own === undefined ? bucket.giveBack(rate) : own.giveBack()),
    drain() {
      if (own !== undefined) return own.drain();
      bucket.drain(rate);
      // The next take learns it from the store, but nothing may be begun until then because of tokens that are gone.
      known = { level: Math.min(level(), 0), atMs: clock.nowMs() };
    },
    level,
    capacity: () => own?.capacity() ?? rate.capacity,
    msPerToken: () => own?.msPerToken() ?? msPerToken,
  };
}
