/** The open audit file. It is append-only, and each line holds the hash of the line before it. */
import { closeSync, fdatasync, fdatasyncSync, fstatSync, ftruncateSync, statSync, writeSync } from 'node:fs';
import { promisify } from 'node:util';
import type { Tail } from './chain.ts';
import { type End, hashOf } from './line.ts';
import { type Entry, type Run, toText } from './run.ts';
import { Unwritable } from './unwritable.ts';

export interface Trail {
  /** What the next line will follow. */
  end(): End;
  /** Appends a line. @returns its `seq`. @throws Unwritable, or the system's error, when the line could not be written. */
  append(entry: object): number;
  /** Resolves when all lines have been flushed to disk. */
  sync(): Promise<void>;
  /** Whether the file is still the one at its path. */
  isInPlace(): boolean;
  /** Removes an unfinished last line that `append` has left, unless somebody else has changed the file. */
  trim(): void;
  /** Flushes the lines to disk, closes the file, and gives up its lock. */
  close(): void;
}

/** Appends synchronously: lines stay in the order of their hashes, and none is lost when the process ends. */
export function createTrail(path: string, fd: number, tail: Tail, run: Run): Trail {
  let { seq, hash, bytes } = tail;
  /** Length of an unfinished line, which a failed `append` has left after the last whole one. */
  let torn = 0;
  /** Stays true even if the file looks the same again: who has changed its length may have changed anything. */
  let isForeign = false;

  function trim(): void {
    isForeign ||= fstatSync(fd).size !== bytes + torn;
    if (isForeign) throw new Unwritable('changed');
    if (torn > 0) ftruncateSync(fd, bytes);
    torn = 0;
  }

  return {
    isInPlace() {
      const { dev, ino } = fstatSync(fd);
      const there = statSync(path, { throwIfNoEntry: false });
      return there?.dev === dev && there.ino === ino;
    },
    trim,
    end: () => ({ seq, hash }),
    append(entry) {
      trim();
      const line = toText(run, { seq, hash }, entry);
      const text = Buffer.from(`${line}\n`);
      while (torn < text.length) torn += writeSync(fd, text, torn);
      torn = 0;
      seq++;
      hash = hashOf(line);
      bytes += text.length;
      return seq;
    },
    sync: () => promisify(fdatasync)(fd),
    close() {
      try {
        fdatasyncSync(fd);
      } finally {
        closeSync(fd);
      }
    },
  };
}

/** Ends a file that another one replaces: it should be whole where it is now. @returns the end of what is written there. */
export function leave(trail: Trail, write: (entry: Entry) => unknown, reason: 'moved' | 'stopped'): End {
  for (const step of [() => write({ event: 'closed', reason }), trail.trim, trail.close]) {
    try {
      step();
    } catch {
      // Whoever has changed the file is found by `audit:verify`. Intents that could not be flushed are repeated in the next file.
    }
  }
  return trail.end();
}
