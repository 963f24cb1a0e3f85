/** Refuses targets that are not approved. Attempts are recorded; plans, which attempt nothing, are not. */
import { approvesEndpoint, approvesTarget, type Endpoint } from '../../access/approvedTargets.ts';
import type { Ec2Scope } from '../../ec2/scope.ts';
import type { GatewayContext } from '../context.ts';
import type { Problem } from '../userErrors.ts';
import { notFound } from './inputs.ts';

/** Why the gateway's own policy forbids a change. */
export interface Refusal extends Problem {
  /** What an attempt is recorded with. Absent: it is no breach of a rule. */
  readonly denied?: {
    readonly action: string;
    readonly reason: string;
    readonly resources: readonly string[];
  };
}

/** Records that a change was attempted which the policy forbids. */
export function recordAttempt({ audit }: GatewayContext, { denied }: Refusal): void {
  if (denied !== undefined) audit.denied(denied);
}

/** Why a target with this endpoint must not be created. Undefined: it may be. */
export function refuseEndpoint(context: GatewayContext, endpoint: Endpoint): Refusal | undefined {
  const { approvedTargets } = context;
  if (approvedTargets === undefined || approvesEndpoint(approvedTargets, endpoint)) return undefined;
  const [field, id = ''] = Object.entries(endpoint).find(([, id]) => id !== undefined) ?? [''];
  return refusal(field, id);
}

/**
 * Why a session must not send to this target. Undefined: it may.
 *
 * A target that is not approved by its id is read, because its endpoint or owner may be approved.
 */
export async function refuseTarget(
  context: GatewayContext,
  scope: Ec2Scope,
  trafficMirrorTargetId: string | undefined,
): Promise<Refusal | undefined> {
  const { approvedTargets, loaders } = context;
  if (approvedTargets === undefined || trafficMirrorTargetId === undefined) return undefined;
  if (approvesTarget(approvedTargets, { trafficMirrorTargetId })) return undefined;
  const target = await loaders(scope).targets.load(trafficMirrorTargetId);
  // EC2's reads are eventually consistent, so the target may still exist. Without its endpoint and owner it is not approved.
  if (target === null) return notFound('trafficMirrorTargetId', trafficMirrorTargetId);
  if (approvesTarget(approvedTargets, target)) return undefined;
  return refusal('trafficMirrorTargetId', trafficMirrorTargetId);
}

function refusal(field: string, id: string): Refusal {
  const code = 'FORBIDDEN_BY_POLICY';
  const rule = `approvedTargets.${field}s`;
  return {
    code,
    field: [field],
    message: `the gateway's policy does not approve this target (rule ${rule})`,
    denied: { action: 'approveTarget', reason: `${code} ${rule}`, resources: [id] },
  };
}
