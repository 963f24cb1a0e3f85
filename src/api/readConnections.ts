/** Pages of lists that have been read in full. */
import { type Connection, type ListArguments, startOf } from './connections.ts';
import type { GatewayContext } from './context.ts';

/**
 * A page of a list that has been read in full, such as the sessions of one filter: reading such lists in full for many owners at once
 * costs fewer EC2 calls than reading a page for each. A cursor holds the id of an item, so it stays valid when items come and go.
 *
 * @param owner the AWS ID of the resource whose list it is. Its cursors are valid only there.
 */
export function connectRead<Record>(
  context: GatewayContext,
  owner: string,
  records: readonly Record[],
  idOf: (record: Record) => string,
  { first, after }: ListArguments,
): Connection<Record> {
  const { nextToken = '' } = startOf(context, { first, after }, owner);
  const rest = records
    .filter((record) => idOf(record) > nextToken)
    .sort((left, right) => (idOf(left) < idOf(right) ? -1 : 1));
  const nodes = rest.slice(0, first);
  const cursorAt = (index: number) => {
    const node = nodes[index];
    return context.cursors.toCursor({ scope: 0, nextToken: node && idOf(node), offset: 0 }, owner);
  };
  return { nodes, hasNextPage: rest.length > first, cursorAt, failures: [] };
}
