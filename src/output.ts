/** Standard output for who must know what it took: written in order, without ever holding up the process. */
import { write } from 'node:fs';

export interface Output {
  /** Writes a line of the log. It is dropped when too much waits. */
  write(line: string): void;
  /** Writes a line that must not be lost. Resolves when standard output took it; rejects when it cannot. */
  append(line: string): Promise<void>;
  /** Resolves when nothing waits, or after so long. */
  flushed(withinMs: number): Promise<void>;
}

/** How many characters wait while standard output takes none, those of `append` not counted. */
const maxWaiting = 1_000_000;

/** How soon a full pipe is tried again. */
const againMs = 20;

const lineFeed = Buffer.from('\n');

interface Line {
  readonly bytes: Buffer;
  readonly isDroppable: boolean;
  readonly taken: () => void;
  readonly failed: (error: Error) => void;
}

/**
 * Node.js writes to a pipe synchronously, so whoever does not read it would stop the process. Here, a thread of its own waits for the
 * pipe, with one line at a time: log and audit lines never mix.
 */
export function createOutput(fd: number): Output {
  const lines: Line[] = [];
  let waiting = 0;
  let isBusy = false;
  let isTorn = false;
  let onIdle: (() => void)[] = [];

  function take(line: Line): void {
    lines.push(line);
    if (line.isDroppable) waiting += line.bytes.length;
    if (!isBusy) next();
  }

  function next(): void {
    const line = lines.shift();
    isBusy = line !== undefined;
    if (line === undefined) {
      for (const done of onIdle) done();
      onIdle = [];
      return;
    }
    // What follows a line that was cut off is a line of its own.
    const bytes = isTorn ? Buffer.concat([lineFeed, line.bytes]) : line.bytes;
    const send = (start: number): void =>
      write(fd, bytes, start, (error, count) => {
        // The pipe is full, and whoever started this process has made it one that does not wait.
        if (error?.code === 'EAGAIN') return void setTimeout(send, againMs, start);
        if (error === null && start + count < bytes.length) return send(start + count);
        if (line.isDroppable) waiting -= line.bytes.length;
        isTorn = error !== null && (isTorn || start > 0);
        if (error === null) line.taken();
        else line.failed(error);
        next();
      });
    send(0);
  }

  return {
    write(text) {
      if (waiting > maxWaiting) return;
      take({ bytes: Buffer.from(text), isDroppable: true, taken: () => {}, failed: () => {} });
    },
    append: (text) =>
      new Promise((taken, failed) => {
        take({ bytes: Buffer.from(text), isDroppable: false, taken, failed });
      }),
    flushed: (withinMs) =>
      new Promise((resolve) => {
        if (!isBusy) return resolve();
        setTimeout(resolve, withinMs).unref();
        onIdle.push(resolve);
      }),
  };
}
