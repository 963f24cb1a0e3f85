/** Audit lines on standard output, among those of the log. "Written" means that the pipe took them, not that they are on a disk. */
import type { Output } from '../output.ts';
import { hashOf, noLine, streamStart } from './line.ts';
import { type Run, toOpened, toText } from './run.ts';
import type { Trail } from './trail.ts';

/** A line may wait two seconds until the pipe takes it. They are counted in steps: the time in which this process did not run is not the pipe's. */
const [steps, stepMs] = [20, 100];

/** Begins with the first line of the run: many processes may write to what collects the streams. */
export function createStreamTrail(output: Pick<Output, 'append'>, run: Run): Trail {
  let [seq, hash] = [0, noLine];
  const sending = new Set<Promise<void>>();
  /** Lines that standard output could not take. They are sent again as they are, so that the chain has no gap. */
  let failed: string[] = [];

  function send(line: string): void {
    const sent = output
      .append(`${line}\n`)
      .catch((error: unknown) => {
        failed.push(line);
        throw error;
      })
      .finally(() => sending.delete(sent));
    sending.add(sent);
    // `sync` tells it to who waits for the line.
    sent.catch(() => {});
  }

  function append(entry: object): number {
    const line = toText(run, { seq, hash }, entry, streamStart);
    seq++;
    hash = hashOf(line);
    send(line);
    return seq;
  }

  append(toOpened(run, { seq, hash }));
  return {
    append,
    end: () => ({ seq, hash }),
    async sync() {
      const again = failed;
      failed = [];
      for (const line of again) send(line);
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<never>((_, reject) => {
        const error = Object.assign(new Error('standard output takes nothing'), { code: 'EAGAIN' });
        let step = 0;
        timer = setInterval(() => {
          if (++step === steps) reject(error);
        }, stepMs);
      });
      await Promise.race([Promise.all(sending), late]).finally(() => clearInterval(timer));
    },
    isInPlace: () => true,
    trim: () => {},
    close: () => {},
  };
}
