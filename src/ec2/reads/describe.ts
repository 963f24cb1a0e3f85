/** Reads resources of any type: by id, by another property, or as a page of a list. */
import type { Filter } from '@aws-sdk/client-ec2';
import { authorize } from '../actions.ts';
import { appearancePausesMs, attempt } from '../attempts.ts';
import type { Ec2Scope } from '../scope.ts';
import type { CallUsage, Ec2Usage } from '../usage.ts';
import type { ListedKind, ResourceKind } from './kind.ts';
import { createLane, type DescribeInput, type Lane, type Page } from './lanes.ts';
import { maxResults, minResults, readAll, readPage } from './pages.ts';

/** EC2 takes at most this many values in one filter (EC2 user guide, "Filtering"). */
export const maxFilterValues = 200;

/** The values, as many in each part as one filter takes. */
export const toParts = (values: readonly string[]): string[][] =>
  Array.from({ length: Math.ceil(values.length / maxFilterValues) }, (_, index) =>
    values.slice(index * maxFilterValues, (index + 1) * maxFilterValues),
  );

/**
 * Reads at most 200 resources by id, in a call shared with all requests that read this type at the same time.
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
  const found = await laneOf(scope, kind).loadByIds(ids, usage);
  return ids.map((id) => found.get(id) ?? null);
}

/**
 * Reads any number of resources by id, as many to a call as EC2 takes.
 *
 * @returns one entry per id, in the same order; null where EC2 has no such resource, and the failure where the call for it failed.
 */
export async function describeMany<Item, Record>(
  scope: Ec2Scope,
  kind: ResourceKind<Item, Record>,
  ids: readonly string[],
  usage: Ec2Usage,
): Promise<(Record | null | Error)[]> {
  const found = toParts(ids).map((part) =>
    describeByIds(scope, kind, part, usage).catch((failure: Error) => part.map(() => failure)),
  );
  return (await Promise.all(found)).flat();
}

/**
 * Reads one resource that is about to be changed. Waits for one that the gateway has just created.
 *
 * @returns null if EC2 has no such resource.
 * @throws Ec2Failure.
 */
export async function describeOne<Item, Record>(
  scope: Ec2Scope,
  kind: ResourceKind<Item, Record>,
  id: string,
  usage: Ec2Usage,
): Promise<Record | null> {
  const found = await attempt(appearancePausesMs, usage.signal, async () => {
    const [record = null] = await describeByIds(scope, kind, [id], usage);
    return record === null && (await scope.recent.mayAppear([id])) ? undefined : record;
  });
  return found ?? null;
}

/**
 * Reads resources by a property that several may share, for example sessions by their interface.
 *
 * @returns one list per value, in the same order. After a call that failed, no more are made: its failure stands for the values that
 *   were not read.
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
): Promise<(Record[] | Error)[]> {
  const found = new Map<string | undefined, Record[] | Error>(by.values.map((value) => [value, []]));
  for (let start = 0; start < by.values.length; start += maxFilterValues) {
    const filters = [{ Name: by.filter, Values: by.values.slice(start, start + maxFilterValues) }];
    try {
      for (const record of await describeAll(scope, kind, filters, usage)) {
        const list = found.get(by.propertyOf(record));
        if (Array.isArray(list)) list.push(record);
      }
    } catch (failure) {
      for (const value of by.values.slice(start)) found.set(value, failure as Error);
      break;
    }
  }
  return by.values.map((value) => found.get(value) ?? []);
}

/**
 * Reads every page of a list: one that is short by nature, such as the sessions of one interface, or one that EC2 cannot order or select
 * as it must be.
 *
 * @throws Ec2Failure.
 */
export async function describeAll<Item, Record>(
  scope: Ec2Scope,
  kind: ListedKind<Item, Record>,
  filters: readonly Filter[],
  usage: Ec2Usage,
): Promise<Record[]> {
  return readAll((input) => describePage(scope, kind, input, usage), filters);
}

/**
 * Reads one page of a list. `maxResults` is raised to EC2's minimum of 5, so a page may hold more than was requested, and lowered to the
 * most that the action takes.
 *
 * @throws Ec2Failure.
 */
export function describePage<Item, Record>(
  scope: Ec2Scope,
  kind: ListedKind<Item, Record>,
  input: DescribeInput,
  usage: Ec2Usage,
): Promise<Page<Record>> {
  return laneOf(scope, kind).loadPage(
    { ...input, maxResults: Math.min(Math.max(minResults, input.maxResults), kind.pageSize ?? maxResults) },
    usage,
  );
}

/** The lane of a resource type. Each connection has its own lanes, so no caller sees what was read with other credentials. */
function laneOf<Item, Record>(scope: Ec2Scope, kind: ListedKind<Item, Record>): Lane<Record> {
  authorize(scope, { action: kind.action });
  const lanes = scope.connection().lanesOf(scope);
  const known = lanes.get(kind.action);
  // There is one kind per action, so this lane was created for this kind.
  if (known !== undefined) return known as Lane<Record>;
  const lane: Lane<Record> = createLane({
    action: kind.action,
    budget: scope.budget,
    observer: scope.observer,
    maxIds: maxFilterValues,
    // Only `describeByIds` loads by id, which takes no kind without an id filter.
    readByIds: (ids, usage) => readByIds(scope, kind as ResourceKind<Item, Record>, ids, usage),
    readPage: (input, usage) => readPage(scope, kind, input, usage),
  });
  lanes.set(kind.action, lane);
  return lane;
}

async function readByIds<Item, Record>(
  scope: Ec2Scope,
  kind: ResourceKind<Item, Record>,
  ids: readonly string[],
  usage: CallUsage,
): Promise<ReadonlyMap<string, Record>> {
  const filters = [{ Name: kind.idFilter, Values: [...ids] }];
  const records = await readAll((input) => readPage(scope, kind, input, usage), filters, kind.pageSize);
  return new Map(records.map((record) => [kind.idOf(record), record]));
}
