/** The audit file: lines are only ever added, and each one holds the hash of the one before it. */
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
  /** Adds a line. @returns its `seq`. @throws when it is not in the file afterwards. */
  append(entry: object): number;
  /** Resolves when all lines are on the disk. */
  sync(): Promise<void>;
  close(): void;
}

/** Written at once, so that lines are in the file in the order of their hashes, also when the process ends next. */
export function createTrail(fd: number, tail: Tail): Trail {
  let { seq, hash, bytes } = tail;
  return {
    append(entry) {
      const { size, nlink } = fstatSync(fd);
      if (nlink === 0) throw new Error('the file was deleted');
      if (size !== bytes) throw new Error('somebody else has written to the file');
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
  /** Length of the unfinished line that was cut off its end. */
  readonly tornBytes: number;
  readonly openIntents: readonly AuditLine[];
}

/**
 * Opens a file, or makes it, and goes on where it ends.
 *
 * A last line without an end is cut off: its writer never got as far as asking EC2. Anything else that is wrong is evidence.
 *
 * @throws BrokenChain, or the system's error.
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
