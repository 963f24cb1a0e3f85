/** Allows one change of a resource at a time in this process. EC2 has no compare-and-swap, so read-compare-write sequences must not interleave. */
import { givenUp } from '../failures.ts';

export interface Mutex {
  /**
   * Runs `task` after every earlier task with one of its keys has ended, however it ended.
   *
   * @param signal when it is aborted before the task starts, the task is not run, and this ends at once.
   * @throws Ec2Failure `cancelled` when the task was not run.
   */
  run<Result>(keys: readonly string[], signal: AbortSignal, task: () => Promise<Result>): Promise<Result>;
}

export function createMutex(): Mutex {
  const tails = new Map<string, Promise<unknown>>();

  function runAlone<Result>(key: string, task: () => Promise<Result>): Promise<Result> {
    const result = (tails.get(key) ?? Promise.resolve()).then(task, task);
    const tail = result
      .catch(() => undefined)
      .then(() => {
        if (tails.get(key) === tail) tails.delete(key);
      });
    tails.set(key, tail);
    return result;
  }

  return {
    run: (keys, signal, task) =>
      new Promise((resolve, reject) => {
        const leave = () => reject(givenUp());
        const start = async () => {
          signal.removeEventListener('abort', leave);
          if (signal.aborted) throw givenUp();
          return task();
        };
        signal.addEventListener('abort', leave, { once: true });
        // Always locks in the same order, so two tasks cannot deadlock.
        const ordered = [...new Set(keys)].sort();
        ordered
          .reduceRight((inner, key) => () => runAlone(key, inner), start)()
          .then(resolve, reject);
      }),
  };
}
