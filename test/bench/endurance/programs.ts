/** The measured gateway and the load generator, each in a process of its own. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { startWatched, type Watched } from '../../support/watchedProgram.ts';
import type { Load, LoadResult } from '../load.ts';

export type { LoadResult };

/** Runs a load in a new process. */
export async function runLoad(load: Load): Promise<LoadResult> {
  const child = fork(join(import.meta.dirname, '../loadProcess.ts'));
  try {
    await once(child, 'message');
    child.send({ load });
    const [result] = (await once(child, 'message')) as [LoadResult];
    return result;
  } finally {
    child.disconnect();
  }
}

export interface Measured extends Watched {
  /** Bytes of the heap after a garbage collection. */
  heapAfterGc(): Promise<number>;
}

export async function startMeasured(env: Readonly<Record<string, string>>): Promise<Measured> {
  let receive = (_: NodeJS.MemoryUsage) => {};
  const gateway = await startWatched({
    env: { EMULATOR_SEED: 'large:1000', AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true', ...env },
    nodeArgs: ['--expose-gc', '--import', join(import.meta.dirname, 'heap.js')],
    onMessage: (message) => receive(message as NodeJS.MemoryUsage),
  });
  return {
    ...gateway,
    heapAfterGc: () =>
      new Promise((resolve) => {
        receive = ({ heapUsed }) => resolve(heapUsed);
        gateway.child.send('heap');
      }),
  };
}

/** Asks `/health/live` again and again until `stop`, which returns the longest time that an answer took, in milliseconds. */
export function watchHealth(url: string) {
  let longestMs = 0;
  let isOver = false;
  const watching = (async () => {
    while (!isOver) {
      const startedAt = performance.now();
      await fetch(`${url}/health/live`).then(
        (answer) => answer.arrayBuffer(),
        () => undefined,
      );
      longestMs = Math.max(longestMs, performance.now() - startedAt);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  })();
  return {
    async stop() {
      isOver = true;
      await watching;
      return longestMs;
    },
  };
}
