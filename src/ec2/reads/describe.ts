/** Reads resources of any type: by id, by another property, or as a page of a list. */
import type { Filter } from '@aws-sdk/client-ec2';
import { authorize, type Ec2Action } from '../actions.ts';
import { type Send, sender } from '../call.ts';
import { Ec2Failure } from '../failure.ts';
import { malformed } from '../failures.ts';
import type { Ec2Scope } from '../scope.ts';
import type { CallUsage, Ec2Usage } from '../usage.ts';
import { createLane, type DescribeInput, type Lane, type Page } from './lanes.ts';

export interface DescribeOutput<Item> {
  readonly items: readonly Item[] | undefined;
  readonly nextToken: string | undefined;
}

/** How one type of resource is read. */
export interface ResourceKind<Item, Record> {
  readonly action: Ec2Action;
  /** The name of the EC2 filter on the id. */
  readonly idFilter: string;
  readonly describe: (parameters: DescribeParameters, send: Send) => Promise<DescribeOutput<Item>>;
  readonly fromEc2: (item: Item, scope: Ec2Scope) => Record;
  readonly idOf: (record: Record) => string;
}

/** The parameters of a Describe action, in the SDK's shape. */
export interface DescribeParameters {
  Filters: Filter[];
  MaxResults: number;
  NextToken: string | undefined;
}

/** EC2 takes at most this many values in one filter (EC2 user guide, "Filtering"). */
export const maxFilterValues = 200;
const minResults = 5;
export const maxResults = 1_000;

/**
 * Reads resources by id, in calls shared with all requests that read this type at the same time.
 *
 * Uses the id *filter*, because one unknown id in the id *list* would fail the whole call. Ids must have a valid format: `*` and `?` are
 * wildcards in a filter value and would match other resources.
 *
 * @returns one entry per id, in the same order; null where EC2 has no such resource.
 * @throws Ec2Failure.
 */
export async function describeByIds<Item, Record>(
  scope: Ec2Scope,
  kind: ResourceKind<Item, Record>,
  ids: readonly string[],
  usage: Ec2Usage,
): Promise<(Record | null)[]> {
  const { loadByIds } = laneOf(scope, kind);
  if (ids.length <= maxFilterValues) return pick(await loadByIds(ids, usage), ids);
  const parts = Array.from({ length: Math.ceil(ids.length / maxFilterValues) }, (_, index) =>
    ids.slice(index * maxFilterValues, (index + 1) * maxFilterValues),
  );
  const found = await Promise.all(parts.map(async (part) => pick(await loadByIds(part, usage), part)));
  return found.flat();
}

const pick = <Record>(found: ReadonlyMap<string, Record>, ids: readonly string[]) =>
  ids.map((id) => found.get(id) ?? null);

/**
 * Reads resources by a property that several may share, for example sessions by their interface.
 *
 * @returns one list per value, in the same order.
 * @throws Ec2Failure.
 */
export async function describeByValues<Item, Record>(
  scope: Ec2Scope,
  kind: ResourceKind<Item, Record>,
  by: {
    /** The name of the EC2 filter. */
    readonly filter: string;
    readonly propertyOf: (record: Record) => string | undefined;
    readonly values: readonly string[];
  },
  usage: Ec2Usage,
): Promise<Record[][]> {
  const found = new Map<string | undefined, Record[]>(by.values.map((value) => [value, []]));
  for (let start = 0; start < by.values.length; start += maxFilterValues) {
    const filters = [{ Name: by.filter, Values: by.values.slice(start, start + maxFilterValues) }];
    for (const record of await describeAll(scope, kind, filters, usage))
      found.get(by.propertyOf(record))?.push(record);
  }
  return by.values.map((value) => found.get(value) ?? []);
}

/** Reads every page of a list. Only for lists that are short by nature, such as the sessions of one interface. */
async function describeAll<Item, Record>(
  scope: Ec2Scope,
  kind: ResourceKind<Item, Record>,
  filters: readonly Filter[],
  usage: Ec2Usage,
): Promise<Record[]> {
  return readAll((input) => describePage(scope, kind, input, usage), filters);
}

/** Reads one page of a list. `maxResults` is raised to EC2's minimum of 5, so a page may hold more than was requested. @throws Ec2Failure. */
export function describePage<Item, Record>(
  scope: Ec2Scope,
  kind: ResourceKind<Item, Record>,
  input: DescribeInput,
  usage: Ec2Usage,
): Promise<Page<Record>> {
  return laneOf(scope, kind).loadPage(
    { ...input, maxResults: Math.max(minResults, input.maxResults) },
    usage,
  );
}

/** The lane of a resource type. Each scope has its own lanes, so no caller sees what was read with other credentials. */
function laneOf<Item, Record>(scope: Ec2Scope, kind: ResourceKind<Item, Record>): Lane<Record> {
  authorize(scope, kind.action);
  const known = scope.lanes.get(kind.action);
  // There is one kind per action, so this lane was created for this kind.
  if (known !== undefined) return known as Lane<Record>;
  const lane: Lane<Record> = createLane({
    action: kind.action,
    budget: scope.budget,
    observer: scope.observer,
    maxIds: maxFilterValues,
    readByIds: (ids, usage) => readByIds(scope, kind, ids, usage),
    readPage: (input, usage) => readPage(scope, kind, input, usage),
  });
  scope.lanes.set(kind.action, lane);
  return lane;
}

async function readByIds<Item, Record>(
  scope: Ec2Scope,
  kind: ResourceKind<Item, Record>,
  ids: readonly string[],
  usage: CallUsage,
): Promise<ReadonlyMap<string, Record>> {
  const filters = [{ Name: kind.idFilter, Values: [...ids] }];
  const records = await readAll((input) => readPage(scope, kind, input, usage), filters);
  return new Map(records.map((record) => [kind.idOf(record), record]));
}

async function readAll<Record>(
  read: (input: DescribeInput) => Promise<Page<Record>>,
  filters: readonly Filter[],
): Promise<Record[]> {
  const records: Record[] = [];
  let nextToken: string | undefined;
  do {
    const page = await read({ filters, maxResults, nextToken });
    records.push(...page.records);
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return records;
}

/** Reads a page. EC2 is asked a second time if its answer lacks what it must have. */
async function readPage<Item, Record>(
  scope: Ec2Scope,
  kind: ResourceKind<Item, Record>,
  input: DescribeInput,
  usage: CallUsage,
): Promise<Page<Record>> {
  const ask = () => askForPage(scope, kind, input, usage);
  return ask().catch((error: unknown) => {
    if (error instanceof Ec2Failure && error.kind === 'malformed') return ask();
    throw error;
  });
}

async function askForPage<Item, Record>(
  scope: Ec2Scope,
  kind: ResourceKind<Item, Record>,
  input: DescribeInput,
  usage: CallUsage,
): Promise<Page<Record>> {
  const send = sender(scope, kind.action, usage);
  const parameters = {
    Filters: [...input.filters],
    MaxResults: input.maxResults,
    NextToken: input.nextToken,
  };
  const { items, nextToken } = await kind.describe(parameters, send);
  if (items === undefined) throw malformed('EC2 answered without a result set');
  const records = items.map((item) => kind.fromEc2(item, scope));
  if (!records.every(kind.idOf)) throw malformed('EC2 answered with a resource that has no id');
  if (nextToken && nextToken === input.nextToken) {
    const message = 'EC2 answered with the same page token that was sent';
    throw new Ec2Failure(message, { kind: 'broken', ambiguous: false });
  }
  return { records, nextToken: nextToken || undefined };
}
