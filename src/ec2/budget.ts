/** Paces calls to EC2's request rates: a call waits for its turn instead of being throttled by EC2. */
import { actions, type Ec2Action, type RateClass } from './actions.ts';
import { type Bucket, createBucket, maxWaitMs } from './bucket.ts';
import { type Clock, createTokens, partOf, type Rate, systemClock, type Tokens } from './tokens.ts';
import type { CallUsage } from './usage.ts';

/** The token buckets of one account and Region: one per action, and one each for the dry runs of an action and the gateway's own changes. */
export interface Budget {
  /**
   * Waits for a token and takes it. Callers get their tokens in turns, so none of them can starve the others. A dry run first takes one from a bucket of its own, so plans cannot starve changes. So does a change that nobody waits for. The retry of a
   * doubtful change takes one from a reserve, so other calls cannot keep the gateway from finding out its outcome.
   *
   * @throws Ec2Failure `busy` when the wait would be too long; `cancelled` when the signal is aborted.
   */
  take(action: Ec2Action, options: TakeOptions): Promise<void>;
  /** Takes a token for the next `take` of the action. While the token is awaited, more loads can still join the call. */
  prepay(action: Ec2Action, callers: readonly string[]): Promise<void>;
  /** Returns a prepaid token, because its call was not made. */
  giveBack(action: Ec2Action): void;
  /** Empties the action's bucket, because EC2 throttled in spite of the budget: others use the account too. */
  drain(action: Ec2Action): void;
  /** Which share of the action's burst is left: at most 1, and less than 0 when calls wait for tokens. */
  left(action: Ec2Action): number;
}

interface TakeOptions extends Pick<CallUsage, 'callers' | 'signal'> {
  readonly isDryRun?: boolean;
  /** A change that the gateway makes of itself, and nobody waits for. */
  readonly isBackground?: boolean | undefined;
  /** A retry of a change that may have been made. It waits as long as it takes. */
  readonly isDoubtful?: boolean;
}

/** EC2's rates per account, Region and action (EC2 developer guide, "Request throttling for the Amazon EC2 API"). */
const rates: Readonly<Record<RateClass, Rate>> = {
  describe: { capacity: 100, refillPerSecond: 20 },
  // Our decision: AWS publishes no rates of Elastic Load Balancing.
  loadBalancing: { capacity: 40, refillPerSecond: 10 },
  tags: { capacity: 100, refillPerSecond: 10 },
  change: { capacity: 50, refillPerSecond: 5 },
};

/** The gateway's own limit. EC2 counts dry runs as changes, so they take up to this much of the rate of changes. */
const dryRunRate: Rate = { capacity: 10, refillPerSecond: 1 };

/** Retries of doubtful changes: a tenth of EC2's rate, outside the budget's share. */
const reserveOf = ({ refillPerSecond }: Rate): Rate => ({
  capacity: 10,
  refillPerSecond: refillPerSecond / 10,
});

/** Changes that nobody waits for get at most half of the budget's share, so that people always find the other half. */
const backgroundShare = 0.5;

/** What a bucket counts: an action, its dry runs, its changes in the background, or retries of its doubtful changes. */
export type Paced = Ec2Action | `${Ec2Action} ${'dry run' | 'background' | 'doubtful'}`;

/** Called for every token that was taken, with the wait for it. */
export type OnPaced = (paced: Paced, seconds: number) => void;

/** Makes the tokens of one bucket, for all replicas together. */
export type TokensOf = (paced: Paced, rate: Rate) => Tokens;

const own =
  (clock: Clock): TokensOf =>
  (_, rate) =>
    createTokens(rate, clock);

/**
 * @param share of EC2's rates, above 0 and at most 1. The rest is for other users of the account and for uneven network latency.
 * @param tokensOf default: tokens of this process.
 */
export function createBudget(
  share: number,
  onPaced: OnPaced = () => {},
  clock = systemClock,
  tokensOf = own(clock),
): Budget {
  const buckets = new Map<Paced, Bucket>();
  const bucketOf = (paced: Paced, rate: Rate): Bucket => {
    const known = buckets.get(paced);
    if (known !== undefined) return known;
    const bucket = createBucket(tokensOf(paced, rate), clock, (seconds) => onPaced(paced, seconds));
    buckets.set(paced, bucket);
    return bucket;
  };
  const shareOf = (rate: Rate) => partOf(rate, share);
  const rateOf = (action: Ec2Action) => rates[actions[action].rate];
  const halfOf = (action: Ec2Action) => partOf(rateOf(action), share * backgroundShare);
  const ofAction = (action: Ec2Action) => bucketOf(action, shareOf(rateOf(action)));
  return {
    async take(action, { isDryRun = false, isDoubtful = false, isBackground = false, ...waiter }) {
      if (isDoubtful && (await bucketOf(`${action} doubtful`, reserveOf(rateOf(action))).tryTake())) return;
      if (isDryRun) await bucketOf(`${action} dry run`, shareOf(dryRunRate)).take(waiter, maxWaitMs);
      if (isBackground) await bucketOf(`${action} background`, halfOf(action)).take(waiter, maxWaitMs);
      await ofAction(action).take(waiter, isDoubtful ? Number.POSITIVE_INFINITY : maxWaitMs);
    },
    prepay: (action, callers) => ofAction(action).prepay(callers),
    giveBack: (action) => ofAction(action).giveBack(),
    drain: (action) => ofAction(action).drain(),
    left: (action) => ofAction(action).left(),
  };
}

/** For an EC2 without request rates. */
export const unlimited: Budget = {
  take: async () => {},
  prepay: async () => {},
  giveBack: () => {},
  drain: () => {},
  left: () => 1,
};
