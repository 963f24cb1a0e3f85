/** Reads resources of any kind: by id through the id filter, or a page of a list. */
import type { EC2Client, Filter } from '@aws-sdk/client-ec2';
import { authorize } from '../actions.ts';
import type { Ec2Scope } from '../clients.ts';
import { Ec2Failure } from '../failure.ts';
import { createLane, type Lane } from './lanes.ts';

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
  /** EC2's name of the call, for example `DescribeTrafficMirrorSessions`. */
  readonly action: string;
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
 * Reads resources by id, together with all others who ask for this kind at the time.
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
  const { loadByIds } = laneOf(scope, kind);
  if (ids.length <= maxFilterValues) return pick(await loadByIds(ids, signal), ids);
  const parts = Array.from({ length: Math.ceil(ids.length / maxFilterValues) }, (_, index) =>
    ids.slice(index * maxFilterValues, (index + 1) * maxFilterValues),
  );
  const found = await Promise.all(parts.map(async (part) => pick(await loadByIds(part, signal), part)));
  return found.flat();
}

const pick = <Record>(found: ReadonlyMap<string, Record>, ids: readonly string[]) =>
  ids.map((id) => found.get(id) ?? null);

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
async function describeAll<Item, Record>(
  scope: Ec2Scope,
  kind: ResourceKind<Item, Record>,
  filters: readonly Filter[],
  signal: AbortSignal,
): Promise<Record[]> {
  return readAll((input) => describePage(scope, kind, input, signal), filters);
}

/** Reads one page of a list. `maxResults` below EC2's minimum of 5 is raised to it, so a page may hold more than asked. */
export function describePage<Item, Record>(
  scope: Ec2Scope,
  kind: ResourceKind<Item, Record>,
  input: DescribeInput,
  signal: AbortSignal,
): Promise<Page<Record>> {
  return laneOf(scope, kind).loadPage(
    { ...input, maxResults: Math.max(minResults, input.maxResults) },
    signal,
  );
}

type LaneOf<Record> = Lane<DescribeInput, ReadonlyMap<string, Record>, Page<Record>>;

/** The lane of a kind; a scope's lanes are nobody else's, so that nobody sees what other credentials were shown. */
function laneOf<Item, Record>(scope: Ec2Scope, kind: ResourceKind<Item, Record>): LaneOf<Record> {
  authorize(scope, kind.action);
  const known = scope.lanes.get(kind.action);
  // One kind an action, so it is the lane that was put there for this kind.
  if (known !== undefined) return known as LaneOf<Record>;
  const lane: LaneOf<Record> = createLane({
    action: kind.action,
    budget: scope.budget,
    observer: scope.observer,
    maxIds: maxFilterValues,
    readByIds: (ids, signal) => readByIds(scope, kind, ids, signal),
    readPage: (input, signal) => readPage(scope, kind, input, signal),
  });
  scope.lanes.set(kind.action, lane as LaneOf<unknown>);
  return lane;
}

async function readByIds<Item, Record>(
  scope: Ec2Scope,
  kind: ResourceKind<Item, Record>,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Record>> {
  const filters = [{ Name: kind.idFilter, Values: [...ids] }];
  const records = await readAll((input) => readPage(scope, kind, input, signal), filters);
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

async function readPage<Item, Record>(
  scope: Ec2Scope,
  kind: ResourceKind<Item, Record>,
  input: DescribeInput,
  signal: AbortSignal,
): Promise<Page<Record>> {
  const output = await kind.describe(scope.client, input, signal);
  // The SDK reads an empty or foreign body as a success with nothing in it; EC2 itself always sends the set.
  const { items, nextToken } = output.items ? output : await kind.describe(scope.client, input, signal);
  if (items === undefined) throw broken('EC2 answered without a result set');
  if (nextToken && nextToken === input.nextToken)
    throw broken('EC2 answered with the page token that it was asked with');
  return { records: items.map((item) => kind.fromEc2(item, scope)), nextToken: nextToken || undefined };
}

function broken(message: string): Ec2Failure {
  return new Ec2Failure(message, { kind: 'broken', ambiguous: false });
}
