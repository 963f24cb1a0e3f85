/** Whether an interface can be the source of one more session: what EC2 would refuse, told beforehand. */

import type { GatewayContext } from '../api/context.ts';
import type { NetworkInterfaceRecord } from '../ec2/networkInterfaces.ts';
import type { TrafficMirrorEligibility } from '../generated/graphql.ts';
import { canBeMirrored } from './instanceTypes.ts';

/** Sessions on one source interface (VPC Traffic Mirroring guide, quotas; not adjustable). */
const sessionsAllowed = 3;

export async function eligibilityOf(
  { scope, networkInterfaceId }: NetworkInterfaceRecord,
  context: GatewayContext,
): Promise<TrafficMirrorEligibility | null> {
  const { networkInterfaces, instances, sessionsByInterface, targetsByInterface } = context.loaders(scope);
  const [facts, sessions, targets] = await Promise.all([
    networkInterfaces.load(networkInterfaceId),
    sessionsByInterface.load(networkInterfaceId),
    targetsByInterface.load(networkInterfaceId),
  ]);
  if (facts === null) return null;
  const instance =
    facts.instanceId === undefined ? null : await instances.load(facts.instanceId).catch(() => null);
  const isSupported = canBeMirrored(instance?.instanceType ?? '');
  const against = [
    facts.interfaceType !== 'interface' &&
      `it is of type ${facts.interfaceType}; only type interface can be mirrored`,
    facts.instanceId === undefined && 'it is not attached to an instance',
    targets.length > 0 && 'it is the interface of a target',
    sessions.length >= sessionsAllowed &&
      `it has ${sessions.length} sessions already; EC2 allows ${sessionsAllowed}`,
    isSupported === false && `instances of type ${instance?.instanceType} cannot be mirrored`,
  ].filter((reason) => reason !== false);
  const doubts = isSupported === undefined ? ['whether its instance type can be mirrored is not known'] : [];
  const eligible = against.length > 0 ? false : doubts.length > 0 ? null : true;
  const numbers = new Set(sessions.map((session) => session.sessionNumber));
  const lowest = [1, 2, 3].find((number) => !numbers.has(number)) ?? null;
  return {
    eligible,
    reasons: eligible === false ? against : doubts,
    nextFreeSessionNumber: sessions.length >= sessionsAllowed ? null : lowest,
    sessionsInUse: sessions.length,
    sessionsAllowed,
  };
}
