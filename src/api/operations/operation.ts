/** How far an operation is, read from EC2. */
import type { Ec2Scope } from '../../ec2/scope.ts';
import type { TrafficMirrorOperationState } from '../../generated/types.ts';
import { type Approval, type FailedStep, goodForMs, type Progress } from '../../policies/approvals.ts';
import { policyHashOf } from '../../policies/planHash.ts';
import { stepKinds } from '../../policies/policyPlan.ts';
import type { GatewayContext } from '../context.ts';

export interface Operation {
  readonly id: string;
  readonly approval: Approval;
  readonly state: TrafficMirrorOperationState;
  readonly total: number;
  readonly done: number;
  readonly failed: number;
  readonly remaining: number;
  readonly isWorkedOnHere: boolean;
  readonly failures: readonly OperationFailure[];
}

export interface OperationFailure extends FailedStep {
  readonly scope: Ec2Scope;
}

/** @returns null when the id is none of the gateway's, or the caller may not see what it is about. @throws Ec2Failure. */
export async function readOperation(context: GatewayContext, id: string): Promise<Operation | null> {
  const approval = context.operationIds.parseId(id);
  const scopes = approval && scopesOf(context, approval);
  if (approval === undefined || scopes === undefined) return null;
  const total = totalOf(approval);
  const { stepCount, isSamePolicy } = await readSteps(context, approval, scopes);
  const { isWorkedOn, failures } = context.approvals.progress(approval.operation);
  const open = Math.min(total, stepCount);
  const failed = Math.min(failures.length, open);
  return {
    id,
    approval,
    state: stateOf(approval, { open, isSamePolicy }, { isWorkedOn, failures }),
    total,
    done: total - open,
    failed,
    remaining: open - failed,
    isWorkedOnHere: isWorkedOn,
    failures: failures.flatMap((failure) => {
      const scope = context.scopes.find(failure.accountId, failure.region);
      return scope === undefined ? [] : [{ ...failure, scope }];
    }),
  };
}

/** The accounts and Regions of an operation. Undefined: the caller may not use all of them. */
export function scopesOf(
  { scopes }: Pick<GatewayContext, 'scopes'>,
  { places }: Pick<Approval, 'places'>,
): Ec2Scope[] | undefined {
  const found = places.flatMap(({ accountId, region }) => scopes.find(accountId, region) ?? []);
  return found.length === places.length ? found : undefined;
}

export const totalOf = ({ places }: Pick<Approval, 'places'>): number =>
  places.reduce((sum, { counts }) => sum + stepKinds.reduce((all, kind) => all + counts[kind], 0), 0);

/** How many steps the policy's plan has now. All that were approved when there is no such policy any more. */
async function readSteps(context: GatewayContext, approval: Approval, scopes: readonly Ec2Scope[]) {
  const file = await context.policies();
  const policy = file?.policies.find(({ name }) => name === approval.policyName);
  if (file === null || policy === undefined) return { stepCount: totalOf(approval), isSamePolicy: false };
  const plans = await Promise.all(scopes.map((scope) => context.policyPlaces(scope).plan(file, policy)));
  const stepCount = plans.reduce((sum, { plan }) => sum + plan.steps.length, 0);
  return { stepCount, isSamePolicy: policyHashOf(file.owner, policy) === approval.policyHash };
}

function stateOf(
  { startedAtMs }: Approval,
  { open, isSamePolicy }: { readonly open: number; readonly isSamePolicy: boolean },
  { isWorkedOn, failures }: Progress,
): TrafficMirrorOperationState {
  if (open === 0) return 'SUCCEEDED';
  if (Date.now() - startedAtMs > goodForMs) return 'EXPIRED';
  if (isWorkedOn) return 'RUNNING';
  return isSamePolicy && failures.length === 0 ? 'RUNNING' : 'INCOMPLETE';
}
