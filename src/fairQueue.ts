/** A queue that serves callers in turns: a caller who queues a thousand entries delays another one's first entry by one. */

export interface FairQueue<Entry> {
  readonly size: number;
  /** Whose entries wait, the one whose turn is next first. */
  readonly keys: Iterable<string>;
  /**
   * Adds an entry behind the others of its key. An entry that is wanted by several is added under the key of each: it is
   * served once, at the first of their turns.
   */
  add(entry: Entry, key: string): void;
  has(entry: Entry): boolean;
  /** @returns whether the entry was there. */
  delete(entry: Entry): boolean;
  /** The entry whose turn is next. */
  peek(): Entry | undefined;
  /** Removes the entry whose turn is next, and moves its key behind the others. @param isServed keys for which it is false are left out. */
  take(isServed?: (key: string) => boolean): Entry | undefined;
  /** How many entries wait under a key. */
  sizeOf(key: string): number;
  /** How many entries are served before one that is added under this key now. Entries of several keys may count twice. */
  ahead(key: string): number;
}

export function createFairQueue<Entry>(): FairQueue<Entry> {
  /** The entries of each key. The keys are in the order of their turns. */
  const turns = new Map<string, Set<Entry>>();
  const keysOf = new Map<Entry, Set<string>>();

  function remove(entry: Entry): boolean {
    for (const key of keysOf.get(entry) ?? []) {
      const entries = turns.get(key);
      entries?.delete(entry);
      if (entries?.size === 0) turns.delete(key);
    }
    return keysOf.delete(entry);
  }

  return {
    get size() {
      return keysOf.size;
    },
    get keys() {
      return turns.keys();
    },
    add(entry, key) {
      turns.set(key, (turns.get(key) ?? new Set()).add(entry));
      keysOf.set(entry, (keysOf.get(entry) ?? new Set()).add(key));
    },
    has: (entry) => keysOf.has(entry),
    delete: remove,
    peek() {
      const [entries = []] = turns.values();
      const [entry] = entries;
      return entry;
    },
    take(isServed = () => true) {
      for (const [key, entries] of turns) {
        const [entry] = entries;
        if (entry === undefined || !isServed(key)) continue;
        remove(entry);
        // Deleting and setting moves it to the end.
        if (turns.delete(key)) turns.set(key, entries);
        return entry;
      }
      return undefined;
    },
    sizeOf: (key) => turns.get(key)?.size ?? 0,
    ahead(key) {
      const before = turns.get(key)?.size ?? 0;
      let isLater = false;
      let count = 0;
      for (const [other, { size }] of turns) {
        if (other === key) isLater = true;
        // A key whose turn is earlier is served once more before the new entry.
        count += other === key ? before : Math.min(size, isLater ? before : before + 1);
      }
      return count;
    },
  };
}

/** What waits in a queue for its turn. */
export interface Waiter {
  /** To be called when it was taken. */
  readonly enter: () => void;
}

/**
 * Waits in a queue, from now on, until `enter` is called.
 *
 * @param keys who is waiting.
 * @param details what else is to be known of what waits. It is the entry in the queue.
 * @returns false when the signal was aborted before that.
 */
export function waitIn<Details extends object>(
  queue: FairQueue<Details & Waiter>,
  keys: readonly string[],
  details: Details,
  signal?: AbortSignal,
): Promise<boolean> {
  if (signal?.aborted) return Promise.resolve(false);
  return new Promise((resolve) => {
    const leave = () => {
      queue.delete(waiter);
      resolve(false);
    };
    const enter = () => {
      signal?.removeEventListener('abort', leave);
      resolve(true);
    };
    const waiter = Object.assign(details, { enter });
    for (const key of keys) queue.add(waiter, key);
    signal?.addEventListener('abort', leave, { once: true });
  });
}
