/** `resumeTrafficMirrorOperation`: goes on with an approved plan that no replica works on. */
import type { ResumeTrafficMirrorOperationInput } from '../../../generated/types.ts';
import { type Approval, goodForMs, isWithin } from '../../../policies/approvals.ts';
import { planHashOf, policyHashOf } from '../../../policies/planHash.ts';
import type { GatewayContext } from '../../context.ts';
import { scopesOf } from '../../operations/operation.ts';
import { fromFailure } from '../../userErrors.ts';
import type { Origin } from '../inputs.ts';
import { approve, failed, findPolicy, type OperationPayload, planAsLoop, refuse } from './approve.ts';

/** The approval in an id, if the caller may use all that it is about. */
export function findApproval(context: GatewayContext, id: string): Approval | undefined {
  const approval = context.operationIds.parseId(id);
  return approval !== undefined && scopesOf(context, approval) !== undefined ? approval : undefined;
}

export const unknownOperation = (origin: Origin<object>): OperationPayload =>
  refuse(
    origin,
    'NOT_FOUND',
    'operationId',
    'the id is not one of this gateway, or is about accounts or Regions that are not open to the caller',
  );

export async function resumeOperation(
  context: GatewayContext,
  origin: Origin<ResumeTrafficMirrorOperationInput>,
): Promise<OperationPayload> {
  const { operationId } = origin.input;
  const approval = findApproval(context, operationId);
  if (approval === undefined) return unknownOperation(origin);
  const overLimit = context.usage.takeChange();
  if (overLimit !== undefined) return failed(fromFailure(overLimit, origin));
  const changed = (why: string) =>
    refuse(origin, 'PLAN_CHANGED', 'operationId', `${why}: look at the plan, and apply it`);
  if (Date.now() - approval.startedAtMs > goodForMs) return changed('the 24 hours of the operation are over');
  const named = await findPolicy(context, approval.policyName);
  if (typeof named === 'string') return refuse(origin, 'NOT_FOUND', 'operationId', named);
  const { file, policy } = named;
  if (policyHashOf(file.owner, policy) !== approval.policyHash)
    return changed('the policy is another one by now');
  const plans = await planAsLoop(context, origin, named, approval.places);
  if (!Array.isArray(plans)) return plans;
  if (!plans.every((plan) => isWithin(plan.steps, approval, plan)))
    return changed('the plan asks for more than was approved');
  return approve(context, operationId, approval, plans, planHashOf(file.owner, plans));
}
