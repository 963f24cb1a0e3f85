/** Plans of many changes of one kind. */
import type { GatewayContext } from '../context.ts';
import { type Bulk, countFailed, inOrder, originOfItem, refuseCount } from '../mutations/bulk.ts';
import type { VersionedInput } from '../mutations/change.ts';
import type { Origin } from '../mutations/inputs.ts';
import { fromThrown } from '../userErrors.ts';
import { keyOf, type PlannedSession } from './earlier.ts';
import { preparePlan } from './plan.ts';
import { type Checked, noPlan, type Plan } from './shapes.ts';

/** Dry runs may use a fifth of EC2's rate of changes, so those of 50 items would take longer than a query may. */
const maxDryRuns = 10;

/**
 * Plans the changes in order: each sees what those before it would leave, and those that follow a failure are skipped if the input says
 * so. EC2 is asked for the first of them at once.
 */
export async function planEach<Item extends VersionedInput, Current, Wanted = undefined>(
  context: GatewayContext,
  bulk: Bulk<Item>,
  check: (origin: Origin<Item>, name: string) => Checked<Current, Wanted>,
) {
  const refusal = refuseCount(bulk);
  if (refusal !== undefined) return { succeedingCount: 0, failingCount: 0, userErrors: [refusal] };
  const { field, items } = bulk;
  const prepared = items.map((input, index) => {
    const origin = originOfItem(field, input, index);
    const planned = check(origin, `${field}[${index}]`);
    const finish = preparePlan(context, origin, planned, index < maxDryRuns);
    // It is awaited in its turn.
    finish.catch(() => undefined);
    return { planned, finish };
  });
  const earlier = new Map<string, PlannedSession | null>();
  const finishNext = async (index: number): Promise<Plan<Current, Wanted>> => {
    const { planned, finish } = prepared[index] as (typeof prepared)[number];
    const plan = await (await finish)(earlier);
    if (plan.left === undefined || 'userErrors' in planned) return plan;
    const id = planned.subject?.id ?? plan.left?.trafficMirrorSessionId ?? '';
    earlier.set(keyOf(planned.scope, id), plan.left);
    return plan;
  };
  const plans = await inOrder<Item, Plan<Current, Wanted>>(
    bulk,
    () => undefined,
    noPlan,
    (origin, index) => finishNext(index).catch((error: unknown) => noPlan(fromThrown(error, origin))),
  );
  const failingCount = countFailed(plans);
  return { plans, failingCount, succeedingCount: plans.length - failingCount, userErrors: [] };
}
