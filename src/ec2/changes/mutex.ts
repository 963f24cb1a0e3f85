/** One change of a resource at a time in this process: EC2 has no compare-and-swap, so read, compare and write must not mix. */
import { givenUp } from '../failure.ts';

export interface Mutex {
  /**
   * Runs `task` after every earlier task of the same key has ended, however it ended.
   *
   * @param signal aborted when nobody waits for the task any more: then it is not begun.
   * @throws Ec2Failure `cancelled` when it was not begun.
   */
  run<Result>(key: string, signal: AbortSignal, task: () => Promise<Result>): Promise<Result>;
}

export function createMutex(): Mutex {
  const tails = new Map<string, Promise<unknown>>();
  return {
    run(key, signal, task) {
      const begin = async () => {
        if (signal.aborted) throw givenUp();
        return task();
      };
      const result = (tails.get(key) ?? Promise.resolve()).then(begin, begin);
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
