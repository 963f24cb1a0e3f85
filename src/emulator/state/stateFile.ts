/** Keeps the state across restarts in one JSON file. A change is answered only after it has been written. */
import { constants } from 'node:fs';
import { access, type FileHandle, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { lockFile } from '../../fileLock.ts';
import { fromText, toText } from './savedState.ts';
import type { World } from './world.ts';

/** Another process has opened the file. */
export class StateFileInUse extends Error {
  constructor(path: string) {
    super(`${path} is in use by another process; end that process, or use another file`);
  }
}

/** The lock is on a file beside it that stays: the state file itself is replaced at every change. */
const lockOf = (path: string) => `${path}.lock`;
const temporaryOf = (path: string) => `${path}.tmp`;

/**
 * Writes the whole state after a change. Changes made during a write share the next one, so that the cost depends on
 * the size of the state and not on their number.
 */
export class StateFile {
  readonly #path: string;
  readonly #world: World;
  readonly #lock: FileHandle;
  #savedRevision: number;
  #writing: Promise<void> | undefined;

  private constructor(path: string, world: World, lock: FileHandle) {
    this.#path = path;
    this.#lock = lock;
    this.#world = world;
    this.#savedRevision = world.revision;
  }

  /**
   * Loads the file into the world; `isNew` is true if there is no file. Throws an Error that names the path if another
   * process uses the file, or it is not a state file; nothing is loaded then.
   */
  static async open(path: string, world: World): Promise<{ file: StateFile; isNew: boolean }> {
    const held = await lock(path);
    try {
      const isNew = !(await load(path, world));
      return { file: new StateFile(path, world, held), isNew };
    } catch (error) {
      await held.close();
      throw error;
    }
  }

  /** Lets another process use the file. */
  async close(): Promise<void> {
    await this.#lock.close();
  }

  /** Writes what is not in the file yet, and lets another process use it. Throws an Error that names the path if it cannot be written. */
  async end(): Promise<void> {
    try {
      await this.save();
    } catch (error) {
      const { message } = error as Error;
      throw new Error(`${this.#path} cannot be written: ${message}; it has every change that was answered`);
    } finally {
      await this.close();
    }
  }

  /** Resolves when every change so far is in the file. */
  async save(): Promise<void> {
    const wanted = this.#world.revision;
    while (this.#savedRevision < wanted) {
      this.#writing ??= this.#write().finally(() => {
        this.#writing = undefined;
      });
      await this.#writing;
    }
  }

  /** Temporary file, fsync, rename, fsync of the folder: a crash leaves either the old file or the new one. */
  async #write(): Promise<void> {
    const revision = this.#world.revision;
    const temporary = temporaryOf(this.#path);
    const file = await open(temporary, 'w', 0o600);
    try {
      await file.writeFile(toText(this.#world));
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, this.#path);
    const folder = await open(dirname(this.#path), 'r');
    await folder.sync().finally(() => folder.close());
    this.#savedRevision = revision;
  }
}

/**
 * Loads the file into the world as `StateFile.open` does, without locking it, and finds out whether it could be locked and replaced.
 * Returns false if there is no file.
 */
export async function readState(path: string, world: World): Promise<boolean> {
  await access(dirname(path), constants.W_OK | constants.X_OK);
  for (const written of [lockOf(path), temporaryOf(path)]) {
    // Opened only if it is there.
    const file = await open(written, 'r+').catch(ifMissing);
    await file?.close();
  }
  return load(path, world);
}

function ifMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}

async function load(path: string, world: World): Promise<boolean> {
  const text = await readFile(path, 'utf8').catch(ifMissing);
  if (text === undefined) return false;
  try {
    fromText(text, world);
  } catch (error) {
    throw new Error(`${path} ${(error as Error).message}`);
  }
  return true;
}

/** Keeps other processes away from the state. */
async function lock(path: string): Promise<FileHandle> {
  const file = await open(lockOf(path), 'a', 0o600);
  try {
    const result = await lockFile(file.fd);
    if (result === 'held') throw new StateFileInUse(path);
    if (result === 'noProgram')
      console.error(
        `the program flock (package util-linux) is not installed, so nothing keeps a second process from writing to ${path}`,
      );
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}
