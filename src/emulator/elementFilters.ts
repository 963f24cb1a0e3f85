/** Filters that compare what an answer shows: each is the path of an element, so that filters and answers cannot disagree. */
import type { FilterTable } from './criteria.ts';
import type { Row } from './state/records.ts';
import type { Estate } from './state/world.ts';
import { isSet, type Wire } from './wire/xml.ts';

/** All values at a path such as `groupSet.groupId`. A set is passed through: each of its items may have the rest of the path. */
export function valuesAt(value: Wire, path: readonly string[]): string[] {
  if (value === undefined) return [];
  if (isSet(value)) return value.flatMap((item) => valuesAt(item, path));
  const [name, ...rest] = path;
  if (typeof value === 'object')
    return name === undefined ? [] : [...valuesAt(value[name], rest), ...valuesAt(value[''], path)];
  return name === undefined ? [String(value)] : [];
}

/** `private-dns-name-options.hostname-type` is the element `privateDnsNameOptions.hostnameType`. */
const toPath = (filter: string) => filter.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());

/**
 * Filters on elements of what `toWire` gives. They read the whole answer for each row, so those that large estates are searched by are
 * better written as functions. `regular` names, in one text, the filters that are called like their elements; `others` have the path.
 */
export function elementFilters<R extends Row>(
  toWire: (row: R, estate: Estate) => Wire,
  regular: string,
  others: Readonly<Record<string, string>> = {},
): FilterTable<R> {
  const paths = [
    ...regular.split(/\s+/).map((name) => [name, toPath(name)] as const),
    ...Object.entries(others),
  ];
  return Object.fromEntries(
    paths.map(([name, path]) => {
      const names = path.split('.');
      return [name, (row: R, estate: Estate) => valuesAt(toWire(row, estate), names)];
    }),
  );
}
