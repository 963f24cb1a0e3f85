/**
 * The `Filter` parameter of Describe actions: a row must match every filter, by at least one of its values. Values may
 * have wildcards, and filters may name tags.
 */
import { filterLimitExceeded, invalidFilter, invalidParameter } from './errors.ts';
import { charactersIn } from './sharedParameters.ts';
import type { Row } from './state/records.ts';
import type { Estate } from './state/world.ts';
import { isLiteral, matches, type Pattern, toPattern, unescapePattern } from './wildcards.ts';
import { list, type Parser, required, string, structure } from './wire/parameters.ts';

/** What a filter compares: one value of the row or several, any of which may match. */
type FilterValue = string | number | boolean | undefined | readonly string[];

/** The filters of a kind, by EC2's name: each reads what it compares. */
export type FilterTable<R> = Readonly<Record<string, (row: R, estate: Estate) => FilterValue>>;

/** One `Filter.N`. */
export interface Criterion {
  readonly Name: string;
  readonly Value: readonly string[];
}

/** EC2 user guide, "Filtering resources". */
const maxFilters = 50;
const maxFilterValues = 200;
const maxFilterValueLength = 255;

const filterValue: Parser<string | undefined> = (node, name) => {
  const value = string(node, name);
  // Characters are counted only where they matter: reads by id send 200 short values.
  if (value && value.length > maxFilterValueLength && charactersIn(value) > maxFilterValueLength) {
    throw invalidParameter(`The value of ${name} is longer than ${maxFilterValueLength} characters`);
  }
  return value;
};

/**
 * `Filter.N.Name` with `Filter.N.Value.M`. An empty list as some clients send it, `Filter=`, is a filter without a name to EC2
 * (aws-sdk-js-v3 #6063).
 */
export const filters: Parser<Criterion[]> = (node, name) => {
  if (node?.value === '') throw invalidFilter('null');
  const criteria = list(structure({ Name: required(string), Value: list(filterValue) }))(node, name);
  const values = criteria.reduce((sum, { Value }) => sum + Value.length, 0);
  if (criteria.length > maxFilters) throw filterLimitExceeded('filters', maxFilters);
  if (values > maxFilterValues) throw filterLimitExceeded('filter values', maxFilterValues);
  return criteria;
};

/** Throws InvalidParameterValue if a criterion names a filter that the kind does not have. */
export function checkNames<R>(criteria: readonly Criterion[], table: FilterTable<R>, tagged: boolean): void {
  for (const { Name } of criteria) {
    const known = Object.hasOwn(table, Name) || (tagged && (Name === 'tag-key' || /^tag:./s.test(Name)));
    if (!known) throw invalidFilter(Name);
  }
}

/** The values of a criterion without their escapes, or undefined if one of them has a wildcard. */
export function literals({ Value }: Criterion): string[] | undefined {
  return Value.every(isLiteral) ? Value.map(unescapePattern) : undefined;
}

/** A predicate that is true for the rows that match every criterion. */
export function toPredicate<R extends Row>(
  criteria: readonly Criterion[],
  table: FilterTable<R>,
  estate: Estate,
): (row: R) => boolean {
  const tests = criteria.map((criterion) => {
    const read = reader(criterion.Name, table);
    const exact = new Set(criterion.Value.filter(isLiteral).map(unescapePattern));
    const patterns = criterion.Value.filter((value) => !isLiteral(value)).map(toPattern);
    return (row: R) => anyMatches(read(row, estate), exact, patterns);
  });
  return (row) => tests.every((test) => test(row));
}

function reader<R extends Row>(name: string, table: FilterTable<R>): (row: R, estate: Estate) => FilterValue {
  const read = Object.hasOwn(table, name) ? table[name] : undefined;
  if (read) return read;
  if (name === 'tag-key') return (row) => row.tags.map(({ key }) => key);
  const tagKey = name.slice('tag:'.length);
  return (row) => row.tags.find(({ key }) => key === tagKey)?.value;
}

function anyMatches(value: FilterValue, exact: ReadonlySet<string>, patterns: readonly Pattern[]): boolean {
  if (value === undefined) return false;
  if (typeof value === 'object') return value.some((one) => anyMatches(one, exact, patterns));
  const text = String(value);
  return exact.has(text) || patterns.some((pattern) => matches(pattern, text));
}
