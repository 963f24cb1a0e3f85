/** Reads the pages of a list one after the other. */
import { keyOf, type Scope } from '../lists.ts';

interface ScopeError {
  readonly scope: Scope;
  readonly message: string;
}

interface Page<Node> {
  readonly nodes: readonly Node[];
  readonly scopeErrors: readonly ScopeError[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

export interface Pages<Node> {
  readonly nodes: readonly Node[];
  /** The accounts and Regions that are missing, each once. */
  readonly scopeErrors: readonly ScopeError[];
  /** Whether there are more pages than were read. */
  readonly hasMore: boolean;
}

/** @param most how many pages are read. */
export async function readPages<Node>(
  readPage: (after: string | null) => Promise<Page<Node> | null | undefined>,
  most = Number.POSITIVE_INFINITY,
): Promise<Pages<Node>> {
  const nodes: Node[] = [];
  const scopeErrors = new Map<string, ScopeError>();
  let after: string | null = null;
  for (let count = 0; count < most; count++) {
    const page = await readPage(after);
    if (page == null) throw new Error('The gateway returned no list.');
    nodes.push(...page.nodes);
    for (const error of page.scopeErrors) scopeErrors.set(keyOf(error.scope), error);
    if (!page.pageInfo.hasNextPage) return { nodes, scopeErrors: [...scopeErrors.values()], hasMore: false };
    after = page.pageInfo.endCursor;
  }
  return { nodes, scopeErrors: [...scopeErrors.values()], hasMore: true };
}
