/** Problems in a JSON file: each is named at its place, in a line of its own. */
import * as z from 'zod';

/** A problem, and where it is. */
export interface Problem {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** The problems of a shape that the value does not have. Each unknown name is a problem at its own place. */
export function shapeProblems(issue: z.core.$ZodIssue): Problem[] {
  if (issue.code !== 'unrecognized_keys') return [issue];
  return issue.keys.map((key) => ({
    path: [...issue.path, key],
    message: 'is not a field that is known here',
  }));
}

/** A problem for each item whose key an earlier one has. An undefined key is no key. */
export function twice<Item>(
  items: readonly Item[],
  path: Problem['path'],
  keyOf: (item: Item) => string | undefined,
  message: (key: string) => string,
): Problem[] {
  const seen = new Set<string>();
  return items.flatMap((item, i) => {
    const key = keyOf(item);
    if (key === undefined) return [];
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew ? [] : [{ path: [...path, i], message: message(key) }];
  });
}

export const toLine =
  (file: string) =>
  ({ path, message }: Problem): string =>
    `${file}: ${path.length === 0 ? 'the file' : z.core.toDotPath([...path])}: ${message}`;
