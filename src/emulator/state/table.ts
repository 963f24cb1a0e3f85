/** A table of records in order of creation, with indexes named after the Describe filters that use them. */
import type { Row, Tag } from './records.ts';

/** The key of a row in an index; undefined leaves the row out. */
type Key<R> = (row: R) => string | undefined;

/** An ordered, indexed collection of immutable rows, by id. */
export class Table<R extends Row> {
  readonly idFilter: string;
  readonly #rows = new Map<string, R>();
  readonly #keys: Readonly<Record<string, Key<R>>>;
  /** By index and key, the id of the one row, or those of several: most keys have one, and a Set for each would be most of the memory. */
  readonly #indexes = new Map<string, Map<string, string | Set<string>>>();
  readonly #changed: () => void;
  #list: readonly R[] | undefined;

  /**
   * `changed` is called after every change; `idFilter` is the Describe filter for the row's own id; `keys` are the
   * other indexes, by filter name.
   */
  constructor(changed: () => void, idFilter: string, keys: Readonly<Record<string, Key<R>>> = {}) {
    this.#changed = changed;
    this.idFilter = idFilter;
    this.#keys = keys;
    for (const name of Object.keys(keys)) this.#indexes.set(name, new Map());
  }

  get size(): number {
    return this.#rows.size;
  }

  get(id: string): R | undefined {
    return this.#rows.get(id);
  }

  /** Adds the row, or replaces the row with the same id. */
  put(row: R): R {
    const old = this.#rows.get(row.id);
    if (old) this.#unindex(old);
    this.#rows.set(row.id, row);
    for (const [name, index] of this.#indexes) {
      const key = this.#keys[name]?.(row);
      if (key === undefined) continue;
      const ids = index.get(key);
      if (ids === undefined) index.set(key, row.id);
      else if (typeof ids === 'string') index.set(key, new Set([ids, row.id]));
      else ids.add(row.id);
    }
    this.#list = undefined;
    this.#changed();
    return row;
  }

  /** Puts back a row that came from a table of this kind, e.g. through the state file. */
  restore(row: Row): void {
    // The row came from a table of R.
    this.put(row as R);
  }

  /** Replaces the tags of a row, if it exists. */
  setTags(id: string, tags: readonly Tag[]): void {
    const row = this.#rows.get(id);
    if (row) this.put({ ...row, tags });
  }

  delete(id: string): void {
    const row = this.#rows.get(id);
    if (!row) return;
    this.#unindex(row);
    this.#rows.delete(id);
    this.#list = undefined;
    this.#changed();
  }

  /** All rows in order of creation. The array is shared and must not be changed. */
  list(): readonly R[] {
    this.#list ??= [...this.#rows.values()];
    return this.#list;
  }

  hasIndex(name: string): boolean {
    return name === this.idFilter || this.#indexes.has(name);
  }

  /** The rows with this key in the index `name`, in order of creation. */
  by(name: string, key: string): R[] {
    const indexed = name === this.idFilter ? key : this.#indexes.get(name)?.get(key);
    if (indexed === undefined) return [];
    const ids = typeof indexed === 'string' ? [indexed] : indexed;
    const rows: R[] = [];
    for (const id of ids) {
      const row = this.#rows.get(id);
      if (row) rows.push(row);
    }
    return rows.sort((a, b) => a.seq - b.seq);
  }

  /** How many rows have this key in the index `name`, without reading them. */
  count(name: string, key: string): number {
    const ids = this.#indexes.get(name)?.get(key);
    if (ids === undefined) return 0;
    return typeof ids === 'string' ? 1 : ids.size;
  }

  /** A copy that later changes do not affect. Rows are immutable, so the copy shares them. */
  clone(): Table<R> {
    const copy = new Table<R>(() => {}, this.idFilter, this.#keys);
    for (const row of this.#rows.values()) copy.put(row);
    return copy;
  }

  #unindex(row: R): void {
    for (const [name, index] of this.#indexes) {
      const key = this.#keys[name]?.(row);
      if (key === undefined) continue;
      const ids = index.get(key);
      if (ids === row.id) index.delete(key);
      else if (typeof ids === 'object') {
        ids.delete(row.id);
        if (ids.size === 0) index.delete(key);
      }
    }
  }
}
