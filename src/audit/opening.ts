/** Opens the audit file for this process alone. */
import { closeSync, fstatSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { hostname } from 'node:os';
import { lockFile } from '../fileLock.ts';
import type { Logger } from '../log.ts';
import { readChain } from './chain.ts';
import { type Run, toOpened, type Written } from './run.ts';
import type { OpenIntent } from './stretch.ts';
import { createTrail, type Trail } from './trail.ts';
import { Unwritable } from './unwritable.ts';

/** `none`: another mechanism keeps other processes away. `wanted`: without the program `flock`, the file is opened all the same. */
export type LockDemand = 'required' | 'wanted' | 'none';

export interface OpenTrail {
  readonly trail: Trail;
  /** Intents in the file whose outcome was never recorded. */
  readonly openIntents: readonly OpenIntent[];
}

/** @returns the path that `AUDIT_FILE` says: with `{hostname}`, there is a file for each replica. */
export const toPath = (auditFile: string): string => auditFile.replaceAll('{hostname}', hostname());

/**
 * Opens or creates a file, to append after its last line, and writes the run's first line. The file is locked before anything of it is
 * read, cut or written.
 *
 * Removes an unfinished last line: an intent is written and flushed before EC2 is asked, so no change depends on it. Anything else that
 * is wrong may be evidence of tampering, so the file is left as it is.
 *
 * @param written what this run has written to another file, from which this one goes on.
 * @throws Unwritable when another process has the file, it was moved meanwhile, or it has lines that this run does not go on from;
 * BrokenChain when the chain is broken; the system's error when the file cannot be opened or written; Error when it is not a regular file,
 * or cannot be locked although it must be.
 */
export async function openTrail(
  path: string,
  demand: LockDemand,
  log: Logger,
  run: Run,
  written?: Written,
): Promise<OpenTrail> {
  const fd = openSync(path, 'a+', 0o600);
  try {
    if ((await lock(fd, demand, log, checkedMs)) === 'held') throw new Unwritable('held');
    const { tornBytes, openIntents, strayOutcomes, ...found } = await readChain(path, fd);
    if (written !== undefined && found.seq > 0 && found.hash !== written.end.hash)
      throw new Unwritable('occupied');
    const tail = { ...found, ...written?.end };
    const trail = createTrail(path, fd, tail, run);
    // Another process may have moved it away before the lock.
    if (!trail.isInPlace()) throw new Unwritable('moved');
    if (tornBytes > 0) {
      ftruncateSync(fd, found.bytes);
      log.warn({ path, tornBytes }, 'audit: removed an unfinished last line');
    }
    proveRoom(fd, found.bytes);
    trail.append(toOpened(run, tail, written?.running));
    if (strayOutcomes.length > 0)
      log.warn(
        { count: strayOutcomes.length },
        'audit: the file has outcomes without an intent; audit:verify shows them',
      );
    // Those of this run are known to it.
    return { trail, openIntents: written === undefined ? openIntents : [] };
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

/** How long a check of the settings may have the lock, which it takes for some milliseconds unless the machine is overloaded. */
const checkedMs = 1_000;

/** As much as a long line has. */
const roomBytes = 4_096;

/** Finds out whether a line can be written, so that a full disk shows at once and not at the first change. @param bytes the length of the file. */
function proveRoom(fd: number, bytes: number): void {
  try {
    ftruncateSync(fd, bytes);
  } catch {
    // It is append-only (`chattr +a`), so what is written for a try would stay.
    return;
  }
  try {
    // Spaces would be taken for an unfinished line if the process ended here.
    for (let written = 0; written < roomBytes; )
      written += writeSync(fd, Buffer.alloc(roomBytes - written, ' '));
  } finally {
    ftruncateSync(fd, bytes);
  }
}

/**
 * Locks the file, if it is one, unless it need not be locked.
 *
 * @param waitMs how long it may take another process to give the lock back.
 * @throws as `openTrail`.
 */
export async function lock(
  fd: number,
  demand: LockDemand,
  log: Logger,
  waitMs = 0,
): Promise<'held' | undefined> {
  if (!fstatSync(fd).isFile())
    throw new Error('is not a regular file; for standard output, set AUDIT_FILE=-');
  if (demand === 'none') return undefined;
  const result = await lockFile(fd, waitMs);
  if (result === 'held') return 'held';
  if (result === 'locked') return undefined;
  const problem =
    'the program flock (package util-linux) is not installed, so nothing keeps a second process from writing to the file';
  if (demand === 'required') throw new Error(`${problem}; install it, or set AUDIT_LOCK=none`);
  log.warn(`audit: ${problem}`);
  return undefined;
}
