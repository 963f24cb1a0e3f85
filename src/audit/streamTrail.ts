/** Audit lines on standard output, among those of the log. "Written" means that the pipe took them, not that they are on a disk. */
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Output } from '../output.ts';
import { hashOf, noLine, streamStart } from './chain.ts';
import type { Trail } from './trail.ts';

/** How long a line may wait until the pipe takes it. */
const patienceMs = 2_000;

/** Begins a chain of its own: many processes may write to what collects the streams. */
export function createStreamTrail(output: Pick<Output, 'append'>): Trail {
  const chain = randomUUID();
  const replica = hostname();
  let [seq, hash] = [0, noLine];
  let last: Promise<void> = Promise.resolve();
  /** A line is lost, so no other can follow it. */
  let isBroken = false;
  return {
    end: () => ({ seq, hash }),
    append(entry) {
      const line = JSON.stringify({
        ...streamStart,
        ...{ chain, replica, v: 1, ts: new Date(), seq: seq + 1, prev: hash },
        ...entry,
      });
      last = output.append(`${line}\n`);
      last.catch(() => {
        isBroken = true;
      });
      seq++;
      hash = hashOf(line);
      return seq;
    },
    async sync() {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<never>((_, reject) => {
        const error = Object.assign(new Error('standard output takes nothing'), { code: 'EAGAIN' });
        timer = setTimeout(reject, patienceMs, error);
      });
      await Promise.race([last, late]).finally(() => clearTimeout(timer));
    },
    isInPlace: () => !isBroken,
    trim: () => {},
    close: () => {},
  };
}
