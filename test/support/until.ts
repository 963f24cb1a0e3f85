/** Waits for what a test cannot await, by asking again and again. The test's own time limit ends it. */
import { setTimeout as wait } from 'node:timers/promises';

export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await wait(5);
}
