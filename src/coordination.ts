/** What several replicas agree on: whose turn it is to change a resource, and to call EC2. With a store, or without one. */
import type { Config } from './config/config.ts';
import { createBudget, type Paced, type TokensOf } from './ec2/budget.ts';
import { createLeasedMutex, createLonelyMutex } from './ec2/changes/leasedMutex.ts';
import { createMutex, type Mutex } from './ec2/changes/mutex.ts';
import { createRecent } from './ec2/changes/recent.ts';
import type { Place, SharedPartsOf } from './ec2/scope.ts';
import { createSharedTokens } from './ec2/sharedTokens.ts';
import { createTokens, partOf, systemClock } from './ec2/tokens.ts';
import type { Logger } from './log.ts';
import type { Store, StoreObserver } from './store/store.ts';

export interface Coordination {
  readonly mutex: Mutex;
  readonly sharedOf: SharedPartsOf;
  /** Absent: there is no store. */
  readonly store?: Pick<Store, 'isUp' | 'replicas' | 'leases'>;
}

/** A file of its own, so that a gateway without a store does not load the client of Redis. */
const loadStore = () => import('./store/store.ts');

interface Surroundings {
  readonly watcher: StoreObserver & {
    /** Called for every token that was taken, with the wait for it. */
    readonly paced: (paced: Paced, seconds: number, place: Place) => void;
  };
  readonly log: Logger;
  /** Called in order at the end. */
  readonly stops: (() => Promise<void>)[];
}

/** Connects to the store of the settings, if they have one. */
export async function openCoordination(
  config: Config,
  { watcher, log, stops }: Surroundings,
): Promise<Coordination> {
  const { ec2BudgetShare: share, redisUrl, replicas } = config;
  const budgetOf = (place: Place, tokensOf: TokensOf) => {
    const onPaced = (paced: Paced, seconds: number) => watcher.paced(paced, seconds, place);
    return share === undefined ? undefined : createBudget(share, onPaced, systemClock, tokensOf);
  };
  const local = createMutex();
  if (redisUrl === undefined) {
    const tokensOf: TokensOf = (_, rate) => createTokens(partOf(rate, 1 / replicas), systemClock);
    const mutex = replicas > 1 ? createLonelyMutex(local, replicas) : local;
    return { mutex, sharedOf: (place) => ({ budget: budgetOf(place, tokensOf), recent: createRecent() }) };
  }
  const { startStore } = await loadStore();
  const store = await startStore({ ...config, redisUrl }, watcher, log);
  stops.push(store.stop);
  const most = () => Math.max(replicas, store.replicas());
  const sharedOf: SharedPartsOf = (place) => ({
    budget: budgetOf(place, (paced, rate) =>
      createSharedTokens(store.bucketOf(place, paced), rate, systemClock, most),
    ),
    recent: createRecent(undefined, store.newsOf(place)),
  });
  return { mutex: createLeasedMutex(local, store.leases), sharedOf, store };
}

/** Asks the store once. @returns false if the settings have none. @throws Error that says why it does not answer. */
export async function pingStore(config: Config, withinMs: number): Promise<boolean> {
  const { redisUrl } = config;
  if (redisUrl === undefined) return false;
  const { ping } = await loadStore();
  await ping({ ...config, redisUrl }, withinMs);
  return true;
}
