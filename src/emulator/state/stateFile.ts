/** Keeps the state over restarts in one JSON file. An answer to a change is sent after the change is in the file: that is the flush point. */
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

/** Writes the whole world on every change, together with all changes that came meanwhile: the cost is that of its size, not of their number. */
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

  /** Fills the world from the file. `isNew` tells that there was none. Throws an Error with the path for a file that is not a state. */
  static async open(path: string, world: World): Promise<{ file: StateFile; isNew: boolean }> {
    const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
    if (text !== undefined) restore(path, text, world);
    return { file: new StateFile(path, world), isNew: text === undefined };
  }

  /** Resolves when everything that has changed so far is in the file. */
  async save(): Promise<void> {
    const wanted = this.#world.revision;
    while (this.#savedRevision < wanted) {
      this.#writing ??= this.#write().finally(() => {
        this.#writing = undefined;
      });
      await this.#writing;
    }
  }

  /** Temp file, fsync, rename, fsync of the folder: after a crash there is the old file or the new one. */
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
    // The file is our own: what it must be beyond its version, the loops below find out.
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
