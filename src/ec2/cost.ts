/** What a request costs at EC2, counted for those who ask; for all others this does nothing. */
import { AsyncLocalStorage } from 'node:async_hooks';

export interface Cost {
  /** EC2 calls that the answer needed, repeated ones included. A call shared with other requests counts in full. */
  calls: number;
  /** Milliseconds that they were held back in all: behind the call before them, and for EC2's request rates. */
  waitedMs: number;
  /** How many of the calls were repetitions of one that failed. */
  retries: number;
}

const current = new AsyncLocalStorage<Cost>();
let measurements = 0;

/** Counts in `cost` whatever `run` causes. */
export async function withCost<Result>(cost: Cost, run: () => Promise<Result>): Promise<Result> {
  measurements++;
  try {
    return await current.run(cost, run);
  } finally {
    measurements--;
    // Node 20 pays for every promise while the storage is on.
    if (measurements === 0) current.disable();
  }
}

/** Where the running request wants its cost counted; undefined: nowhere. */
export function currentCost(): Cost | undefined {
  return measurements === 0 ? undefined : current.getStore();
}

/** Counts what `run` causes in all of `costs`, and not in that of the request that happened to set it off. */
export async function shareCost<Result>(
  costs: readonly (Cost | undefined)[],
  run: () => Promise<Result>,
): Promise<Result> {
  if (measurements === 0) return run();
  const shared: Cost = { calls: 0, waitedMs: 0, retries: 0 };
  try {
    return await current.run(shared, run);
  } finally {
    for (const cost of new Set(costs)) {
      if (cost === undefined) continue;
      cost.calls += shared.calls;
      cost.waitedMs += shared.waitedMs;
      cost.retries += shared.retries;
    }
  }
}
