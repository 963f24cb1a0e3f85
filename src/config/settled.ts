/** Reads files when nobody is writing them. */
import { setTimeout as wait } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';

/** @returns what two readings in a row agree on, which are `settleMs` apart. */
export async function readSettled<Result>(read: () => Promise<Result>, settleMs: number): Promise<Result> {
  let before = await read();
  for (;;) {
    await wait(settleMs, undefined, { ref: false });
    const now = await read();
    if (isDeepStrictEqual(now, before)) return now;
    before = now;
  }
}
