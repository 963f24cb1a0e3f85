/** How long calls may hold up those behind them: a call that hangs must not delay every later one until it times out. */

interface PatienceOptions {
  /** No call is overdue before, however quick calls usually are. */
  readonly leastMs: number;
  /** How many overdue calls may be in flight, so an EC2 that answers nothing is not asked more and more. Default: any number. */
  readonly maxOverdue?: number;
}

/** Calls that are about as quick as each other, and wait for their turns together. */
export interface Patience {
  /**
   * Resolves when the call has ended, however it did, or when it is overdue: then the next one may begin while it goes on.
   *
   * @param mayHang false when it is known that EC2 answers: the call waits before it is sent again, as EC2 may have asked for.
   */
  await(call: Promise<void>, mayHang?: () => boolean): Promise<'ended' | 'overdue'>;
}

/** A call is overdue after this many times the usual time. */
const factor = 4;
/** Time is counted in so many parts, and late timers are not made up for: time in which this process itself stood still hardly counts. */
const parts = 10;
/** The usual time is the median of so many calls, so one that hangs does not change it. */
const remembered = 9;

export function createPatience({
  leastMs,
  maxOverdue = Number.POSITIVE_INFINITY,
}: PatienceOptions): Patience {
  const lastMs: number[] = [];
  let overdue = 0;

  function usualMs(): number {
    return [...lastMs].sort((one, other) => one - other)[lastMs.length >> 1] ?? 0;
  }

  return {
    await: (call, mayHang = () => true) =>
      new Promise((resolve) => {
        const startedAtMs = performance.now();
        const patienceMs = Math.max(leastMs, factor * usualMs());
        let isOverdue = false;
        let partsLeft = parts;
        const timer = setInterval(() => {
          partsLeft--;
          // If as many are overdue as may be, looks again after the next part.
          if (partsLeft > 0 || overdue >= maxOverdue || !mayHang()) return;
          clearInterval(timer);
          overdue++;
          isOverdue = true;
          resolve('overdue');
        }, patienceMs / parts).unref();
        const end = () => {
          clearInterval(timer);
          if (isOverdue) overdue--;
          lastMs.push(performance.now() - startedAtMs);
          if (lastMs.length > remembered) lastMs.shift();
          resolve('ended');
        };
        call.then(end, end);
      }),
  };
}
