/** Keeps the state across restarts in one JSON file. A change is answered only after it has been written. */
import { open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Row } from './records.ts';
import { type Share, type TokenUse, tableNames, type World } from './world.ts';

const formatVersion = 1;

interface SavedEstate {
  accountId: string;
  region: string;
  tables: Record<string, readonly Row[]>;
  tokens: [key: string, use: TokenUse][];
}

interface Saved {
  version: number;
  lastSeq: number;
  estates: SavedEstate[];
  shares: [targetId: string, share: Share][];
}

/**
 * Writes the whole state after a change. Changes made during a write share the next one, so that the cost depends on
 * the size of the state and not on their number.
 */
export class StateFile {
  readonly #path: string;
  readonly #world: World;
  #savedRevision: number;
  #writing: Promise<void> | undefined;

  private constructor(path: string, world: World) {
    this.#path = path;
    this.#world = world;
    this.#savedRevision = world.revision;
  }

  /**
   * Loads the file into the world; `isNew` is true if there is no file. Throws an Error that names the path if it is
   * not a state file.
   */
  static async open(path: string, world: World): Promise<{ file: StateFile; isNew: boolean }> {
    const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
    if (text !== undefined) restore(path, text, world);
    return { file: new StateFile(path, world), isNew: text === undefined };
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
    const temporary = `${this.#path}.tmp`;
    const file = await open(temporary, 'w', 0o600);
    try {
      await file.writeFile(serialize(this.#world));
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

function serialize(world: World): string {
  const estates = [...world.estates.values()].map((estate) => ({
    accountId: estate.accountId,
    region: estate.region,
    tables: Object.fromEntries(tableNames.map((name) => [name, estate[name].list()])),
    tokens: [...estate.tokens],
  }));
  const saved: Saved = { version: formatVersion, lastSeq: world.lastSeq, estates, shares: [...world.shares] };
  return JSON.stringify(saved);
}

function restore(path: string, text: string, world: World): void {
  try {
    // The emulator wrote this file, so only its version is checked. If the rest is not a state, the loops below throw.
    const saved = JSON.parse(text) as Saved;
    if (saved.version !== formatVersion) throw new Error(`version ${saved.version} is not ${formatVersion}`);
    world.lastSeq = saved.lastSeq;
    for (const { accountId, region, tables, tokens } of saved.estates) {
      const estate = world.estate(accountId, region);
      for (const name of tableNames) for (const row of tables[name] ?? []) estate[name].restore(row);
      for (const [key, use] of tokens) estate.tokens.set(key, use);
    }
    for (const [targetId, share] of saved.shares) world.shares.set(targetId, share);
  } catch (error) {
    throw new Error(`${path} is not a state file of the embedded EC2`, { cause: error });
  }
}
