/** Admission: bounds what runs at the same time, so that under overload admitted requests are still answered in time. */
import { HttpRefusal } from '../refusal.ts';

/** @param signal aborted when the client disconnects or the request's time is up. A task that is still waiting is then refused. */
export type Admit = <Result>(task: () => Promise<Result>, signal: AbortSignal) => Promise<Result>;

/** @param active how many tasks run at once. @param queued how many wait, in order of arrival; more are refused. */
export function createAdmission({ active, queued }: { active: number; queued: number }): Admit {
  let free = active;
  const waiting = new Set<() => void>();

  function turn(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        waiting.delete(enter);
        reject(overloaded());
      };
      const enter = () => {
        waiting.delete(enter);
        signal.removeEventListener('abort', leave);
        resolve();
      };
      if (signal.aborted) return leave();
      waiting.add(enter);
      signal.addEventListener('abort', leave, { once: true });
    });
  }

  return async (task, signal) => {
    if (free > 0) free--;
    else if (waiting.size < queued) await turn(signal);
    else throw overloaded();
    try {
      return await task();
    } finally {
      const [next] = waiting;
      if (next === undefined) free++;
      else next();
    }
  };
}

const overloaded = () =>
  new HttpRefusal('OVERLOADED', 'The gateway is busy. Send the request again in a second.', {
    'retry-after': '1',
  });
