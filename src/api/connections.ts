/** Lists as Relay connections, read from EC2's pages. */
import { Ec2Failure } from '../ec2/failure.ts';
import { describePage } from '../ec2/reads/describe.ts';
import type { ResourceKind } from '../ec2/reads/kind.ts';
import type { Page } from '../ec2/reads/lanes.ts';
import { maxResults } from '../ec2/reads/pages.ts';
import type { Ec2Scope } from '../ec2/scope.ts';
import type { GatewayContext } from './context.ts';
import type { Position } from './cursors.ts';
import { nextPage, take } from './ec2Pages.ts';
import { badRequest, type ScopeFailure } from './errors.ts';
import type { OwnCriteria } from './ownCriteria.ts';
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
  /** How many items all pages have. Null: further EC2 calls would have to tell. */
  readonly totalCount: number | null;
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
  readonly own?: OwnCriteria<Record> | undefined;
}

/** What a list needs of the context. */
export type Listing = Pick<GatewayContext, 'cursors' | 'usage'>;

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
  { name, kind, scopes, filters, own }: List<Item, Record>,
  { first, after }: ListArguments,
): Promise<Connection<Record>> {
  const bound = boundOf(name, scopes, [filters, own?.given]);
  const start = startOf(context, { first, after }, bound);
  if (filters === undefined) return nothing;
  const nodes: Record[] = [];
  /** Where the list continues after each node. */
  const positions: Position[] = [];
  const failures: ScopeFailure[] = [];
  let total: number | null = null;
  let next: Position | undefined = start;
  const read = createReadAhead<Record>(scopes, async (scope, { nextToken }, wanted) => {
    // Any number of what is read may not match.
    const input = { filters, maxResults: own ? maxResults : Math.min(maxResults, wanted), nextToken };
    return describePage(scope, kind, input, context.usage);
  });
  while (next !== undefined && nodes.length < first) {
    const position: Position = next;
    const scope = scopes[position.scope];
    if (scope === undefined) break;
    try {
      const missing: number = first - nodes.length;
      const page: Page<Record> = await read(scope, position, position.offset + missing);
      const taken = take(page.records, position, missing, kind.idOf, own?.matches);
      nodes.push(...taken.nodes);
      positions.push(...taken.positions);
      const following = nextPage(position, page.nextToken, scopes.length);
      total = following === undefined ? nodes.length + taken.further : null;
      next = taken.further > 0 ? taken.positions.at(-1) : following;
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
    totalCount: after || failures.length > 0 ? null : total,
  };
}

const nothing: Connection<never> = {
  nodes: [],
  hasNextPage: false,
  cursorAt: () => '',
  failures: [],
  totalCount: 0,
};

/** What the cursors of a list are valid for. @param criteria what else they depend on. */
export const boundOf = (name: string, scopes: readonly Ec2Scope[], criteria: readonly unknown[]) =>
  JSON.stringify([name, scopes.map(({ accountId, region }) => [accountId, region]), ...criteria]);

/** Where a list starts. @throws GraphQLError for an invalid `first` or `after`. */
export function startOf(
  context: Pick<Listing, 'cursors'>,
  { first, after }: ListArguments,
  bound: string,
): Position {
  if (first < 1 || first > maxResults)
    throw badRequest(`\`first\` must be from 1 to ${maxResults}.`, 'first');
  const position =
    typeof after === 'string'
      ? context.cursors.parseCursor(after, bound)
      : { scope: 0, nextToken: undefined, offset: 0 };
  if (position !== undefined) return position;
  throw badRequest(
    '`after` must be a cursor of the same list. Send it with the same `filter` and `scope`, and the same `orderBy`.',
    'after',
  );
}
