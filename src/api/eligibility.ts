/** Reads what decides whether an interface can be a source. */
import type { InstanceFacts, InterfaceFacts } from '../ec2/networkInterfaces.ts';
import { type Ec2Scope, isOwnedHere } from '../ec2/scope.ts';
import { type Eligibility, eligibilityOf } from '../mirroring/eligibility.ts';
import type { GatewayContext } from './context.ts';
import type { Loaders } from './loaders.ts';

interface Source {
  readonly scope: Ec2Scope;
  readonly networkInterfaceId: string;
}

/** Whether the interface can be the source of one more session. @returns null when EC2 does not know the interface. */
export async function judgeSource(
  { loaders }: Pick<GatewayContext, 'loaders'>,
  { scope, networkInterfaceId }: Source,
): Promise<Eligibility | null> {
  const own = loaders(scope);
  const [facts, sessions, targets] = await Promise.all([
    own.networkInterfaces.load(networkInterfaceId),
    own.sessionsByInterface.load(networkInterfaceId),
    own.targetsByInterface.load(networkInterfaceId),
  ]);
  if (facts === null) return null;
  const [instanceType, isOwned] = await Promise.all([
    readInstanceType(own, facts),
    readOwnership(own, facts),
  ]);
  return eligibilityOf({
    ...facts,
    instanceType,
    isOwned,
    isTarget: targets.length > 0,
    sessionNumbers: sessions.map((session) => session.sessionNumber),
  });
}

/** The instance that the interface is attached to. Null if there is none or it cannot be read: better not known than an error. */
export async function readInstance(
  { instances }: Loaders,
  { instanceId }: Pick<InterfaceFacts, 'instanceId'>,
): Promise<InstanceFacts | null> {
  return instanceId === undefined ? null : instances.load(instanceId).catch(() => null);
}

/** Its type. Undefined where `readInstance` is null. */
export const readInstanceType = async (
  own: Loaders,
  attached: Pick<InterfaceFacts, 'instanceId'>,
): Promise<string | undefined> => (await readInstance(own, attached))?.instanceType;

/** Whether the interface or its subnet is the account's own. The subnet is read only for an interface of another account. */
export async function readOwnership(
  { subnets }: Loaders,
  facts: InterfaceFacts,
): Promise<boolean | undefined> {
  if (isOwnedHere(facts, facts.scope)) return true;
  const subnet = await subnets.load(facts.subnetId ?? '').catch(() => null);
  return subnet?.ownerId === undefined ? undefined : subnet.ownerId === facts.scope.accountId;
}
