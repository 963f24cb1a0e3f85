/** Reads lists page by page. */

/** A page of a list, with what leads to the next one. */
export interface ListPage {
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor?: string | null };
}

/**
 * Reads the pages of a list, each when it is asked for, until there is no next one. A page of many accounts and Regions may have no items
 * and still be followed by others that do, so this goes by `hasNextPage` alone.
 *
 * What a page could not read is in its `scopeErrors`: look at them before calling the list complete.
 *
 * @param read sends the query for the page behind a cursor, null for the first page. Filter, scope and order must be the same for each.
 * @returns the pages in their order. It throws what `read` throws.
 */
export async function* pages<Page extends ListPage>(
  read: (after: string | null) => Promise<Page | null | undefined>,
): AsyncGenerator<Page, void, undefined> {
  for (let after: string | null | undefined = null; after !== undefined; ) {
    const page: Page | null | undefined = await read(after);
    if (!page)
      throw new Error('the answer has no such list, although it has no errors: does the query select it?');
    yield page;
    const { hasNextPage, endCursor } = page.pageInfo;
    if (hasNextPage && (!endCursor || endCursor === after))
      throw new Error(
        'the list goes on, but its cursor does not: select `pageInfo { hasNextPage endCursor }`',
      );
    after = hasNextPage ? endCursor : undefined;
  }
}
