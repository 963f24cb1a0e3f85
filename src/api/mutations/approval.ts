/** Refuses what the approved targets do not allow, and records the denial. */

import { approvesEndpoint, approvesTarget, type Endpoint } from '../../access/approvedTargets.ts';
import type { Ec2Scope } from '../../ec2/scope.ts';
import type { GatewayContext } from '../context.ts';
import type { Problem } from '../userErrors.ts';
import { notFound } from './inputs.ts';

/** Why a target with this endpoint must not be created. */
export function refuseEndpoint(context: GatewayContext, endpoint: Endpoint): Problem | undefined {
  const { approvedTargets } = context;
  if (approvedTargets === undefined || approvesEndpoint(approvedTargets, endpoint)) return undefined;
  const [field, id] = Object.entries(endpoint).find(([, id]) => id !== undefined) ?? ['', ''];
  return refusal(context, field, id);
}

/** Why a session must not send to this target. A target that is not approved by its id is read: its endpoint or owner may be. */
export async function refuseTarget(
  context: GatewayContext,
  scope: Ec2Scope,
  trafficMirrorTargetId: string | undefined,
): Promise<Problem | undefined> {
  const { approvedTargets, loaders } = context;
  if (approvedTargets === undefined || trafficMirrorTargetId === undefined) return undefined;
  if (approvedTargets.trafficMirrorTargetIds.includes(trafficMirrorTargetId)) return undefined;
  const target = await loaders(scope).targets.load(trafficMirrorTargetId);
  // EC2 may already know the target although its eventually consistent reads do not show it; what cannot be judged is not approved.
  if (target === null) return notFound('trafficMirrorTargetId', trafficMirrorTargetId);
  if (approvesTarget(approvedTargets, target)) return undefined;
  return refusal(context, 'trafficMirrorTargetId', trafficMirrorTargetId);
}

function refusal({ audit }: GatewayContext, field: string, id: string): Problem {
  const code = 'FORBIDDEN_BY_POLICY';
  const rule = `approvedTargets.${field}s`;
  audit.denied({ action: 'approveTarget', reason: `${code} ${rule}`, resources: [id] });
  return {
    code,
    field: [field],
    message: `the gateway's policy does not approve this target (rule ${rule})`,
  };
}
