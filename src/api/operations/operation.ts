/** How far an operation is, read from EC2. */
import { type Ec2Scope, nameOf, type Place } from '../../ec2/scope.ts';
import type { TrafficMirrorOperationKind, TrafficMirrorOperationState } from '../../generated/types.ts';
import { type Approval, goodForMs, type Progress } from '../../policies/approvals.ts';
import { policyHashOf } from '../../policies/planHash.ts';
import { stepKinds } from '../../policies/policyPlan.ts';
import type { GatewayContext } from '../context.ts';
import type { OperationFailure } from './failures.ts';
import type { Known } from './ids.ts';
import { readMove } from './move.ts';

export interface Operation {
  readonly id: string;
  readonly kind: TrafficMirrorOperationKind;
  /** Null: it is not about a policy. */
  readonly policyName: string | null;
  readonly startedAtMs: number;
  readonly state: TrafficMirrorOperationState;
  readonly total: number;
  readonly done: number;
  readonly failed: number;
  readonly remaining: number;
  readonly isWorkedOnHere: boolean;
  readonly failures: readonly OperationFailure[];
}

/** @returns null when the id is none of the gateway's, or the caller may not see what it is about. @throws Ec2Failure. */
export async function readOperation(context: GatewayContext, id: string): Promise<Operation | null> {
  const known = context.operationIds.parseId(id);
  const scopes = known && scopesOf(context, known);
  if (known === undefined || scopes === undefined) return null;
  if (known.kind === 'APPLY_POLICY') return { id, ...(await readApplied(context, known.approval, scopes)) };
  const [scope] = scopes as [Ec2Scope];
  const read = await readMove(context, known.move, scope);
  return read && { id, kind: known.kind, policyName: null, ...read };
}

/** The accounts and Regions of an operation. Undefined: the caller may not use all of them. */
export function scopesOf({ scopes }: Pick<GatewayContext, 'scopes'>, known: Known): Ec2Scope[] | undefined {
  const places: readonly Place[] = known.kind === 'APPLY_POLICY' ? known.approval.places : [known.move];
  const found = places.flatMap(({ accountId, region }) => scopes.find(accountId, region) ?? []);
  return found.length === places.length ? found : undefined;
}

async function readApplied(
  context: GatewayContext,
  approval: Approval,
  scopes: readonly Ec2Scope[],
): Promise<Omit<Operation, 'id'>> {
  const total = totalOf(approval);
  const { stepCount, isSamePolicy } = await readSteps(context, approval, scopes);
  const { isWorkedOn, isGivenUp, failures } = context.approvals.progress(approval.operation);
  const open = Math.min(total, stepCount);
  const failed = Math.min(failures.length, open);
  return {
    kind: 'APPLY_POLICY',
    policyName: approval.policyName,
    startedAtMs: approval.startedAtMs,
    state: stateOf(approval, { open, isSamePolicy }, { isWorkedOn, isGivenUp, failures }),
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

export const totalOf = ({ places }: Pick<Approval, 'places'>): number =>
  places.reduce((sum, { counts }) => sum + stepKinds.reduce((all, kind) => all + counts[kind], 0), 0);

const approvedIn = ({ places }: Approval, place: Place) =>
  places.filter((one) => nameOf(one) === nameOf(place));

/** How many steps the policy's plan has now. All that were approved when there is no such policy any more. */
async function readSteps(context: GatewayContext, approval: Approval, scopes: readonly Ec2Scope[]) {
  const file = await context.policies();
  const policy = file?.policies.find(({ name }) => name === approval.policyName);
  if (file === null || policy === undefined) return { stepCount: totalOf(approval), isSamePolicy: false };
  const plans = await Promise.all(scopes.map((scope) => context.policyPlaces(scope).plan(file, policy)));
  // Without its filter, a policy has no steps, and nothing is done of what was approved.
  const stepCount = plans.reduce(
    (sum, { plan, scope }) =>
      sum +
      (plan.filterProblem === undefined
        ? plan.steps.length
        : totalOf({ places: approvedIn(approval, scope) })),
    0,
  );
  return { stepCount, isSamePolicy: policyHashOf(file.owner, policy) === approval.policyHash };
}

function stateOf(
  { startedAtMs }: Approval,
  { open, isSamePolicy }: { readonly open: number; readonly isSamePolicy: boolean },
  { isWorkedOn, isGivenUp, failures }: Progress,
): TrafficMirrorOperationState {
  if (open === 0) return 'SUCCEEDED';
  if (Date.now() - startedAtMs > goodForMs) return 'EXPIRED';
  if (isWorkedOn) return 'RUNNING';
  return isSamePolicy && !isGivenUp && failures.length === 0 ? 'RUNNING' : 'INCOMPLETE';
}
