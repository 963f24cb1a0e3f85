/** Refuses targets that are not approved, and records each denial. */
import { approvesEndpoint, approvesTarget, type Endpoint } from '../../access/approvedTargets.ts';
import type { Ec2Scope } from '../../ec2/scope.ts';
import type { GatewayContext } from '../context.ts';
import type { Problem } from '../userErrors.ts';
import { notFound } from './inputs.ts';

/** Why a target with this endpoint must not be created. Undefined: it may be. */
export function refuseEndpoint(context: GatewayContext, endpoint: Endpoint): Problem | undefined {
  const { approvedTargets } = context;
  if (approvedTargets === undefined || approvesEndpoint(approvedTargets, endpoint)) return undefined;
  const [field, id = ''] = Object.entries(endpoint).find(([, id]) => id !== undefined) ?? [''];
  return denial(context, field, id);
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
): Promise<Problem | undefined> {
  const { approvedTargets, loaders } = context;
  if (approvedTargets === undefined || trafficMirrorTargetId === undefined) return undefined;
  if (approvedTargets.trafficMirrorTargetIds.includes(trafficMirrorTargetId)) return undefined;
  const target = await loaders(scope).targets.load(trafficMirrorTargetId);
  // EC2's reads are eventually consistent, so the target may still exist. Without its endpoint and owner it is not approved.
  if (target === null) return notFound('trafficMirrorTargetId', trafficMirrorTargetId);
  if (approvesTarget(approvedTargets, target)) return undefined;
  return denial(context, 'trafficMirrorTargetId', trafficMirrorTargetId);
}

function denial({ audit }: GatewayContext, field: string, id: string): Problem {
  const code = 'FORBIDDEN_BY_POLICY';
  const rule = `approvedTargets.${field}s`;
  audit.denied({ action: 'approveTarget', reason: `${code} ${rule}`, resources: [id] });
  return {
    code,
    field: [field],
    message: `the gateway's policy does not approve this target (rule ${rule})`,
  };
}
