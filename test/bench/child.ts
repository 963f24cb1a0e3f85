/** The child process's side of the IPC channel: reports that it is ready, answers messages, and reports what it uses. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { getHeapStatistics } from 'node:v8';

/** What a process has used while it watched itself; `peakMb` since its start. */
export interface Used {
  readonly cpuMs: number;
  /** Resident memory, at its peak. */
  readonly peakMb: number;
  /** The heap, at its peak among samples. What is not collected yet counts. */
  readonly heapMb: number;
  /** How late a timer of a millisecond fires: how long everybody else waits for a turn. */
  readonly delayP99Ms: number;
  readonly delayMaxMs: number;
}

/** A sample costs some microseconds. */
const sampleMs = 20;
const timerMs = 1;

/** Only the program that is being measured watches itself, because the timer takes time from the others. */
function createWatch() {
  const delay = monitorEventLoopDelay({ resolution: timerMs });
  let cpu = process.cpuUsage();
  let heapBytes = 0;
  let sampling: NodeJS.Timeout | undefined;
  const sample = () => {
    heapBytes = Math.max(heapBytes, getHeapStatistics().used_heap_size);
  };
  // The histogram counts from one firing of the timer to the next.
  const late = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - timerMs);
  return {
    begin() {
      cpu = process.cpuUsage();
      heapBytes = 0;
      delay.reset();
      delay.enable();
      clearInterval(sampling);
      sampling = setInterval(sample, sampleMs).unref();
    },
    end(): Used {
      const { user, system } = process.cpuUsage(cpu);
      sample();
      delay.disable();
      clearInterval(sampling);
      return {
        cpuMs: (user + system) / 1_000,
        peakMb: process.resourceUsage().maxRSS / 1_024,
        heapMb: heapBytes / 2 ** 20,
        delayP99Ms: late(delay.percentile(99)),
        delayMaxMs: late(delay.max),
      };
    },
  };
}

/**
 * Answers the messages of the parent. `{ watch: 'begin' }` begins to watch what is used, and `{ watch: 'end' }` is answered with it.
 *
 * @param facts sent to the parent at once. @param answer answers a message, if the child does more than serve.
 */
export function serveParent<Message extends object>(
  facts: object,
  answer: (message: Message) => Promise<object> = async () => ({}),
): void {
  const watch = createWatch();
  process.on('message', async (message: Message | { readonly watch: 'begin' | 'end' }) => {
    if (!('watch' in message)) process.send?.(await answer(message));
    else if (message.watch === 'end') process.send?.(watch.end());
    else {
      watch.begin();
      process.send?.({});
    }
  });
  process.on('disconnect', () => process.exit());
  process.send?.(facts);
}
