/** Lists as Relay connections over EC2's pages. */
import { describePage, maxResults, type Page, type ResourceKind } from '../ec2/describe.ts';
import type { TrafficMirrorSessionRecord } from '../ec2/sessions.ts';
import type { GatewayContext } from './context.ts';
import type { Position } from './cursors.ts';
import { badRequest } from './errors.ts';

export interface Criterion {
  readonly Name: string;
  readonly Values: string[];
}

/** One page of a list. Edges and cursors are made only where they are asked for. */
export interface Connection<Record> {
  readonly nodes: readonly Record[];
  readonly hasNextPage: boolean;
  /** The cursor that continues behind the node at `index`. */
  readonly cursorAt: (index: number) => string;
}

export type SessionConnection = Connection<TrafficMirrorSessionRecord>;

export interface ListArguments {
  readonly first: number;
  readonly after?: string | null | undefined;
}

/**
 * Reads a page of a list.
 *
 * EC2 may answer an empty page and still have more, and gives at least 5 items where it is asked for fewer; so pages
 * are read until `first` items are there or the token is missing, and a cursor counts items within EC2's page.
 *
 * @param list what is listed; a cursor is good for the same list and the same criteria only.
 * @param filters undefined: nothing can match, so EC2 is not asked.
 * @throws GraphQLError for a bad `first` or `after`.
 */
export async function connect<Item, Record>(
  context: GatewayContext,
  list: string,
  kind: ResourceKind<Item, Record>,
  filters: readonly Criterion[] | undefined,
  { first, after }: ListArguments,
): Promise<Connection<Record>> {
  if (first < 1 || first > maxResults)
    throw badRequest(`\`first\` must be from 1 to ${maxResults}.`, 'first');
  const bound = JSON.stringify([list, context.scope.accountId, context.scope.region, filters]);
  const position = after ? context.cursors.parseCursor(after, bound) : { nextToken: undefined, offset: 0 };
  if (position === undefined) {
    throw badRequest(
      '`after` must be the `endCursor` of the page before, sent with the same `filter`.',
      'after',
    );
  }

  if (filters === undefined) return { nodes: [], hasNextPage: false, cursorAt: () => '' };

  const nodes: Record[] = [];
  /** Where the list goes on behind each node. */
  const behind: Position[] = [];
  let next: Position | undefined = position;
  while (next !== undefined && nodes.length < first) {
    const { nextToken, offset }: Position = next;
    const wanted: number = offset + first - nodes.length;
    const input = { filters, maxResults: Math.min(maxResults, wanted), nextToken };
    const page: Page<Record> = await describePage(context.scope, kind, input, context.signal);
    for (const record of page.records.slice(offset, wanted)) {
      nodes.push(record);
      behind.push({ nextToken, offset: offset + behind.length + 1 });
    }
    if (page.records.length > wanted) {
      next = { nextToken, offset: wanted };
    } else {
      next = page.nextToken === undefined ? undefined : { nextToken: page.nextToken, offset: 0 };
      // The end of a page is the start of the next one; said this way, the next one is not read from its start again.
      if (next !== undefined && behind.length > 0) behind[behind.length - 1] = next;
    }
  }
  return {
    nodes,
    hasNextPage: next !== undefined,
    cursorAt: (index) => context.cursors.toCursor(behind[index] ?? position, bound),
  };
}
