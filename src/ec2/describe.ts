/** Reads resources of any kind: by id through the id filter, or a page of a list. */
import type { EC2Client, Filter } from '@aws-sdk/client-ec2';
import type { Ec2Scope } from './clients.ts';
import { Ec2Failure } from './failure.ts';

/** What the four Describes have in common. */
export interface DescribeInput {
  readonly filters: readonly Filter[];
  /** 5 to 1000. */
  readonly maxResults: number;
  readonly nextToken: string | undefined;
}

export interface DescribeOutput<Item> {
  readonly items: readonly Item[] | undefined;
  readonly nextToken: string | undefined;
}

/** How one kind of resource is read. */
export interface ResourceKind<Item, Record> {
  /** The name of the EC2 filter that takes ids. */
  readonly idFilter: string;
  readonly describe: (
    client: EC2Client,
    input: DescribeInput,
    signal: AbortSignal,
  ) => Promise<DescribeOutput<Item>>;
  readonly fromEc2: (item: Item, scope: Ec2Scope) => Record;
  readonly idOf: (record: Record) => string;
}

export interface Page<Record> {
  readonly records: readonly Record[];
  /** Undefined: this was the last page. An empty page may have one. */
  readonly nextToken: string | undefined;
}

/** EC2 takes at most this many values in one filter (EC2 user guide, "Filtering"). */
const maxFilterValues = 200;
const minResults = 5;
export const maxResults = 1_000;

/**
 * Reads resources by id.
 *
 * By the id *filter*, for one unknown id in the id *list* would fail the whole call. Ids must have passed the grammar: a
 * filter value with `*` or `?` in it would match other resources.
 *
 * @returns one entry per id in the order asked, null where EC2 knows none.
 */
export async function describeByIds<Item, Record>(
  scope: Ec2Scope,
  kind: ResourceKind<Item, Record>,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<(Record | null)[]> {
  const found = new Map<string, Record>();
  for (let start = 0; start < ids.length; start += maxFilterValues) {
    const filters = [{ Name: kind.idFilter, Values: ids.slice(start, start + maxFilterValues) }];
    for (const record of await describeAll(scope, kind, filters, signal))
      found.set(kind.idOf(record), record);
  }
  return ids.map((id) => found.get(id) ?? null);
}

/**
 * Reads resources by a property that many may share, for example the sessions of interfaces.
 *
 * @returns one list per value in the order asked.
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
  signal: AbortSignal,
): Promise<Record[][]> {
  const found = new Map<string | undefined, Record[]>(by.values.map((value) => [value, []]));
  for (let start = 0; start < by.values.length; start += maxFilterValues) {
    const filters = [{ Name: by.filter, Values: by.values.slice(start, start + maxFilterValues) }];
    for (const record of await describeAll(scope, kind, filters, signal))
      found.get(by.propertyOf(record))?.push(record);
  }
  return by.values.map((value) => found.get(value) ?? []);
}

/** Reads every page of a list; only for lists that are short by their nature, such as the sessions of one interface. */
export async function describeAll<Item, Record>(
  scope: Ec2Scope,
  kind: ResourceKind<Item, Record>,
  filters: readonly Filter[],
  signal: AbortSignal,
): Promise<Record[]> {
  const records: Record[] = [];
  let nextToken: string | undefined;
  do {
    const page = await describePage(scope, kind, { filters, maxResults, nextToken }, signal);
    records.push(...page.records);
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return records;
}

/** Reads one page of a list. `maxResults` below EC2's minimum of 5 is raised to it, so a page may hold more than asked. */
export async function describePage<Item, Record>(
  scope: Ec2Scope,
  kind: ResourceKind<Item, Record>,
  input: DescribeInput,
  signal: AbortSignal,
): Promise<Page<Record>> {
  const request = { ...input, maxResults: Math.max(minResults, input.maxResults) };
  const output = await kind.describe(scope.client, request, signal);
  // The SDK reads an empty or foreign body as a success with nothing in it; EC2 itself always sends the set.
  const { items, nextToken } = output.items ? output : await kind.describe(scope.client, request, signal);
  if (items === undefined) throw broken('EC2 answered without a result set');
  if (nextToken && nextToken === input.nextToken)
    throw broken('EC2 answered with the page token that it was asked with');
  return { records: items.map((item) => kind.fromEc2(item, scope)), nextToken: nextToken || undefined };
}

function broken(message: string): Ec2Failure {
  return new Ec2Failure(message, { kind: 'broken', ambiguous: false });
}
