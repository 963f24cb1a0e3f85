/** Many changes of one kind in one request: one at a time, with a result for each. */
import type { TrafficMirrorBulkErrorPolicy } from '../../generated/types.ts';
import type { GatewayContext } from '../context.ts';
import { fromThrown, inputError, type UserError } from '../userErrors.ts';
import type { ChangeInput } from './change.ts';
import { type Origin, originOf } from './inputs.ts';
import { tell } from './warnings.ts';

const maxItems = 50;

/** The items of a bulk input. */
export interface Bulk<Item> {
  /** The field of the input that lists them. */
  readonly field: string;
  readonly items: readonly Item[];
  readonly onError?: TrafficMirrorBulkErrorPolicy | undefined;
}

interface Judged {
  readonly userErrors: readonly UserError[];
}

/**
 * Makes the changes in order and one at a time, because an item may take a session number that an earlier one frees. A change that
 * throws does not lose the results of the others.
 *
 * @param name the field of an item that its result repeats.
 */
export async function changeEach<
  Name extends string,
  Item extends ChangeInput & { readonly [Each in Name]: string },
  Result extends Judged,
>(context: GatewayContext, bulk: Bulk<Item>, name: Name, apply: (origin: Origin<Item>) => Promise<Result>) {
  const refusal = refuseCount(bulk);
  if (refusal !== undefined) return { succeededCount: 0, failedCount: 0, userErrors: [refusal] };
  const isStopping = () => context.usage.endsChanges() && 'the gateway is stopping; send it again';
  const results = await inOrder<Item, Result | Failed>(bulk, isStopping, failed, async (origin) => {
    const result = await apply(origin).catch((error: unknown) => failed(fromThrown(error, origin)));
    // What a later item reads is what this one left.
    if (!origin.input.dryRun) context.forgetReads();
    return result;
  });
  const named = results.map((result, index) => {
    const repeated = { [name]: bulk.items[index]?.[name] } as Pick<Item, Name>;
    return { ...result, ...repeated, index };
  });
  const failedCount = countFailed(results);
  return { results: named, failedCount, succeededCount: results.length - failedCount, userErrors: [] };
}

type Failed = ReturnType<typeof failed>;
const failed = (error: UserError) => ({ ...tell([], []), userErrors: [error] });

export const countFailed = (results: readonly Judged[]): number =>
  results.filter(({ userErrors }) => userErrors.length > 0).length;

/** Why the request is refused as a whole. */
export function refuseCount({ field, items }: Bulk<unknown>): UserError | undefined {
  if (items.length > 0 && items.length <= maxItems) return undefined;
  const message = `${field} must have 1 to ${maxItems} entries`;
  return inputError(pathOf(field), { code: 'INVALID_INPUT', field: [], message });
}

const pathOf = (field: string) => [...originOf(undefined).path, field];

export const originOfItem = <Item>(field: string, input: Item, index: number): Origin<Item> => ({
  input,
  path: [...pathOf(field), index],
});

/**
 * Handles the items in order. After a failure, `onError` decides whether those that follow are skipped.
 *
 * @param mustSkip says why the next item must be skipped, whatever became of the others.
 * @param skip makes the result of an item that is skipped.
 */
export async function inOrder<Item, Result extends Judged>(
  { field, items, onError }: Bulk<Item>,
  mustSkip: () => string | false | undefined,
  skip: (error: UserError) => Result,
  handle: (origin: Origin<Item>, index: number) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  let isStopped = false;
  for (const [index, input] of items.entries()) {
    const origin = originOfItem(field, input, index);
    const reason: string | false | undefined = isStopped ? 'an earlier item failed' : mustSkip();
    const result: Result = reason ? skip(skipped(origin.path, reason)) : await handle(origin, index);
    results.push(result);
    isStopped ||= onError === 'STOP' && result.userErrors.length > 0;
  }
  return results;
}

const skipped = (path: readonly PropertyKey[], reason: string) =>
  inputError(path, { code: 'SKIPPED', field: [], message: `skipped because ${reason}` });
