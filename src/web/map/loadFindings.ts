/** Reads the findings of all accounts and Regions, page by page. */
import { FindingsDocument } from '../../generated/web/graphql.ts';
import { type Finding, type Findings, toFinding } from './findings.ts';
import type { Send } from './request.ts';

/**
 * How many findings a page has, and how many affected sessions each of them lists. The gateway answers at most 20,000 objects.
 * Most estates fit on the first page, which costs no reads but those of the rules; for further pages the sessions are read by
 * their IDs, so these list as few as fit in 50 EC2 calls.
 */
const pageSizes = {
  first: { first: 18, sessions: 1_000 },
  further: { first: 400, sessions: 20 },
};

/** @throws Error if a page cannot be read. */
export async function loadFindings(send: Send, signal: AbortSignal): Promise<Findings> {
  const readPage = async (after: string | null) => {
    const size = after === null ? pageSizes.first : pageSizes.further;
    const { page } = await send(FindingsDocument, { ...size, after }, signal);
    if (page === null) throw new Error('The gateway returned no findings.');
    return page;
  };
  const found: Finding[] = [];
  for (let after: string | null = null; ; ) {
    const { nodes, unchecked, scopeErrors, pageInfo }: Awaited<ReturnType<typeof readPage>> =
      await readPage(after);
    found.push(...nodes.map(toFinding));
    if (!pageInfo.hasNextPage || pageInfo.endCursor === null) return { found, unchecked, scopeErrors };
    after = pageInfo.endCursor;
  }
}
