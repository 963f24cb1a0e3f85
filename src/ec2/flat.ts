/** Copies of texts for what outlives a request. A text that was read from an answer is a slice of it, and keeps all of it in memory. */

export const flat = (text: string): string => JSON.parse(JSON.stringify(text)) as string;

/** @returns a function that copies plain data with all of its texts. It makes one copy of equal texts. */
export function createFlat(): <Value>(value: Value) => Value {
  const copies = new Map<string, string>();
  function textOf(text: string): string {
    const known = copies.get(text);
    if (known !== undefined) return known;
    const copy = flat(text);
    copies.set(copy, copy);
    return copy;
  }
  function copyOf(value: unknown): unknown {
    if (typeof value === 'string') return textOf(value);
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map(copyOf);
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, copyOf(one)]));
  }
  return copyOf as ReturnType<typeof createFlat>;
}
