/** Loaded into a measured program by `--import`, which runs with `--expose-gc`: tells its parent the memory that is left after a collection. */
import { setImmediate as turn } from 'node:timers/promises';

process.on('message', async () => {
  // What finalizers free is gone after the next collection.
  for (let count = 0; count < 4; count++) {
    global.gc();
    await turn();
  }
  process.send(process.memoryUsage());
});
// A program must end as it does without a parent.
process.channel?.unref();
