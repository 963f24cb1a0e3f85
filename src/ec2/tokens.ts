/** Tokens of one request rate: who takes one may have to wait for it, and knows at once how long. */

/** A monotonic clock. */
export interface Clock {
  nowMs(): number;
  wait(ms: number): Promise<void>;
}

export const systemClock: Clock = {
  nowMs: () => performance.now(),
  wait: (ms) => new Promise((resolve) => setTimeout(resolve, Math.ceil(ms))),
};

export interface Rate {
  /** The burst: how many calls can be made at once. */
  readonly capacity: number;
  readonly refillPerSecond: number;
}

/** A part of a rate. A bucket without room for a whole token would never give one. @param part above 0. */
export const partOf = ({ capacity, refillPerSecond }: Rate, part: number): Rate => ({
  capacity: Math.max(1, capacity * part),
  refillPerSecond: refillPerSecond * part,
});

/** Where a bucket gets its tokens. */
export interface Tokens {
  /**
   * Takes a token that there may not be yet: later takes wait behind it.
   *
   * @returns the milliseconds until there is one. Negative: it would take so long, which is more than `maxMs`, and nothing was taken.
   */
  take(maxMs: number): number | Promise<number>;
  /** Gives a token back that was taken and not used. */
  giveBack(): void;
  /** Takes all that there are. */
  drain(): void;
  /** How many there are, as far as is known; negative when some are taken that there are not yet. */
  level(): number;
  /** How many there can be: a burst. */
  capacity(): number;
  /** How long one token after the other takes, as things stand. */
  msPerToken(): number;
}

/** Tokens that belong to this process. @param level how many there are at first; default: a full burst. */
export function createTokens({ capacity, refillPerSecond }: Rate, clock: Clock, level = capacity): Tokens {
  let tokens = level;
  let atMs = clock.nowMs();
  const msPerToken = 1_000 / refillPerSecond;

  function refill(): number {
    const nowMs = clock.nowMs();
    tokens = Math.min(capacity, tokens + (nowMs - atMs) / msPerToken);
    atMs = nowMs;
    return tokens;
  }

  return {
    take(maxMs) {
      const missing = 1 - refill();
      // Sums of fractions come out slightly below a whole token.
      const waitMs = missing > 1e-9 ? missing * msPerToken : 0;
      if (waitMs > maxMs) return -waitMs;
      tokens--;
      return waitMs;
    },
    giveBack() {
      tokens = Math.min(capacity, refill() + 1);
    },
    drain() {
      tokens = Math.min(refill(), 0);
    },
    level: refill,
    capacity: () => capacity,
    msPerToken: () => msPerToken,
  };
}
