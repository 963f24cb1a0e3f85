/** Lists as Relay connections, read from EC2's pages. */
import { Ec2Failure } from '../ec2/failure.ts';
import { describePage } from '../ec2/reads/describe.ts';
import type { ResourceKind } from '../ec2/reads/kind.ts';
import type { Page } from '../ec2/reads/lanes.ts';
import { maxResults } from '../ec2/reads/pages.ts';
import type { Ec2Scope } from '../ec2/scope.ts';
import type { GatewayContext } from './context.ts';
import type { Position } from './cursors.ts';
import { badRequest } from './errors.ts';
import { createReadAhead } from './readAhead.ts';

export interface Criterion {
  readonly Name: string;
  readonly Values: string[];
}

/** One page of a list. Resolvers make its edges and cursors only if the query selects them. */
export interface Connection<Record> {
  readonly nodes: readonly Record[];
  readonly hasNextPage: boolean;
  /** The cursor from which the list continues after the node at `index`. */
  readonly cursorAt: (index: number) => string;
  /** Scopes that could not be read. */
  readonly failures: readonly ScopeFailure[];
}

interface ScopeFailure {
  readonly scope: Ec2Scope;
  readonly failure: Ec2Failure;
}

export interface ListArguments {
  readonly first: number;
  readonly after?: string | null | undefined;
}

/** What is listed. A cursor is valid only for the list that it came from. */
interface List<Item, Record> {
  readonly name: string;
  readonly kind: ResourceKind<Item, Record>;
  /** In the order in which they are listed. */
  readonly scopes: readonly Ec2Scope[];
  /** Undefined: nothing can match, so EC2 is not called. */
  readonly filters: readonly Criterion[] | undefined;
}

/** What a list needs of the context. */
type Listing = Pick<GatewayContext, 'cursors' | 'usage'>;

/**
 * Reads a page of a list over one or more scopes.
 *
 * A scope that cannot be read is skipped and reported in `failures`. In a list of one scope, its failure is thrown. If a later page of a
 * scope fails after nodes were read, the list ends there and continues there.
 *
 * @throws GraphQLError for an invalid `first` or `after`. Ec2Failure.
 */
export async function connect<Item, Record>(
  context: Listing,
  { name, kind, scopes, filters }: List<Item, Record>,
  { first, after }: ListArguments,
): Promise<Connection<Record>> {
  const bound = JSON.stringify([name, scopes.map(({ accountId, region }) => [accountId, region]), filters]);
  const start = startOf(context, { first, after }, bound);
  if (filters === undefined) return { nodes: [], hasNextPage: false, cursorAt: () => '', failures: [] };
  const nodes: Record[] = [];
  /** Where the list continues after each node. */
  const positions: Position[] = [];
  const failures: ScopeFailure[] = [];
  let next: Position | undefined = start;
  const read = createReadAhead<Record>(scopes, async (scope, { nextToken }, wanted) => {
    const input = { filters, maxResults: Math.min(maxResults, wanted), nextToken };
    return describePage(scope, kind, input, context.usage);
  });
  while (next !== undefined && nodes.length < first) {
    const position: Position = next;
    const scope = scopes[position.scope];
    if (scope === undefined) break;
    try {
      const missing: number = first - nodes.length;
      const page: Page<Record> = await read(scope, position, position.offset + missing);
      const from = offsetIn(page.records, position, kind.idOf);
      const positionAfter = (index: number): Position => {
        const item = page.records[index];
        return { ...position, offset: index + 1, last: item && kind.idOf(item) };
      };
      const end = Math.min(from + missing, page.records.length);
      for (let index = from; index < end; index++) {
        nodes.push(page.records[index] as Record);
        positions.push(positionAfter(index));
      }
      next =
        page.records.length > end
          ? positionAfter(end - 1)
          : nextPage(position, page.nextToken, scopes.length);
      // After the last node of an EC2 page, continue at the start of the next page. A position at the end of this page would make EC2
      // read it again.
      if (next !== undefined && next.offset === 0 && positions.length > 0)
        positions[positions.length - 1] = next;
    } catch (failure) {
      if (!(failure instanceof Ec2Failure)) throw failure;
      failures.push({ scope, failure });
      // What follows in a scope that was begun must not be left out: the caller can go on from here. If this position fails again, at the
      // start of its next page, it is skipped.
      if (nodes.length > 0 && position.nextToken !== undefined) break;
      next = nextPage(position, undefined, scopes.length);
    }
  }
  if (scopes.length === 1 && failures[0] !== undefined && nodes.length === 0) throw failures[0].failure;
  return {
    nodes,
    hasNextPage: next !== undefined,
    cursorAt: (index) => context.cursors.toCursor(positions[index] ?? start, bound),
    failures,
  };
}

/**
 * Where to continue in a page that is read again: after the item that was delivered last. If that item no longer exists, the page starts
 * over: repeating items is better than leaving some out.
 */
function offsetIn<Record>(
  records: readonly Record[],
  { offset, last }: Position,
  idOf: (record: Record) => string,
): number {
  if (last === undefined) return offset;
  return records.findIndex((record) => idOf(record) === last) + 1;
}

/** The start of the next page in the same scope, else of the first page in the next scope. Undefined after the last one. */
function nextPage(
  { scope }: Position,
  nextToken: string | undefined,
  scopeCount: number,
): Position | undefined {
  if (nextToken !== undefined) return { scope, nextToken, offset: 0 };
  return scope + 1 < scopeCount ? { scope: scope + 1, nextToken: undefined, offset: 0 } : undefined;
}

/** Where a list starts. @throws GraphQLError for an invalid `first` or `after`. */
export function startOf(context: Listing, { first, after }: ListArguments, bound: string): Position {
  if (first < 1 || first > maxResults)
    throw badRequest(`\`first\` must be from 1 to ${maxResults}.`, 'first');
  const position =
    typeof after === 'string'
      ? context.cursors.parseCursor(after, bound)
      : { scope: 0, nextToken: undefined, offset: 0 };
  if (position !== undefined) return position;
  throw badRequest(
    '`after` must be a cursor of the same list. Send it with the same `filter` and `scope`.',
    'after',
  );
}
