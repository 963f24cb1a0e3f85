/** EC2's request rates, kept by the gateway itself: a call waits for its turn instead of being refused. */
import { busy } from './failure.ts';

/** Monotonic time, and waiting in it. */
export interface Clock {
  nowMs(): number;
  wait(ms: number): Promise<void>;
}

/** The token buckets of one account and Region: one an action, and one for the dry runs of an action. */
export interface Budget {
  /**
   * Waits for a token and takes it; for a dry run one of the action's dry runs before, so that who may only try a change leaves
   * most of the rate to those who make it.
   *
   * @throws Ec2Failure `busy` when that would take too long.
   */
  take(action: string, isDryRun?: boolean): Promise<void>;
  /** As `take`, but lays the token aside for the next `take`: what is to be sent can grow until the token is there. */
  prepay(action: string): Promise<void>;
  /** Undoes a `prepay` whose call was not made after all. */
  giveBack(action: string): void;
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
  /** EC2 counts a dry run as a change; this is how many of them may be one. */
  dryRun: { capacity: 10, refillPerSecond: 1 },
};

const dryRunOf = (action: string) => `${action} dry run`;

/** Who would have to wait longer is told to come back instead. */
const maxWaitMs = 10_000;

const systemClock: Clock = {
  nowMs: () => performance.now(),
  wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};

/** Told of every call that took its turn: how long that was. */
export type OnPaced = (action: string, seconds: number) => void;

/** @param share of EC2's rates, above 0 and at most 1: the rest is for others, and for calls that travel unevenly. */
export function createBudget(share: number, onPaced: OnPaced = () => {}, clock = systemClock): Budget {
  const buckets = new Map<string, Bucket>();
  const bucketOf = (action: string): Bucket => {
    const known = buckets.get(action);
    if (known !== undefined) return known;
    const { capacity, refillPerSecond } = rates[classOf(action)];
    // A bucket without room for a whole token would never give one.
    const rate = { capacity: Math.max(1, capacity * share), refillPerSecond: refillPerSecond * share };
    const bucket = createBucket(rate, clock, (seconds) => onPaced(action, seconds));
    buckets.set(action, bucket);
    return bucket;
  };
  return {
    async take(action, isDryRun = false) {
      if (isDryRun) await bucketOf(dryRunOf(action)).take();
      await bucketOf(action).take();
    },
    prepay: (action) => bucketOf(action).prepay(),
    giveBack: (action) => bucketOf(action).giveBack(),
    drain: (action) => bucketOf(action).drain(),
  };
}

/** For an EC2 that limits nothing. */
export const unlimited: Budget = {
  take: async () => {},
  prepay: async () => {},
  giveBack: () => {},
  drain: () => {},
};

function classOf(action: string): keyof typeof rates {
  if (action.endsWith(dryRunOf(''))) return 'dryRun';
  if (action === 'CreateTags' || action === 'DeleteTags') return 'tags';
  return action.startsWith('Describe') ? 'describe' : 'change';
}

type Bucket = ReturnType<typeof createBucket>;

/** Serves those who wait in the order they came. */
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
      // Somebody else may have used it meanwhile.
      if (prepaid === 0) return;
      prepaid--;
      tokens = Math.min(capacity, refill() + 1);
    },
    drain(): void {
      tokens = Math.min(refill(), 0);
    },
  };
}
