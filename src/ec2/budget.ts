/** Paces calls to EC2's request rates: a call waits for its turn instead of being throttled by EC2. */
import { actions, type Ec2Action, type RateClass } from './actions.ts';
import { busy } from './failure.ts';

/** A monotonic clock. */
export interface Clock {
  nowMs(): number;
  wait(ms: number): Promise<void>;
}

/** The token buckets of one account and Region: one per action, and one for the dry runs of an action. */
export interface Budget {
  /**
   * Waits for a token and takes it. A dry run first takes one from a bucket of its own, so plans cannot starve changes.
   *
   * @throws Ec2Failure `busy` when the wait would be too long.
   */
  take(action: Ec2Action, isDryRun?: boolean): Promise<void>;
  /** Takes a token for the next `take` of the action. While the token is awaited, more loads can still join the call. */
  prepay(action: Ec2Action): Promise<void>;
  /** Returns a prepaid token, because its call was not made. */
  giveBack(action: Ec2Action): void;
  /** Empties the action's bucket, because EC2 throttled in spite of the budget: others use the account too. */
  drain(action: Ec2Action): void;
}

interface Rate {
  /** The burst: how many calls can be made at once. */
  readonly capacity: number;
  readonly refillPerSecond: number;
}

/** EC2's rates per account, Region and action (EC2 developer guide, "Request throttling for the Amazon EC2 API"). */
const rates: Readonly<Record<RateClass, Rate>> = {
  describe: { capacity: 100, refillPerSecond: 20 },
  tags: { capacity: 100, refillPerSecond: 10 },
  change: { capacity: 50, refillPerSecond: 5 },
};

/** The gateway's own limit. EC2 counts dry runs as changes, so they take up to this much of the rate of changes. */
const dryRunRate: Rate = { capacity: 10, refillPerSecond: 1 };

/** What a bucket counts: an action, or its dry runs. */
export type Paced = Ec2Action | `${Ec2Action} dry run`;

/** A call that would have to wait longer fails as `busy` instead. */
const maxWaitMs = 10_000;

const systemClock: Clock = {
  nowMs: () => performance.now(),
  wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};

/** Called for every token that was taken, with the wait for it. */
export type OnPaced = (paced: Paced, seconds: number) => void;

/** @param share of EC2's rates, above 0 and at most 1. The rest is for other users of the account and for uneven network latency. */
export function createBudget(share: number, onPaced: OnPaced = () => {}, clock = systemClock): Budget {
  const buckets = new Map<Paced, Bucket>();
  const bucketOf = (paced: Paced, { capacity, refillPerSecond }: Rate): Bucket => {
    const known = buckets.get(paced);
    if (known !== undefined) return known;
    // A bucket with a capacity below one would never hold a whole token.
    const rate = { capacity: Math.max(1, capacity * share), refillPerSecond: refillPerSecond * share };
    const bucket = createBucket(rate, clock, (seconds) => onPaced(paced, seconds));
    buckets.set(paced, bucket);
    return bucket;
  };
  const ofAction = (action: Ec2Action) => bucketOf(action, rates[actions[action].rate]);
  return {
    async take(action, isDryRun = false) {
      if (isDryRun) await bucketOf(`${action} dry run`, dryRunRate).take();
      await ofAction(action).take();
    },
    prepay: (action) => ofAction(action).prepay(),
    giveBack: (action) => ofAction(action).giveBack(),
    drain: (action) => ofAction(action).drain(),
  };
}

/** For an EC2 without request rates. */
export const unlimited: Budget = {
  take: async () => {},
  prepay: async () => {},
  giveBack: () => {},
  drain: () => {},
};

type Bucket = ReturnType<typeof createBucket>;

/** A token bucket. Waiting calls get their tokens in order of arrival. */
function createBucket({ capacity, refillPerSecond }: Rate, clock: Clock, onPaced: (seconds: number) => void) {
  let tokens = capacity;
  let prepaid = 0;
  let atMs = clock.nowMs();
  const waiting: (() => void)[] = [];
  const toMs = (count: number) => (count / refillPerSecond) * 1_000;

  function refill(): number {
    const nowMs = clock.nowMs();
    tokens = Math.min(capacity, tokens + ((nowMs - atMs) / 1_000) * refillPerSecond);
    atMs = nowMs;
    return tokens;
  }

  async function serve(): Promise<void> {
    while (waiting.length > 0) {
      const missing = 1 - refill();
      if (missing > 0) {
        await clock.wait(toMs(missing));
      } else {
        tokens--;
        waiting.shift()?.();
      }
    }
  }

  async function wait(): Promise<void> {
    if (waiting.length === 0 && refill() >= 1) {
      tokens--;
      return onPaced(0);
    }
    const askedAtMs = clock.nowMs();
    const waitMs = toMs(waiting.length + 1 - refill());
    if (waitMs > maxWaitMs) throw busy(waitMs);
    await new Promise<void>((resolve) => {
      if (waiting.push(resolve) === 1) void serve();
    });
    onPaced((clock.nowMs() - askedAtMs) / 1_000);
  }

  return {
    async take(): Promise<void> {
      if (prepaid > 0) prepaid--;
      else await wait();
    },
    async prepay(): Promise<void> {
      await wait();
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
