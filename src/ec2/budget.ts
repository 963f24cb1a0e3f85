/** EC2's request rates, kept by the gateway itself: a call waits for its turn instead of being refused. */
import { busy } from './failure.ts';

/** Monotonic time, and waiting in it. */
export interface Clock {
  nowMs(): number;
  wait(ms: number): Promise<void>;
}

/** The token buckets of one account and Region, one an action. */
export interface Budget {
  /** Waits for a token and takes it. @throws Ec2Failure `busy` when that would take too long. */
  take(action: string): Promise<void>;
  /** As `take`, but lays the token aside for the next `take`: what is to be sent can grow until the token is there. */
  prepay(action: string): Promise<void>;
  /** EC2 refused in spite of the budget, so others use the account too: what was saved up is gone. */
  drain(action: string): void;
}

interface Rate {
  /** Calls at once. */
  readonly capacity: number;
  readonly refillPerSecond: number;
}

/** Per account, Region and action (EC2 developer guide, "Request throttling for the Amazon EC2 API"). */
const rates = {
  describe: { capacity: 100, refillPerSecond: 20 },
  tags: { capacity: 100, refillPerSecond: 10 },
  change: { capacity: 50, refillPerSecond: 5 },
};

/** Who would have to wait longer is told to come back instead. */
const maxWaitMs = 10_000;

export const systemClock: Clock = {
  nowMs: () => performance.now(),
  wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};

/** @param share of EC2's rates, above 0 and at most 1: the rest is for others, and for calls that travel unevenly. */
export function createBudget(share: number, clock = systemClock): Budget {
  const buckets = new Map<string, Bucket>();
  const bucketOf = (action: string): Bucket => {
    const known = buckets.get(action);
    if (known !== undefined) return known;
    const { capacity, refillPerSecond } = rates[classOf(action)];
    const rate = { capacity: capacity * share, refillPerSecond: refillPerSecond * share };
    const bucket = createBucket(rate, clock);
    buckets.set(action, bucket);
    return bucket;
  };
  return {
    take: (action) => bucketOf(action).take(),
    prepay: (action) => bucketOf(action).prepay(),
    drain: (action) => bucketOf(action).drain(),
  };
}

/** For an EC2 that limits nothing. */
export const unlimited: Budget = { take: async () => {}, prepay: async () => {}, drain: () => {} };

function classOf(action: string): keyof typeof rates {
  if (action === 'CreateTags' || action === 'DeleteTags') return 'tags';
  return action.startsWith('Describe') ? 'describe' : 'change';
}

type Bucket = ReturnType<typeof createBucket>;

/** Serves those who wait in the order they came. */
function createBucket({ capacity, refillPerSecond }: Rate, clock: Clock) {
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
      return;
    }
    const waitMs = toMs(waiting.length + 1 - refill());
    if (waitMs > maxWaitMs) throw busy(waitMs);
    await new Promise<void>((resolve) => {
      if (waiting.push(resolve) === 1) void serve();
    });
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
    drain(): void {
      tokens = Math.min(refill(), 0);
    },
  };
}
