/** Time that passes only when nothing is left to do: timers ring in order, without waiting. */

const settled = globalThis.setImmediate;

/** Alarms, the next one first: a binary heap by time, and by order for equal times. */
function createAlarms() {
  const heap: { atMs: number; order: number; ring: () => void }[] = [];
  let count = 0;
  const isBefore = (one: number, other: number) => {
    const [left, right] = [heap[one], heap[other]];
    if (left === undefined || right === undefined) return left !== undefined;
    return left.atMs < right.atMs || (left.atMs === right.atMs && left.order < right.order);
  };
  const swap = (one: number, other: number) => {
    const [left, right] = [heap[one], heap[other]];
    if (left === undefined || right === undefined) return;
    heap[one] = right;
    heap[other] = left;
  };
  return {
    add(atMs: number, ring: () => void) {
      let at = heap.push({ atMs, order: count++, ring }) - 1;
      for (let above = (at - 1) >> 1; at > 0 && isBefore(at, above); above = (at - 1) >> 1) {
        swap(at, above);
        at = above;
      }
    },
    next() {
      swap(0, heap.length - 1);
      const first = heap.pop();
      for (let at = 0; ; ) {
        const below = isBefore(2 * at + 2, 2 * at + 1) ? 2 * at + 2 : 2 * at + 1;
        if (below >= heap.length || !isBefore(below, at)) return first;
        swap(at, below);
        at = below;
      }
    },
  };
}

/**
 * Replaces the clock and the timers of this process by virtual ones.
 *
 * @param turnMs how long `setImmediate` takes.
 */
export function startVirtualTime(turnMs: number) {
  const alarms = createAlarms();
  let nowMs = 0;
  /** What each processor has taken, together: the idle time of this process is their mean. */
  let busyMs = 0;
  let processors = 0;
  /** When the last of them has nothing to do any more. */
  let freeAtMs = 0;

  function startTimer(ring: () => void, ms: number, isRepeated: boolean) {
    let isOn = true;
    const start = () =>
      alarms.add(nowMs + ms, () => {
        if (!isOn) return;
        if (isRepeated) start();
        ring();
      });
    start();
    const timer = { unref: () => timer, stop: () => (isOn = false) };
    return timer;
  }
  const stop = (timer?: { stop(): void }) => timer?.stop();
  const wait = (ms: number) => new Promise<void>((resolve) => alarms.add(nowMs + ms, resolve));

  Object.assign(globalThis, {
    setTimeout: (ring: () => void, ms = 1) => startTimer(ring, Math.max(1, ms), false),
    setInterval: (ring: () => void, ms: number) => startTimer(ring, Math.max(1, ms), true),
    // What the processor has to do already comes first.
    setImmediate: (ring: () => void) => alarms.add(Math.max(nowMs, freeAtMs) + turnMs, ring),
    clearTimeout: stop,
    clearInterval: stop,
  });
  performance.now = () => nowMs;
  performance.eventLoopUtilization = (before) => ({
    idle: nowMs - busyMs / Math.max(1, processors) - (before?.idle ?? 0),
    active: busyMs,
    utilization: 0,
  });

  return {
    wait,
    /** @returns a function that takes the processor for some milliseconds, after what it has to do already. */
    createProcessor() {
      let isFreeAtMs = 0;
      processors++;
      return (ms: number) => {
        isFreeAtMs = Math.max(nowMs, isFreeAtMs) + ms;
        freeAtMs = Math.max(freeAtMs, isFreeAtMs);
        busyMs += ms;
        return wait(isFreeAtMs - nowMs);
      };
    },
    /** Lets time pass until the promise has settled. */
    async run(until: Promise<unknown>) {
      let isOver = false;
      void until.finally(() => {
        isOver = true;
      });
      while (!isOver) {
        // Until all promise callbacks have run.
        await new Promise<void>((resolve) => settled(resolve));
        const next = alarms.next();
        if (next === undefined) throw new Error('nothing happens any more');
        nowMs = next.atMs;
        next.ring();
      }
    },
  };
}
