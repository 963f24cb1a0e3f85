/** Admission: what runs at the same time is bounded, so that under overload the admitted are still answered in time. */
import { HttpRefusal } from './refusal.ts';

export type Admit = <Result>(task: () => Promise<Result>) => Promise<Result>;

/** @param active tasks at once. @param queued tasks that wait for their turn, in the order they came; more are refused. */
export function createAdmission({ active, queued }: { active: number; queued: number }): Admit {
  let free = active;
  const waiting: (() => void)[] = [];
  return async (task) => {
    if (free > 0) free--;
    else if (waiting.length < queued) await new Promise<void>((resolve) => waiting.push(resolve));
    else
      throw new HttpRefusal(503, 'OVERLOADED', 'The gateway is busy. Send the request again in a second.', {
        'retry-after': '1',
      });
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free++;
      else next();
    }
  };
}
