/** What may prevent a session: its target, its filter, its interface, and the other sessions of that. */
import type { Ec2Scope } from '../../ec2/scope.ts';
import { sourcesAllowed } from '../../mirroring/capacity.ts';
import { quotas } from '../../mirroring/quotas.ts';
import { readReceiverType } from '../capacity.ts';
import type { GatewayContext } from '../context.ts';
import { judgeSource } from '../eligibility.ts';
import { notFound } from '../mutations/inputs.ts';
import type { Problem } from '../userErrors.ts';
import { type Earlier, sessionsAfter } from './earlier.ts';
import { type Found, lookForFilter } from './looks.ts';

/** A session as a change would leave it, with the properties that the change sets. */
interface WantedSession {
  readonly scope: Ec2Scope;
  /** Undefined: it is new. */
  readonly trafficMirrorSessionId?: string | undefined;
  readonly networkInterfaceId: string | undefined;
  readonly trafficMirrorTargetId?: string | undefined;
  readonly trafficMirrorFilterId?: string | undefined;
  readonly sessionNumber?: number | undefined;
}

/** Looks at everything that may prevent a session. Looks only at what the change sets. */
export function lookAtSession(
  context: GatewayContext,
  session: WantedSession,
  earlier: Earlier,
): Promise<Found>[] {
  const isNew = session.trafficMirrorSessionId === undefined;
  return [
    ...(isNew ? [lookAtSource(context, session)] : []),
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

async function lookAtTarget(
  { loaders }: GatewayContext,
  session: WantedSession,
  earlier: Earlier,
): Promise<Found> {
  const { scope, trafficMirrorTargetId: id, networkInterfaceId } = session;
  if (id === undefined) return {};
  const own = loaders(scope);
  const target = await own.targets.load(id);
  if (target === null) return { problems: [notFound('trafficMirrorTargetId', id)] };
  // Only interfaces have a quota of sources.
  if (target.type !== 'network-interface') return {};
  const found = await own.sessionsByTarget.load(id);
  const users = sessionsAfter(earlier, scope, 'trafficMirrorTargetId', id, found);
  const sources = new Set(users.map((user) => user.networkInterfaceId));
  if (sources.has(networkInterfaceId) || sources.size < quotas.sourcesPerTarget) return {};
  return judgeSources(sources.size, await readReceiverType(own, target.networkInterfaceId));
}

/**
 * @param sources how many other interfaces already send to the target.
 * @param instanceType of the receiver; undefined when it is not known.
 */
function judgeSources(sources: number, instanceType: string | undefined): Found {
  const { sourcesPerTarget, sourcesPerLargeTarget } = quotas;
  const allowed = sourcesAllowed(instanceType);
  if (sources < (allowed ?? sourcesPerTarget)) return {};
  const field = ['trafficMirrorTargetId'];
  const quota =
    allowed === null
      ? `${sourcesPerLargeTarget} at the largest instance types and ${sourcesPerTarget} at others`
      : `${allowed} at the instance type ${instanceType}`;
  const message = `${sources} other interfaces already send to this target; EC2 allows ${quota}`;
  if (sources >= (allowed ?? sourcesPerLargeTarget))
    return { problems: [{ code: 'QUOTA_EXCEEDED', field, message }] };
  return { warnings: [{ code: 'QUOTA_UNKNOWN', field, message: `trafficMirrorTargetId: ${message}.` }] };
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
