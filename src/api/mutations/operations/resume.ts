/** `resumeTrafficMirrorOperation`: goes on with an operation that no replica works on. */
import type { ResumeTrafficMirrorOperationInput } from '../../../generated/types.ts';
import { goodForMs, isWithin } from '../../../policies/approvals.ts';
import { planHashOf, policyHashOf } from '../../../policies/planHash.ts';
import type { GatewayContext } from '../../context.ts';
import { readOperation } from '../../operations/operation.ts';
import type { Origin } from '../inputs.ts';
import { approve, findPolicy, type OperationPayload, planAsLoop, refuse } from './approve.ts';
import { takeOperation } from './taken.ts';

export async function resumeOperation(
  context: GatewayContext,
  origin: Origin<ResumeTrafficMirrorOperationInput>,
): Promise<OperationPayload> {
  const { operationId } = origin.input;
  const known = takeOperation(context, origin);
  if ('userErrors' in known) return known;
  if (known.kind === 'MOVE_SESSIONS') {
    // It goes on of itself, and so only sooner: its sessions say what is left to do.
    context.moves.begin(known.move);
    return { operation: await readOperation(context, operationId), warnings: [], userErrors: [] };
  }
  const { approval } = known;
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
  if (plans.some(({ filterProblem }) => filterProblem !== undefined))
    return changed('the policy has no filter there that can be used');
  if (!plans.every((plan) => isWithin(plan.steps, approval, plan)))
    return changed('the plan asks for more than was approved');
  return approve(context, operationId, approval, plans, planHashOf(file.owner, plans));
}
