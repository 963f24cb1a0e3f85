/** The metrics of the replicas: the store that they share, their leases, and how many there are. */
import type { Instruments } from './instruments.ts';

interface StoreReading {
  isUp(): boolean;
  replicas(): number;
}

export function replicaMetrics({ counter, histogram, show }: Instruments) {
  const calls = histogram(
    'store_call_seconds',
    'Calls of the store, by result: ok, failed, or timeout.',
    ['result'],
    [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25],
  );
  const leases = counter(
    'leases_total',
    'Leases on resources, by result: held, taken by another replica, unavailable, or lost before their end.',
    ['result'],
  );
  return {
    storeCalled: (result: string, seconds: number) => calls.observe({ result }, seconds),
    leased: (result: string) => leases.inc({ result }),

    watchStore(store: StoreReading): void {
      show('store_up', '1 while the store of the replicas answers, otherwise 0.', () => Number(store.isUp()));
      show('replicas_seen', 'Replicas that were there when the store answered last.', store.replicas);
    },

    /** @param replicas how many there are at most, as the settings say. */
    watchReplicas: (replicas: number) =>
      show('replicas_configured', 'How many replicas there are at most, as REPLICAS says.', () => replicas),
  };
}
