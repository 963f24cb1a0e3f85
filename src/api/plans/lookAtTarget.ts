/** What may prevent a session at its target: whether it exists, receives, and takes one more source. */
import type { Ec2Scope } from '../../ec2/scope.ts';
import { sourcesAllowed } from '../../mirroring/capacity.ts';
import { quotas } from '../../mirroring/quotas.ts';
import { readReceiverType } from '../capacity.ts';
import type { GatewayContext } from '../context.ts';
import { readInstance } from '../eligibility.ts';
import { notFound } from '../mutations/inputs.ts';
import { type Earlier, sessionsAfter } from './earlier.ts';
import type { Found } from './looks.ts';

/** A session as a change would leave it, with the properties that the change sets. */
export interface WantedSession {
  readonly scope: Ec2Scope;
  /** Undefined: it is new. */
  readonly trafficMirrorSessionId?: string | undefined;
  readonly networkInterfaceId: string | undefined;
  readonly trafficMirrorTargetId?: string | undefined;
  readonly trafficMirrorFilterId?: string | undefined;
  readonly sessionNumber?: number | undefined;
}

/** Looks at the receiver of a new session's packets. What cannot be read of it, such as that of another account, is not held against it. */
export async function lookAtReceiver({ loaders }: GatewayContext, session: WantedSession): Promise<Found> {
  const { scope, trafficMirrorTargetId = '' } = session;
  const own = loaders(scope);
  const target = await own.targets.load(trafficMirrorTargetId);
  if (target?.networkInterfaceId === undefined) return {};
  const receiver = await own.networkInterfaces.load(target.networkInterfaceId).catch(() => null);
  if (receiver === null) return {};
  const { networkInterfaceId: id, instanceId } = receiver;
  const state = instanceId === undefined ? 'none' : (await readInstance(own, receiver))?.state;
  if (state === undefined || state === 'running') return {};
  const what =
    instanceId === undefined ? 'is attached to no instance' : `is on ${instanceId}, which is ${state}`;
  const message = `${id} behind the target ${what}; EC2 mirrors only to a running instance`;
  return { problems: [{ code: 'UNSUPPORTED_RESOURCE', field: ['trafficMirrorTargetId'], message }] };
}

export async function lookAtTarget(
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
