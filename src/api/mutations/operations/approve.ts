/** What begins an operation, or goes on with one: the gateway's own plan, which must be what somebody has looked at. */
import { approvesForPolicy } from '../../../access/approvedTargets.ts';
import type { Policy } from '../../../config/policies.ts';
import type { PoliciesInForce } from '../../../config/readPolicies.ts';
import { openAllowance, readWithin } from '../../../ec2/estate/allowance.ts';
import { Ec2Failure } from '../../../ec2/failure.ts';
import type { Place } from '../../../ec2/scope.ts';
import { type Approval, countSteps } from '../../../policies/approvals.ts';
import { openToLoop } from '../../../policies/loop.ts';
import { planOf } from '../../../policies/planOf.ts';
import type { PolicyPlan } from '../../../policies/policyPlan.ts';
import { readPlace } from '../../../policies/readPlace.ts';
import type { Approves } from '../../../policies/targets.ts';
import type { GatewayContext } from '../../context.ts';
import { type Operation, readOperation } from '../../operations/operation.ts';
import { fromThrown, inputError, type Problem, type UserError } from '../../userErrors.ts';
import type { Origin } from '../inputs.ts';
import { closedToLoop } from '../loopAccess.ts';

export interface OperationPayload {
  readonly operation: Operation | null;
  readonly warnings: string[];
  readonly userErrors: UserError[];
}

export const failed = (...userErrors: UserError[]): OperationPayload => ({
  operation: null,
  warnings: [],
  userErrors,
});

/** @param field of the input. */
export const refuse = (
  { path }: Origin<object>,
  code: Problem['code'],
  field: string,
  message: string,
): OperationPayload => failed(inputError(path, { code, field: [field], message }));

export interface Named {
  readonly file: PoliciesInForce;
  readonly policy: Policy;
}

/** @returns why there is no such policy, without a full stop. */
export async function findPolicy({ policies }: GatewayContext, wanted: string): Promise<Named | string> {
  const file = await policies();
  if (file === null) return 'the gateway has no policy file';
  const policy = file.policies.find(({ name }) => name === wanted);
  return policy === undefined ? `the policy file has no policy ${wanted}` : { file, policy };
}

/**
 * Plans with the gateway's own credentials, which will make the steps.
 *
 * @returns the plans, one for each place; or why there are none.
 */
export async function planAsLoop(
  context: GatewayContext,
  origin: Origin<object>,
  { file: { owner }, policy }: Named,
  places: readonly Place[],
): Promise<PolicyPlan[] | OperationPayload> {
  const { access, approvedTargets, estateAllowance, usage } = context;
  const own = openToLoop(access);
  const [why] = places.flatMap((place) => closedToLoop(context, place) ?? []);
  if (own === undefined || why !== undefined)
    return refuse(
      origin,
      'FORBIDDEN_BY_POLICY',
      'scope',
      `the gateway may not change anything of itself there, because ${why}`,
    );
  const approves: Approves = (target) => approvesForPolicy(policy, approvedTargets, target);
  try {
    return await readWithin(openAllowance(estateAllowance, usage.endsAtMs), usage, (reading) =>
      Promise.all(
        places.map(async (place) =>
          planOf(policy, await readPlace(own.at(place), own, reading), { owner, approves }),
        ),
      ),
    );
  } catch (error) {
    if (error instanceof Ec2Failure) return failed(fromThrown(error, origin));
    throw error;
  }
}

/** Has the steps made. */
export async function approve(
  context: GatewayContext,
  id: string,
  approval: Approval,
  plans: readonly PolicyPlan[],
  planHash: string,
): Promise<OperationPayload> {
  const { approvals, audit, caller } = context;
  const { operation, policyName } = approval;
  const counts = countSteps(plans.flatMap(({ steps }) => steps));
  if (plans.some(({ steps }) => steps.length > 0)) {
    const onBehalfOf = caller.subject;
    const { CREATE: creates, MODIFY: modifies, DELETE: deletes } = counts;
    audit.operation({
      phase: 'begin',
      operation,
      policy: policyName,
      onBehalfOf,
      planHash,
      creates,
      modifies,
      deletes,
    });
    approvals.approve({ ...approval, onBehalfOf });
  }
  return { operation: await readOperation(context, id), warnings: [], userErrors: [] };
}
