/** Lists as Relay connections: what a page has, and what its cursors are valid for. */
import { maxResults } from '../ec2/reads/pages.ts';
import type { Place } from '../ec2/scope.ts';
import type { AwsFanOutInput } from '../generated/types.ts';
import type { GatewayContext } from './context.ts';
import type { Position } from './cursors.ts';
import { firstPage } from './ec2Pages.ts';
import { badRequest, type ScopeFailure } from './errors.ts';

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
  /** Where the next page begins. Undefined: after the last node. */
  readonly nextCursor?: (() => string) | undefined;
  /** Scopes that could not be read. */
  readonly failures: readonly ScopeFailure[];
  /** How many scopes the next pages still have to read. */
  readonly scopesLeft: number;
  /** How many items all pages have. Null: further EC2 calls would have to tell. */
  readonly totalCount: number | null;
}

export interface ListArguments {
  readonly first: number;
  readonly after?: string | null | undefined;
}

/** What a list needs of the context. */
export type Listing = Pick<GatewayContext, 'cursors' | 'usage'>;

export const nothing: Connection<never> = {
  nodes: [],
  hasNextPage: false,
  cursorAt: () => '',
  failures: [],
  scopesLeft: 0,
  totalCount: 0,
};

/**
 * What the cursors of a list are valid for.
 *
 * @param asked the accounts and Regions as they were asked for: which ones "all" are may change while a list is read.
 * @param scopes what that came to. Where nothing was asked for, it was the caller's own account or Region, which must not change.
 * @param criteria what else they depend on.
 */
export function boundOf(
  name: string,
  asked: AwsFanOutInput | null | undefined,
  [first]: readonly Place[],
  criteria: readonly unknown[],
): string {
  const { accountIds, regions, allAccounts, allRegions } = asked ?? {};
  return JSON.stringify([
    name,
    [
      allAccounts ? 'all' : (accountIds?.toSorted() ?? [first?.accountId]),
      allRegions ? 'all' : (regions?.toSorted() ?? [first?.region]),
    ],
    ...criteria,
  ]);
}

/** Where a list starts. @throws GraphQLError for an invalid `first` or `after`. */
export function startOf(
  context: Pick<Listing, 'cursors'>,
  { first, after }: ListArguments,
  bound: string,
): Position {
  if (first < 1 || first > maxResults)
    throw badRequest(`\`first\` must be from 1 to ${maxResults}.`, 'first');
  const position = typeof after === 'string' ? context.cursors.parseCursor(after, bound) : firstPage('');
  if (position !== undefined) return position;
  throw badRequest(
    '`after` must be a cursor of the same list. Send it with the same `filter` and `scope`, and the same `orderBy`.',
    'after',
  );
}
