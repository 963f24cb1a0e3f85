/** One change of a resource at a time in this process: EC2 has no compare-and-swap, so read, compare and write must not mix. */

export interface Mutex {
  /** Runs `task` after every earlier task of the same key has ended, however it ended. */
  run<Result>(key: string, task: () => Promise<Result>): Promise<Result>;
}

export function createMutex(): Mutex {
  const tails = new Map<string, Promise<unknown>>();
  return {
    run(key, task) {
      const result = (tails.get(key) ?? Promise.resolve()).then(task, task);
      const tail = result
        .catch(() => undefined)
        .then(() => {
          if (tails.get(key) === tail) tails.delete(key);
        });
      tails.set(key, tail);
      return result;
    },
  };
}
