/** Reads what decides whether an interface can be a source. */
import type { Ec2Scope } from '../ec2/scope.ts';
import { type Eligibility, eligibilityOf } from '../mirroring/eligibility.ts';
import type { GatewayContext } from './context.ts';

interface Source {
  readonly scope: Ec2Scope;
  readonly networkInterfaceId: string;
}

/** Whether the interface can be the source of one more session. @returns null when EC2 does not know the interface. */
export async function judgeSource(
  { loaders }: Pick<GatewayContext, 'loaders'>,
  { scope, networkInterfaceId }: Source,
): Promise<Eligibility | null> {
  const { networkInterfaces, instances, sessionsByInterface, targetsByInterface } = loaders(scope);
  const [facts, sessions, targets] = await Promise.all([
    networkInterfaces.load(networkInterfaceId),
    sessionsByInterface.load(networkInterfaceId),
    targetsByInterface.load(networkInterfaceId),
  ]);
  if (facts === null) return null;
  const { interfaceType, instanceId } = facts;
  // If the instance cannot be read, eligibility is "not known", which is better than an error.
  const instance = instanceId === undefined ? null : await instances.load(instanceId).catch(() => null);
  return eligibilityOf({
    interfaceType,
    instanceId,
    instanceType: instance?.instanceType,
    isTarget: targets.length > 0,
    sessionNumbers: sessions.map((session) => session.sessionNumber),
  });
}
