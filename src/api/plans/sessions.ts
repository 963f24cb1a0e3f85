/** Plans for sessions. */
import type { Ec2Scope } from '../../ec2/scope.ts';
import { type NewSession, sessionProperties, type TrafficMirrorSessionRecord } from '../../ec2/sessions.ts';
import type {
  CreateTrafficMirrorSessionInput,
  DeleteTrafficMirrorSessionInput,
  ModifyTrafficMirrorSessionInput,
} from '../../generated/types.ts';
import type { GatewayContext } from '../context.ts';
import type { Origin } from '../mutations/inputs.ts';
import { sessionModification, withDefaultLength } from '../mutations/modifySession.ts';
import { sessionCreation, sessionDeletion } from '../mutations/sessions.ts';
import { type Earlier, sessionsAfter } from './earlier.ts';
import { effectOnSession, newSession } from './effects.ts';
import { lookAtSession } from './lookAtSession.ts';
import type { Found } from './looks.ts';
import { plannedCreation, plannedDeletion, plannedModification } from './planned.ts';
import type { Plan } from './shapes.ts';

const properties = ['networkInterfaceId', ...sessionProperties] as const;

/** @param name what other plans of the same bulk call the new session. */
export const plannedSessionCreation = (
  context: GatewayContext,
  origin: Origin<CreateTrafficMirrorSessionInput>,
  name = newSession,
) =>
  plannedCreation(context, origin, sessionCreation, {
    properties,
    effect: (scope, session) =>
      effectOnSession(undefined, { ...session, scope, trafficMirrorSessionId: name }),
    looks: (scope, session, earlier) => lookAtSession(context, { ...session, scope }, earlier),
    complete: (scope, session) => withDefaultLength(context, scope, session),
    leaves: (scope, session) => ({ ...session, scope, trafficMirrorSessionId: name }),
  });

export function plannedSessionModification(
  context: GatewayContext,
  origin: Origin<ModifyTrafficMirrorSessionInput>,
) {
  const modification = sessionModification(context, origin);
  if ('userErrors' in modification) return modification;
  const { complete, foresee } = modification;
  const leaves = async (before: TrafficMirrorSessionRecord) => ({
    ...before,
    ...(await foresee(before, complete())),
  });
  return plannedModification(origin, modification, {
    effect: async (before) => effectOnSession(before, await leaves(before)),
    looks: ({ scope, trafficMirrorSessionId, networkInterfaceId }, earlier) =>
      lookAtSession(
        context,
        { ...complete().set, scope, trafficMirrorSessionId, networkInterfaceId },
        earlier,
      ),
    leaves,
  });
}

export const plannedSessionDeletion = (
  context: GatewayContext,
  origin: Origin<DeleteTrafficMirrorSessionInput>,
) =>
  plannedDeletion(context, origin, sessionDeletion, {
    properties,
    effect: (session) => effectOnSession(session, null),
    looks: (session, earlier) => [lookAtSource(context, session, earlier)],
    leaves: () => null,
  });

/** Warns when no session would mirror the interface any more. */
async function lookAtSource(
  { loaders }: GatewayContext,
  { scope, networkInterfaceId, trafficMirrorSessionId: id }: TrafficMirrorSessionRecord,
  earlier: Earlier,
): Promise<Found> {
  if (networkInterfaceId === undefined) return {};
  const found = await loaders(scope).sessionsByInterface.load(networkInterfaceId);
  const left = sessionsAfter(earlier, scope, 'networkInterfaceId', networkInterfaceId, found);
  if (left.some((session) => session.trafficMirrorSessionId !== id)) return {};
  const message = `${networkInterfaceId} will no longer be mirrored: this is its last session.`;
  return { warnings: [{ code: 'SOURCE_UNMIRRORED', message }] };
}

export type SessionCreationPlan = Plan<undefined, NewSession & { readonly scope: Ec2Scope }>;
