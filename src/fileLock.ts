/** Keeps a second process away from a file, with a lock that the kernel holds for as long as the file is open. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';

/** `held`: another process, or another open file of this one, has the lock. `noProgram`: the program `flock` is not installed. */
export type LockResult = 'locked' | 'held' | 'noProgram';

const tryEveryMs = 250;

/**
 * Locks an open file. An attempt takes a few milliseconds.
 *
 * Node.js has no flock(2), so the program `flock` (util-linux or BusyBox) locks our descriptor. The lock belongs to the open file and not to
 * the program that took it (flock(2)): it ends when the descriptor is closed, at the latest with this process, however that ends.
 *
 * @param waitMs how long it may take another process to give the lock back.
 * @throws Error when the file cannot be locked at all, for example because its file system has no locks.
 */
export async function lockFile(fd: number, waitMs = 0): Promise<LockResult> {
  // The program's own option to wait is not in BusyBox.
  const until = performance.now() + waitMs;
  for (;;) {
    const result = await tryLock(fd);
    if (result !== 'held' || performance.now() >= until) return result;
    await wait(tryEveryMs);
  }
}

async function tryLock(fd: number): Promise<LockResult> {
  const child = spawn('flock', ['-n', '3'], { stdio: ['ignore', 'ignore', 'pipe', fd] });
  try {
    const [[code], reason] = await Promise.all([once(child, 'close'), child.stderr && text(child.stderr)]);
    if (code === 0) return 'locked';
    // The exit code for a lock that is held, flock(1).
    if (code === 1) return 'held';
    throw new Error(`cannot be locked: ${reason?.trim()}`);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 'noProgram';
    throw error;
  }
}
