/** The audit file. It is append-only, and each line holds the hash of the line before it. */
import {
  appendFileSync,
  closeSync,
  fdatasync,
  fdatasyncSync,
  fstatSync,
  ftruncateSync,
  openSync,
} from 'node:fs';
import { promisify } from 'node:util';
import { type AuditLine, hashOf, readChain, type Tail } from './chain.ts';

export interface Trail {
  /** Appends a line. @returns its `seq`. @throws Error when the line could not be written. */
  append(entry: object): number;
  /** Resolves when all lines have been flushed to disk. */
  sync(): Promise<void>;
  close(): void;
}

/** Appends synchronously: lines stay in the order of their hashes, and none is lost when the process ends. */
export function createTrail(fd: number, tail: Tail): Trail {
  let { seq, hash, bytes } = tail;
  return {
    append(entry) {
      const { size, nlink } = fstatSync(fd);
      if (nlink === 0) throw new Error('the file was deleted');
      if (size !== bytes) throw new Error('another process has changed the file');
      const line = JSON.stringify({ v: 1, ts: new Date(), seq: seq + 1, prev: hash, ...entry });
      appendFileSync(fd, `${line}\n`);
      seq++;
      hash = hashOf(line);
      bytes += Buffer.byteLength(line) + 1;
      return seq;
    },
    sync: () => promisify(fdatasync)(fd),
    close() {
      fdatasyncSync(fd);
      closeSync(fd);
    },
  };
}

export interface OpenTrail {
  readonly trail: Trail;
  /** Length of the unfinished last line that was removed, in bytes. */
  readonly tornBytes: number;
  readonly openIntents: readonly AuditLine[];
}

/**
 * Opens or creates a file, to append after its last line.
 *
 * Removes an unfinished last line: an intent is written and flushed before EC2 is asked, so no change depends on it. Anything else that
 * is wrong may be evidence of tampering, so the file is left as it is.
 *
 * @throws BrokenChain when the chain is broken; the system's error when the file cannot be opened.
 */
export async function openTrail(path: string): Promise<OpenTrail> {
  const fd = openSync(path, 'a+', 0o600);
  try {
    if (!fstatSync(fd).isFile()) throw new Error('is not a regular file');
    const { tornBytes, openIntents, ...tail } = await readChain(path);
    if (tornBytes > 0) ftruncateSync(fd, tail.bytes);
    return { trail: createTrail(fd, tail), tornBytes, openIntents };
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}
