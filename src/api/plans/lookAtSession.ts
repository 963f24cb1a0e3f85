/** What may prevent a session: its interface, the other sessions of that, its target, and its filter. */
import { quotas } from '../../mirroring/quotas.ts';
import type { GatewayContext } from '../context.ts';
import { judgeSource } from '../eligibility.ts';
import { notFound } from '../mutations/inputs.ts';
import type { Problem } from '../userErrors.ts';
import { type Earlier, sessionsAfter } from './earlier.ts';
import { lookAtReceiver, lookAtTarget, type WantedSession } from './lookAtTarget.ts';
import { type Found, lookForFilter } from './looks.ts';

/** Looks at everything that may prevent a session. Looks only at what the change sets. */
export function lookAtSession(
  context: GatewayContext,
  session: WantedSession,
  earlier: Earlier,
): Promise<Found>[] {
  const isNew = session.trafficMirrorSessionId === undefined;
  return [
    ...(isNew ? [lookAtSource(context, session)] : []),
    ...(isNew ? [lookAtReceiver(context, session)] : []),
    lookAtTarget(context, session, earlier),
    lookForFilter(context, session.scope, session.trafficMirrorFilterId),
    lookAtSiblings(context, session, earlier),
  ];
}

/** Looks at the interface of a new session. */
async function lookAtSource(context: GatewayContext, session: WantedSession): Promise<Found> {
  const { scope, networkInterfaceId = '' } = session;
  const field = ['networkInterfaceId'];
  const judged = await judgeSource(context, { scope, networkInterfaceId });
  if (judged === null) return { problems: [notFound('networkInterfaceId', networkInterfaceId)] };
  // `lookAtSiblings` counts the sessions.
  const reasons = judged.reasonDetails.filter(({ code }) => code !== 'SESSIONS_EXHAUSTED');
  const told = reasons.map(({ message }) => `${networkInterfaceId}: ${message}`);
  if (judged.eligible === null)
    return {
      warnings: told.map((message) => ({ code: 'ELIGIBILITY_UNKNOWN', field, message: `${message}.` })),
    };
  return { problems: told.map((message) => ({ code: 'UNSUPPORTED_RESOURCE', field, message })) };
}

/** Looks at the other sessions of the interface. */
async function lookAtSiblings(
  { loaders }: GatewayContext,
  session: WantedSession,
  earlier: Earlier,
): Promise<Found> {
  const { scope, trafficMirrorSessionId, sessionNumber, networkInterfaceId } = session;
  if (sessionNumber === undefined || networkInterfaceId === undefined) return {};
  const found = await loaders(scope).sessionsByInterface.load(networkInterfaceId);
  const others = sessionsAfter(earlier, scope, 'networkInterfaceId', networkInterfaceId, found).filter(
    (other) => other.trafficMirrorSessionId !== trafficMirrorSessionId,
  );
  const rival = others.find((other) => other.sessionNumber === sessionNumber);
  const problems: Problem[] = [];
  if (rival !== undefined) {
    const message = `session number ${sessionNumber} is used by ${rival.trafficMirrorSessionId} on the same interface`;
    problems.push({ code: 'ALREADY_EXISTS', field: ['sessionNumber'], message });
  }
  if (others.length >= quotas.sessionsPerInterface) {
    const message = `${networkInterfaceId} already has ${others.length} sessions; EC2 allows ${quotas.sessionsPerInterface}`;
    problems.push({ code: 'QUOTA_EXCEEDED', field: ['networkInterfaceId'], message });
  }
  return { problems };
}
