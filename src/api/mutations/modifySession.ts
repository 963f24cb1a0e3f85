/** `modifyTrafficMirrorSession`. */
import { modifyTrafficMirrorSession } from '../../ec2/changes/sessions.ts';
import { sessionProperties, type TrafficMirrorSessionRecord } from '../../ec2/sessions.ts';
import type { ResolversTypes } from '../../generated/resolvers.ts';
import type { ModifyTrafficMirrorSessionInput } from '../../generated/types.ts';
import type { GatewayContext } from '../context.ts';
import { inputError } from '../userErrors.ts';
import { refuseTarget } from './approval.ts';
import type { Origin } from './inputs.ts';
import { modifyOne } from './modification.ts';
import { checkSessionChange, foreseeSession, sessionSubject } from './sessionChange.ts';

type Payload = Awaited<ResolversTypes['ModifyTrafficMirrorSessionPayload']>;

/** @param wantsChanges whether the query selects `changes`, which costs one read. */
export async function modifySession(
  context: GatewayContext,
  origin: Origin<ModifyTrafficMirrorSessionInput>,
  wantsChanges: boolean,
): Promise<Payload> {
  const checked = checkSessionChange(context, origin);
  if ('userErrors' in checked) return checked;
  const { value: change, scope, warnings } = checked;
  const denial = await refuseTarget(context, scope, change.set.trafficMirrorTargetId);
  if (denial !== undefined) return { warnings, userErrors: [inputError(origin.path, denial)] };
  const subject = sessionSubject(scope, change.trafficMirrorSessionId);
  const { value, ...result } = await modifyOne(context, origin, subject, {
    properties: sessionProperties,
    wantsChanges,
    // A new VXLAN ID is random: only the old one tells whether it is new.
    needsCurrent:
      typeof origin.input.ifVersion === 'string' || change.removeFields.includes('virtual-network-id'),
    complete: () => change,
    send: (change, options, before) => modifyTrafficMirrorSession(scope, change, { ...options, before }),
    foresee: (before: TrafficMirrorSessionRecord, change) => foreseeSession(context, before, change),
  });
  return { ...result, trafficMirrorSession: value, warnings };
}
