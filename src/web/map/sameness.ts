/** Tells what is new in a list that was read again. What is as it was stays the same object, so nothing that rests on it is made anew. Pure. */
/** @returns the fresh items, with those of before in place of their equals; the list of before if all are equal. */
export function kept<One>(
  before: readonly One[],
  fresh: readonly One[],
  idOf: (item: One) => string,
): readonly One[] {
  const old = new Map(before.map((item) => [idOf(item), item]));
  const items = fresh.map((item) => {
    const known = old.get(idOf(item));
    return known !== undefined && isEqual(known, item) ? known : item;
  });
  const isSame = before.length === items.length && items.every((item, index) => item === before[index]);
  return isSame ? before : items;
}

/** Compares what JSON can say. */
function isEqual(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  const names = Object.keys(left);
  return (
    names.length === Object.keys(right).length &&
    names.every((name) =>
      isEqual((left as Record<string, unknown>)[name], (right as Record<string, unknown>)[name]),
    )
  );
}
