/** Reads everything that the map shows: for each scope all four kinds of resources at once, each page by page. */
import {
  FiltersDocument,
  InterfacesDocument,
  ScopesDocument,
  SessionsDocument,
  TargetsDocument,
} from '../../generated/web/graphql.ts';
import {
  type Filter,
  type InterfaceFieldsFragment,
  type List,
  type Part,
  type Scope,
  type Session,
  type Target,
  toInterface,
} from './lists.ts';
import type { Send } from './request.ts';
import { textOf } from './texts.ts';

interface Page<Item> {
  readonly page: { nodes: Item[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } } | null;
}

/** Pages of filters are smaller because each filter comes with up to 20 rules. */
const pageSize = { usual: 1_000, filters: 100 };

/** @throws Error if the list of scopes cannot be read. */
export async function loadScopes(send: Send, signal: AbortSignal): Promise<readonly Scope[]> {
  return (await send(ScopesDocument, {}, signal)).trafficMirrorScopes ?? [];
}

/**
 * Reads one scope. A list that cannot be read is empty and says why.
 *
 * @param onItems called with the number of resources on each page.
 */
export async function loadPart(
  send: Send,
  scope: Scope,
  onItems: (count: number) => void,
  signal: AbortSignal,
): Promise<Part> {
  const readAt = Date.now();
  const readAll = async <Item>(
    fetchPage: (after: string | null) => Promise<Page<Item>>,
  ): Promise<List<Item>> => {
    const items: Item[] = [];
    try {
      for (let after: string | null | undefined = null; after !== undefined; ) {
        const { page } = await fetchPage(after);
        if (page === null) return { items: [], failure: 'The gateway returned no list.' };
        items.push(...page.nodes);
        onItems(page.nodes.length);
        after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : undefined;
      }
    } catch (error) {
      return { items: [], failure: (error as Error).message };
    }
    return { items, readAt };
  };
  const variables = {
    scope: { accountIds: [scope.accountId], regions: [scope.region] },
    first: pageSize.usual,
  };
  const [interfaces, sessions, targets, filters] = await Promise.all([
    readAll<InterfaceFieldsFragment>((after) => send(InterfacesDocument, { ...variables, after }, signal)),
    readAll<Session>((after) => send(SessionsDocument, { ...variables, after }, signal)),
    readAll<Target>((after) => send(TargetsDocument, { ...variables, after }, signal)),
    readAll<Filter>((after) =>
      send(FiltersDocument, { ...variables, first: pageSize.filters, after }, signal),
    ),
  ]);
  const items = interfaces.items.map((one) => toInterface(scope, one));
  // Now, scope by scope, so that the first letter of a search does not wait for the texts of all.
  for (const list of [items, sessions.items, targets.items, filters.items]) list.forEach(textOf);
  return { scope, interfaces: { ...interfaces, items }, sessions, targets, filters };
}
