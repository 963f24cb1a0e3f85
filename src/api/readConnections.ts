/** Pages of lists that are read in full, in an order of the gateway's own. */
import { type Connection, type ListArguments, type Listing, startOf } from './connections.ts';
import { firstPage } from './ec2Pages.ts';
import type { ScopeFailure } from './errors.ts';

/** What the records of a list are ordered by: the first difference decides. No two records of a list have equal keys. */
export type Key = readonly (string | number)[];

interface ReadList<Record> {
  /** What its cursors are valid for. */
  readonly bound: string;
  /** Reads the list, once it is known where its page begins. */
  readonly read: () => Promise<{
    readonly records: readonly Record[];
    readonly failures: readonly ScopeFailure[];
  }>;
  readonly keyOf: (record: Record) => Key;
  readonly isDescending?: boolean;
}

/**
 * A page of a list that is read in full: such as the sessions of one filter, because reading such lists in full for many owners at once
 * costs fewer EC2 calls than reading a page for each. A cursor holds the key of an item, so it stays valid when items come and go.
 */
export async function connectRead<Record>(
  context: Pick<Listing, 'cursors'>,
  { bound, read, keyOf, isDescending = false }: ReadList<Record>,
  { first, after }: ListArguments,
): Promise<Connection<Record>> {
  const { nextToken } = startOf(context, { first, after }, bound);
  const start = nextToken === undefined ? undefined : (JSON.parse(nextToken) as Key);
  const order = isDescending ? (left: Key, right: Key) => compareKeys(right, left) : compareKeys;
  const { records, failures } = await read();
  const rest = records
    .map((record) => ({ key: keyOf(record), record }))
    .filter(({ key }) => start === undefined || order(key, start) > 0)
    .sort((left, right) => order(left.key, right.key));
  const cursorAt = (index: number) =>
    context.cursors.toCursor({ ...firstPage(''), nextToken: JSON.stringify(rest[index]?.key) }, bound);
  return {
    nodes: rest.slice(0, first).map(({ record }) => record),
    hasNextPage: rest.length > first,
    cursorAt,
    failures,
    scopesLeft: 0,
    totalCount: failures.length === 0 ? records.length : null,
  };
}

export function compareKeys(left: Key, right: Key): number {
  for (let index = 0; index < left.length; index++) {
    const [mine = '', other = ''] = [left[index], right[index]];
    if (mine !== other) return mine < other ? -1 : 1;
  }
  return 0;
}
