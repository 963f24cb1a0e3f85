/** Lists that are read from one account and Region after the other, a page at a time. */
import type { GraphQLResolveInfo } from 'graphql';
import { Ec2Failure } from '../ec2/failure.ts';
import { describePage } from '../ec2/reads/describe.ts';
import type { ResourceKind } from '../ec2/reads/kind.ts';
import type { DescribeInput, Page } from '../ec2/reads/lanes.ts';
import { maxResults } from '../ec2/reads/pages.ts';
import { type Ec2Scope, nameOf } from '../ec2/scope.ts';
import type { Ec2Usage } from '../ec2/usage.ts';
import type { AwsFanOutInput } from '../generated/types.ts';
import {
  boundOf,
  type Connection,
  type Criterion,
  type ListArguments,
  type Listing,
  nothing,
  startOf,
} from './connections.ts';
import type { Position } from './cursors.ts';
import { firstPage, type Taken, take } from './ec2Pages.ts';
import type { ScopeFailure } from './errors.ts';
import type { OwnCriteria } from './ownCriteria.ts';
import { createPageEnd, isOfRequest, type PageEnd } from './pageEnd.ts';
import { createReadAhead } from './readAhead.ts';
import { furtherReads } from './selection.ts';

/** What is listed. */
interface List<Record> {
  /** What its cursors are valid for. */
  readonly bound: string;
  /** In the order of their names. */
  readonly scopes: readonly Ec2Scope[];
  /** Reads a page of a scope. Undefined: nothing can match, so EC2 is not called. */
  readonly read: ReadPage<Record> | undefined;
  readonly idOf: (record: Record) => string;
  /** Criteria that EC2 cannot select by. */
  readonly own?: OwnCriteria<Record> | undefined;
  /** How many reads the query may need in each scope for the items that are listed, besides their list. */
  readonly furtherReads: number;
}

/** What EC2 selects and orders. A cursor is valid only for the list that it came from. */
interface Ec2List<Item, Record> extends Pick<List<Record>, 'scopes' | 'own'> {
  readonly name: string;
  readonly kind: ResourceKind<Item, Record>;
  /** The accounts and Regions as they were asked for. */
  readonly asked: AwsFanOutInput | null | undefined;
  /** Undefined: nothing can match. */
  readonly filters: readonly Criterion[] | undefined;
}

type ReadPage<Record> = (
  scope: Ec2Scope,
  page: Pick<DescribeInput, 'maxResults' | 'nextToken'>,
  usage: Ec2Usage,
) => Promise<Page<Record>>;

/** Reads a page of what EC2 selects and orders. @throws as `connectScopes` does. */
export const connect = <Item, Record>(
  context: Listing,
  { name, kind, asked, scopes, filters, own }: Ec2List<Item, Record>,
  page: ListArguments,
  info?: GraphQLResolveInfo,
): Promise<Connection<Record>> =>
  connectScopes(
    context,
    {
      bound: boundOf(name, asked, scopes, [filters, own?.given]),
      scopes,
      read: filters && ((scope, input, usage) => describePage(scope, kind, { ...input, filters }, usage)),
      idOf: kind.idOf,
      own,
      furtherReads: info && scopes.length > 1 ? furtherReads(info) : 0,
    },
    page,
  );

/**
 * Reads a page of a list over one or more scopes. It ends early, even without any items, before the request runs out of EC2 calls or time;
 * the next page goes on from there.
 *
 * A scope that cannot be read is skipped and reported in `failures`. In a list of one scope, its failure is thrown. If a later page of a
 * scope fails after nodes were read, the list ends there and continues there.
 *
 * @throws GraphQLError for an invalid `first` or `after`. Ec2Failure.
 */
export async function connectScopes<Record>(
  { cursors, usage }: Listing,
  list: List<Record>,
  { first, after }: ListArguments,
): Promise<Connection<Record>> {
  const { bound, scopes, read, furtherReads } = list;
  const start = startOf({ cursors }, { first, after }, bound);
  if (read === undefined) return nothing;
  const end = createPageEnd({ usage, isOverSeveral: scopes.length > 1, furtherReads });
  const { nodes, positionAfter, failures, total, next } = await fill({ ...list, read }, start, first, end);
  const toCursor = (position: Position) => cursors.toCursor(position, bound);
  return {
    nodes,
    hasNextPage: next !== undefined,
    cursorAt: (index) => toCursor(positionAfter(index)),
    nextCursor: next && (() => toCursor(next)),
    failures,
    scopesLeft: next === undefined ? 0 : scopes.filter((scope) => nameOf(scope) >= next.scope).length,
    totalCount: after || failures.length > 0 ? null : total,
  };
}

/** What was read of a page. */
interface Filled<Record> {
  readonly nodes: Record[];
  /** Where the list continues after the node at `index`. */
  readonly positionAfter: (index: number) => Position;
  readonly failures: ScopeFailure[];
  /** How many items there are from the start on; null when that is not known. */
  readonly total: number | null;
  /** Where the next page begins; undefined: there is none. */
  readonly next: Position | undefined;
}

async function fill<Record>(
  { scopes, read: readPage, idOf, own }: List<Record> & { readonly read: ReadPage<Record> },
  start: Position,
  first: number,
  end: PageEnd,
): Promise<Filled<Record>> {
  const [nodes, failures]: [Record[], ScopeFailure[]] = [[], []];
  /** What was taken of EC2's pages, from which node on. */
  const taken: (Pick<Taken<Record>, 'positionAfter'> & { readonly from: number })[] = [];
  /** Where the list continues after the last node of one of EC2's pages, by the index of the node. */
  const continued = new Map<number, Position>();
  const read = createReadAhead<Record>(scopes, end.affordable, (scope, { nextToken }, wanted) => {
    // Any number of what is read may not match.
    const page = { maxResults: own ? maxResults : Math.min(maxResults, wanted), nextToken };
    return end.read(scope, (usage) => readPage(scope, page, usage));
  });
  const indexes = new Map(scopes.map((scope, index) => [nameOf(scope), index]));
  /** Undefined after the last one. */
  const startAt = (scope: Ec2Scope | undefined) => scope && firstPage(nameOf(scope));
  // The caller may not be able to use the scope of the cursor any more.
  const begins = indexes.has(start.scope)
    ? start
    : startAt(scopes.find((scope) => nameOf(scope) > start.scope));
  let [next, total]: [Position | undefined, number | null] = [begins, null];
  while (next !== undefined && nodes.length < first) {
    const position: Position = next;
    const index = indexes.get(position.scope) as number;
    const scope = scopes[index] as Ec2Scope;
    const missing = first - nodes.length;
    try {
      const page: Page<Record> | undefined = await read(scope, position, position.offset + missing);
      if (page === undefined) break;
      const part = take(page.records, position, missing, idOf, own?.matches);
      if (part.nodes.length > 0) end.found(scope);
      taken.push({ from: nodes.length, ...part });
      nodes.push(...part.nodes);
      const following =
        page.nextToken === undefined
          ? startAt(scopes[index + 1])
          : { scope: position.scope, nextToken: page.nextToken, offset: 0 };
      total = following === undefined ? nodes.length + part.further : null;
      next = part.further > 0 ? part.positionAfter(part.nodes.length - 1) : following;
    } catch (failure) {
      if (!(failure instanceof Ec2Failure)) throw failure;
      if (isOfRequest(failure) && position !== begins) break;
      if (isOfRequest(failure) || (scopes.length === 1 && nodes.length === 0)) throw failure;
      failures.push({ scope, failure });
      // What follows in a scope that was begun must not be left out: the caller can go on from here. If this position fails again, at the
      // start of its next page, it is skipped.
      if (nodes.length > 0 && position.nextToken !== undefined) break;
      next = startAt(scopes[index + 1]);
    }
    // After the last node of an EC2 page, continue at the start of the next page. A position at the end of this page would make EC2 read
    // it again.
    if (next?.offset === 0) continued.set(nodes.length - 1, next);
  }
  const positionAfter = (index: number) => {
    const part = taken.findLast(({ from }) => from <= index) as (typeof taken)[number];
    return continued.get(index) ?? part.positionAfter(index - part.from);
  };
  return { nodes, positionAfter, failures, total, next };
}
