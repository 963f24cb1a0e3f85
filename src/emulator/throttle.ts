/**
 * EC2's request throttling: token buckets per account, Region and action [EC2 developer guide, "ec2-api-throttling"].
 */

/** Allows `capacity` requests at once, and `refillPerSecond` in the long run. */
interface Bucket {
  capacity: number;
  refillPerSecond: number;
}

/** The bucket of each class of action. */
export interface ThrottleRates {
  describe: Bucket;
  /** DescribeInstances and DescribeNetworkInterfaces with neither filters nor MaxResults. */
  unfiltered: Bucket;
  mutate: Bucket;
  tags: Bucket;
}

const ec2Rates: ThrottleRates = {
  describe: { capacity: 100, refillPerSecond: 20 },
  unfiltered: { capacity: 50, refillPerSecond: 10 },
  mutate: { capacity: 50, refillPerSecond: 5 },
  tags: { capacity: 100, refillPerSecond: 10 },
};

const costlyUnfiltered = ['DescribeInstances', 'DescribeNetworkInterfaces'];
const tagging = ['CreateTags', 'DeleteTags'];

function rateClass(action: string, parameters: ReadonlyMap<string, string>): keyof ThrottleRates {
  if (tagging.includes(action)) return 'tags';
  if (!action.startsWith('Describe')) return 'mutate';
  const narrowed = [...parameters.keys()].some((name) => name === 'MaxResults' || name.startsWith('Filter.'));
  return costlyUnfiltered.includes(action) && !narrowed ? 'unfiltered' : 'describe';
}

/** The buckets of all callers. */
export class Throttle {
  readonly #buckets = new Map<string, { tokens: number; at: number }>();
  readonly #rates: ThrottleRates;

  constructor(rates: Partial<ThrottleRates> = {}) {
    this.#rates = { ...ec2Rates, ...rates };
  }

  /** Fills all buckets. */
  clear(): void {
    this.#buckets.clear();
  }

  /**
   * Takes a token; returns false if there is none. `owner` is the account, the Region and the service; `nowMs` is
   * milliseconds since 1970.
   */
  admit(owner: string, action: string, parameters: ReadonlyMap<string, string>, nowMs: number): boolean {
    const name = rateClass(action, parameters);
    const { capacity, refillPerSecond } = this.#rates[name];
    const key = `${owner}/${action}/${name}`;
    const bucket = this.#buckets.get(key) ?? { tokens: capacity, at: nowMs };
    const refilled = bucket.tokens + (Math.max(0, nowMs - bucket.at) / 1000) * refillPerSecond;
    const tokens = Math.min(capacity, refilled);
    const admitted = tokens >= 1;
    this.#buckets.set(key, { tokens: admitted ? tokens - 1 : tokens, at: nowMs });
    return admitted;
  }
}
