/** Collects what arrives, so that many arrivals make one change of the page: hands on the first at once, the others together from time to time. */

const everyMs = 400;

export interface Batch<Item> {
  add(item: Item): void;
  /** Hands on what waits. */
  flush(): void;
  /** Drops what waits. */
  stop(): void;
}

export function createBatch<Item>(handOn: (items: readonly Item[]) => void): Batch<Item> {
  let waiting: Item[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    const items = waiting;
    waiting = [];
    if (items.length > 0) handOn(items);
  };
  let last = Number.NEGATIVE_INFINITY;
  return {
    add(item) {
      waiting.push(item);
      const left = last + everyMs - performance.now();
      timer ??= setTimeout(
        () => {
          last = performance.now();
          flush();
        },
        Math.max(0, left),
      );
    },
    flush,
    stop() {
      clearTimeout(timer);
      waiting = [];
    },
  };
}
