/** `applyTrafficMirrorPolicy`: approves a plan, whose steps the gateway then makes in the background. */
import type { ApplyTrafficMirrorPolicyInput } from '../../../generated/types.ts';
import { countSteps } from '../../../policies/approvals.ts';
import { planHashOf, policyHashOf } from '../../../policies/planHash.ts';
import type { GatewayContext } from '../../context.ts';
import { operationOf } from '../../operations/ids.ts';
import { scopesOf } from '../../policies/places.ts';
import { chooseScopes } from '../../scoping.ts';
import { fromFailure } from '../../userErrors.ts';
import type { Origin } from '../inputs.ts';
import { approve, failed, findPolicy, type OperationPayload, planAsLoop, refuse } from './approve.ts';

export async function applyPolicy(
  context: GatewayContext,
  origin: Origin<ApplyTrafficMirrorPolicyInput>,
): Promise<OperationPayload> {
  const { name, planHash, scope } = origin.input;
  const chosen = chooseScopes(context.scopes, scope);
  const overLimit = context.usage.takeChange();
  if (overLimit !== undefined) return failed(fromFailure(overLimit, origin));
  const named = await findPolicy(context, name);
  if (typeof named === 'string') return refuse(origin, 'NOT_FOUND', 'name', named);
  const { file, policy } = named;
  const plans = await planAsLoop(context, origin, named, scopesOf(policy, chosen));
  if (!Array.isArray(plans)) return plans;
  if (planHashOf(file.owner, plans) !== planHash)
    return refuse(
      origin,
      'PLAN_CHANGED',
      'planHash',
      'the plan is another one by now: look at it, and send its hash',
    );
  const approval = {
    policyName: name,
    policyHash: policyHashOf(file.owner, policy),
    startedAtMs: Date.now(),
    places: plans
      .filter(({ steps }) => steps.length > 0)
      .map(({ accountId, region, steps }) => ({ accountId, region, counts: countSteps(steps) })),
  };
  const id = context.operationIds.toId(approval);
  return approve(context, id, { ...approval, operation: operationOf(id) }, plans, planHash);
}
