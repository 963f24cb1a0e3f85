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
  /** The share of the heap's limit that was in use after the last full garbage collection, from 0 to 1. */
  heapShare(): number;
  stop(): void;
}

const everyMs = 100;
/** How much of the time before counts, in each interval: what was half a second ago counts a third. */
const memory = 0.8;
const busyShare = 0.9;

export function startLoadWatch(): Load {
  let before = performance.eventLoopUtilization();
  let busyMs = 0;
  let passedMs = 0;
  let requests = 0;
  let heapShare = 0;

  const timer = setInterval(() => {
    const now = performance.eventLoopUtilization();
    const { active, idle } = performance.eventLoopUtilization(now, before);
    before = now;
    busyMs = busyMs * memory + active;
    passedMs = passedMs * memory + active + idle;
    requests *= memory;
  }, everyMs).unref();

  // Between collections, what is in use is mostly garbage.
  const collections = new PerformanceObserver((list) => {
    if (!list.getEntries().some(isFull)) return;
    const { used_heap_size: used, heap_size_limit: limit } = getHeapStatistics();
    heapShare = used / limit;
  });
  collections.observe({ entryTypes: ['gc'] });

  return {
    isBusy: () => passedMs > 0 && busyMs > busyShare * passedMs,
    costMs: () => (requests === 0 ? 0 : busyMs / requests),
    ended() {
      requests++;
    },
    heapShare: () => heapShare,
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
