/** How busy this process is, as Node.js measures it. */
import { constants, PerformanceObserver, performance } from 'node:perf_hooks';
import { getHeapStatistics } from 'node:v8';

export interface Load {
  /** Whether the event loop has had no rest lately, so that what arrives waits for what is already there. */
  isBusy(): boolean;
  /** How much of the event loop's time a request has taken lately, in milliseconds; 0 before the first one has ended. */
  costMs(): number;
  /** To be called when a request has ended. */
  ended(): void;
  /** The share of the heap's limit that was in use after the last full garbage collection, from 0 to 1; 0 when that is long ago. */
  heapShare(): number;
  stop(): void;
}

const everyMs = 100;
/** Longer ago than that, a collection says nothing: a gateway that refuses everything has nothing to collect, and would go on refusing. */
const collectedMs = 2_000;
/**
 * How much of what was measured before still counts after an interval. An event loop that was idle counts as busy after seven of them: a
 * burst that is worked off by then is no overload.
 */
const memory = { busy: 0.7, cost: 0.9 };
const busyShare = 0.9;

export function startLoadWatch(): Load {
  let before = performance.eventLoopUtilization();
  let busy = 0;
  let workMs = 0;
  let requests = 0;
  let heap = { share: 0, atMs: 0 };

  const timer = setInterval(() => {
    const now = performance.eventLoopUtilization();
    const { active, utilization } = performance.eventLoopUtilization(now, before);
    before = now;
    busy = busy * memory.busy + utilization * (1 - memory.busy);
    workMs = workMs * memory.cost + active;
    requests *= memory.cost;
  }, everyMs).unref();

  // Between collections, what is in use is mostly garbage.
  const collections = new PerformanceObserver((list) => {
    if (!list.getEntries().some(isFull)) return;
    const { used_heap_size: used, heap_size_limit: limit } = getHeapStatistics();
    heap = { share: used / limit, atMs: performance.now() };
  });
  collections.observe({ entryTypes: ['gc'] });

  return {
    isBusy: () => busy > busyShare,
    costMs: () => (requests === 0 ? 0 : workMs / requests),
    ended() {
      requests++;
    },
    heapShare: () => (performance.now() - heap.atMs < collectedMs ? heap.share : 0),
    stop() {
      clearInterval(timer);
      collections.disconnect();
    },
  };
}

/** The types of Node.js leave out the details of an entry (Node.js documentation, "Garbage Collection ('gc') Details"). */
const isFull = (entry: object) =>
  (entry as { readonly detail: { readonly kind: number } }).detail.kind ===
  constants.NODE_PERFORMANCE_GC_MAJOR;
