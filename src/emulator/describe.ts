/**
 * The engine of every Describe action: ids, filters and paging. A kind of resource says where its rows are and how they
 * are written.
 */
import { type Action, action } from './action.ts';
import { type Criterion, checkNames, type FilterTable, filters, literals, toPredicate } from './criteria.ts';
import { decisions } from './decisions.ts';
import { type Ec2Error, invalidCombination, notFound } from './errors.ts';
import { found, type IdKind } from './ids.ts';
import { id, maxResults } from './sharedParameters.ts';
import type { Row } from './state/records.ts';
import type { Table } from './state/table.ts';
import type { Estate } from './state/world.ts';
import { escapePattern } from './wildcards.ts';
import { fromToken, type Query, toToken } from './wire/pageTokens.ts';
import { boolean, list, type Parser, string } from './wire/parameters.ts';
import type { Wire, WireObject } from './wire/xml.ts';

/** The parameter that takes a list of ids, and the error for ids that do not exist. */
interface IdList {
  readonly parameter: string;
  readonly parse: Parser<string | undefined>;
  readonly missing: (ids: readonly string[]) => Ec2Error;
}

/** The id list of a kind whose ids are a prefix and hex digits. */
export const idList = (parameter: string, kind: IdKind): IdList => ({
  parameter,
  parse: id(kind),
  missing: (ids) => notFound(kind.notFound, kind.noun, ids),
});

/** How one kind of resource is described. */
export interface Kind<R extends Row> {
  /** The response element that holds the items, e.g. `trafficMirrorSessionSet`. */
  set: string;
  /** All rows that the caller may see, in order of creation. `flags` names the boolean parameters that are true. */
  rows: (estate: Estate, flags: ReadonlySet<string>) => readonly R[];
  /** Whether a row is shown at all, even by its id. Default: yes. */
  shows?: (row: R, flags: ReadonlySet<string>) => boolean;
  /** The table that holds all of `rows`, if there is one: its indexes then avoid a full scan. */
  table?: (estate: Estate) => Table<R> | undefined;
  /** The parameter that takes a list of ids. */
  ids?: IdList;
  /** A parameter that selects the rows of one parent resource, as the filter named `filter` does. */
  within?: {
    parameter: string;
    kind: IdKind;
    filter: string;
    table: (estate: Estate) => Pick<Table<Row>, 'get'>;
  };
  /** A parameter that takes a list of names, which selects rows as the filter named `filter` does. All of them must exist. */
  named?: { parameter: string; filter: string; missing: (names: readonly string[]) => Ec2Error };
  filters: FilterTable<R>;
  /** Whether the filters `tag:<key>` and `tag-key` are supported. Default true. */
  tagged?: boolean;
  toWire: (row: R, estate: Estate) => WireObject;
  /** Boolean parameters other than DryRun. */
  flags?: readonly string[];
  /**
   * How MaxResults is validated; `max` is also the size of a page without it. `clamp` lowers a value above the maximum instead of rejecting it; `notWithIds` rejects
   * it together with ids. null: the action has no paging.
   */
  maxResults?: { min?: number; max?: number; clamp?: boolean; notWithIds?: boolean } | null;
}

/** Builds the Describe action of a kind. */
export function describe<R extends Row>(kind: Kind<R>): Action {
  const parameters: Record<string, Parser<unknown>> = { Filter: filters };
  if (kind.maxResults !== null) {
    parameters.MaxResults = maxResults(kind.maxResults);
    parameters.NextToken = string;
  }
  if (kind.ids) parameters[kind.ids.parameter] = list(kind.ids.parse);
  if (kind.within) parameters[kind.within.parameter] = id(kind.within.kind);
  if (kind.named) parameters[kind.named.parameter] = list(string);
  for (const flag of kind.flags ?? []) parameters[flag] = boolean;

  return action(
    parameters,
    (parsed, estate) => {
      const query = toQuery(kind, parsed);
      if (kind.within) {
        const parent = parsed[kind.within.parameter];
        if (typeof parent === 'string') found(kind.within.table(estate), kind.within.kind, parent);
      }
      checkNamed(kind, namesOf(kind, parsed), estate);
      return answer(kind, query, estate);
    },
    (parsed) => toQuery(kind, parsed),
  );
}

/**
 * The query of a request: the one in its page token, or else its own parameters. Throws InvalidParameterValue for an
 * unknown filter or an invalid token.
 */
function toQuery<R extends Row>(kind: Kind<R>, parsed: Readonly<Record<string, unknown>>): Query {
  // The parsers that `describe` registers give these fields these types.
  const own = parsed as { Filter: Criterion[]; MaxResults?: number; NextToken?: string };
  if (own.NextToken) {
    const query = fromToken(own.NextToken, kind.set);
    checkNames(query.criteria, kind.filters, kind.tagged ?? true);
    return { ...query, pageSize: own.MaxResults ?? query.pageSize };
  }
  checkNames(own.Filter, kind.filters, kind.tagged ?? true);
  if (own.MaxResults !== undefined && kind.maxResults?.notWithIds && idsOf(kind, parsed).length > 0) {
    throw invalidCombination(
      `The parameter ${kind.ids?.parameter} cannot be used with the parameter maxResults`,
    );
  }
  const parent = kind.within && parsed[kind.within.parameter];
  const within =
    kind.within && typeof parent === 'string' ? [{ Name: kind.within.filter, Value: [parent] }] : [];
  const names = namesOf(kind, parsed).map(escapePattern);
  const named = kind.named && names.length > 0 ? [{ Name: kind.named.filter, Value: names }] : [];
  return {
    ids: idsOf(kind, parsed),
    criteria: [...own.Filter, ...within, ...named],
    flags: (kind.flags ?? []).filter((flag) => parsed[flag] === true),
    pageSize: own.MaxResults ?? kind.maxResults?.max ?? decisions.defaultPageSize,
    after: 0,
  };
}

const idsOf = <R extends Row>({ ids }: Kind<R>, parsed: Readonly<Record<string, unknown>>): string[] =>
  ids ? [...new Set(parsed[ids.parameter] as string[])] : [];

const namesOf = <R extends Row>({ named }: Kind<R>, parsed: Readonly<Record<string, unknown>>): string[] =>
  named ? (parsed[named.parameter] as string[]) : [];

/** Throws the kind's error if one of the names does not exist. */
function checkNamed<R extends Row>(kind: Kind<R>, names: readonly string[], estate: Estate): void {
  const { named } = kind;
  const read = named && kind.filters[named.filter];
  if (!read || names.length === 0) return;
  const known = new Set(kind.rows(estate, new Set()).map((row) => read(row, estate)));
  const missing = names.filter((name) => !known.has(name));
  if (missing.length > 0) throw named.missing(missing);
}

function answer<R extends Row>(kind: Kind<R>, query: Query, estate: Estate): WireObject {
  const rows = candidates(kind, query, estate);
  const matches = toPredicate(query.criteria, kind.filters, estate);
  const flags = new Set(query.flags);
  const passes = (row: R) => matches(row) && (kind.shows?.(row, flags) ?? true);
  const pageSize = kind.maxResults === null ? Number.POSITIVE_INFINITY : query.pageSize;
  const page: R[] = [];
  let more = false;
  for (let i = firstAfter(rows, query.after); i < rows.length; i++) {
    const row = rows[i];
    if (!row || !passes(row)) continue;
    more = page.length === pageSize;
    if (more) break;
    page.push(row);
  }
  const items: Wire[] = page.map((row) => kind.toWire(row, estate));
  const last = page.at(-1);
  // Absent on the last page, because boto3 programs loop on `"NextToken" in response`.
  const nextToken = more && last ? toToken(kind.set, { ...query, after: last.seq }) : undefined;
  return { [kind.set]: items, nextToken };
}

/** The rows that can match, in order of creation: found by id or by an index where possible, or else every row. */
function candidates<R extends Row>(kind: Kind<R>, query: Query, estate: Estate): readonly R[] {
  const flags = new Set(query.flags);
  const table = kind.table?.(estate);
  if (kind.ids && query.ids.length > 0) {
    const byId = table ?? new Map(kind.rows(estate, flags).map((row) => [row.id, row]));
    const missing = query.ids.filter((one) => !byId.get(one));
    if (missing.length > 0) throw kind.ids.missing(missing);
    return inOrder(query.ids.flatMap((one) => byId.get(one) ?? []));
  }
  const indexed = table && query.criteria.find((one) => table.hasIndex(one.Name) && literals(one));
  if (!table || !indexed) return kind.rows(estate, flags);
  return inOrder([...new Set(literals(indexed))].flatMap((value) => table.by(indexed.Name, value)));
}

const inOrder = <R extends Row>(rows: R[]) => rows.sort((a, b) => a.seq - b.seq);

/**
 * Position of the first row created after `seq`. Binary search, so that the hundredth page costs no more than the
 * first.
 */
function firstAfter(rows: readonly Row[], seq: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((rows[middle]?.seq ?? 0) <= seq) low = middle + 1;
    else high = middle;
  }
  return low;
}
