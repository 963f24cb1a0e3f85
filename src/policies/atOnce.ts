/** Does several things at once, and not all of them. */

/** @returns the results in the order of the items. @throws what one of them throws; none is begun after that. */
export async function someAtOnce<Item, Result>(
  items: readonly Item[],
  count: number,
  handle: (item: Item, index: number) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const left = items.entries();
  let isFailed = false;
  const work = async () => {
    for (const [index, item] of left) {
      if (isFailed) return;
      results[index] = await handle(item, index).catch((error: unknown) => {
        isFailed = true;
        throw error;
      });
    }
  };
  await Promise.all(Array.from({ length: Math.min(count, items.length) }, work));
  return results;
}
