/** Finds out whether a start could use the audit file, and writes nothing. */
import { accessSync, closeSync, constants, openSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Logger } from '../log.ts';
import { readChain } from './chain.ts';
import { type LockDemand, lock } from './opening.ts';
import { canPass } from './unwritable.ts';

/**
 * A lock that another process holds is no reason why not, and what is in the file is looked at all the same. This one takes the lock for
 * some milliseconds.
 *
 * @param readsChain false: what is in the file is not looked at, which may take long.
 * @throws as `openTrail`, except for trouble that passes.
 */
export async function checkTrail(
  path: string,
  demand: LockDemand,
  { log, readsChain }: { readonly log: Logger; readonly readsChain: boolean },
): Promise<void> {
  const fd = openExisting(path);
  if (fd === undefined) return;
  try {
    if (readsChain) await readChain(path, fd);
    // Last, so that a start beside it finds the file locked for as short a time as possible.
    await lock(fd, demand, log);
  } catch (error) {
    if (!canPass(error)) throw error;
  } finally {
    closeSync(fd);
  }
}

/** @returns undefined if there is no file and one could be made. */
function openExisting(path: string): number | undefined {
  try {
    return openSync(path, constants.O_RDWR | constants.O_APPEND);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    accessSync(dirname(path), constants.W_OK | constants.X_OK);
    return undefined;
  }
}
