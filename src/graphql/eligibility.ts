/** Whether an interface can be the source of one more session: what EC2 would refuse, told beforehand. */
import type { NetworkInterfaceRecord } from '../ec2/networkInterfaces.ts';
import type { TrafficMirrorEligibility } from '../generated/graphql.ts';
import type { GatewayContext } from './context.ts';

/** Sessions on one source interface (VPC Traffic Mirroring guide, quotas; not adjustable). */
const sessionsAllowed = 3;

/**
 * Instance families by what the VPC Traffic Mirroring guide says of them, as of November 2026. The guide's list changes;
 * a family that is in neither set is one that the gateway cannot tell of.
 */
const supportedFamilies = new Set(
  'a1 c4 c5 c5a c5ad c5d c5n d2 d3 d3en g3 g3s g4ad g4dn h1 i3 i3en inf1 m4 m5 m5a m5ad m5d m5dn m5n m5zn p2 p3 p3dn p4d r4 r5 r5a r5ad r5b r5d r5dn r5n t3 t3a t4g x1 x1e z1d'.split(
    ' ',
  ),
);
const unsupportedFamilies = new Set('c1 c3 cc2 cr1 g2 hs1 i2 m1 m2 m3 r3 t1 t2'.split(' '));

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
  const against = [
    facts.interfaceType !== 'interface' &&
      `it is of type ${facts.interfaceType}; only type interface can be mirrored`,
    facts.instanceId === undefined && 'it is not attached to an instance',
    targets.length > 0 && 'it is the interface of a target',
    sessions.length >= sessionsAllowed &&
      `it has ${sessions.length} sessions already; EC2 allows ${sessionsAllowed}`,
    isSupported(instance?.instanceType) === false &&
      `instances of type ${instance?.instanceType} cannot be mirrored`,
  ].filter((reason) => reason !== false);
  const doubts =
    isSupported(instance?.instanceType) === undefined
      ? ['whether its instance type can be mirrored is not known']
      : [];
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

/** Undefined: the gateway cannot tell. Bare metal is never supported. */
function isSupported(instanceType: string | undefined): boolean | undefined {
  const [family = '', size = ''] = instanceType?.split('.') ?? [];
  if (size.includes('metal') || unsupportedFamilies.has(family)) return false;
  return supportedFamilies.has(family) ? true : undefined;
}
