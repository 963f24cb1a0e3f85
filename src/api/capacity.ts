/** Reads how many sources a target takes, and how many use it. */
import { isOwnedHere } from '../ec2/scope.ts';
import type { TrafficMirrorTargetRecord } from '../ec2/targets.ts';
import type { TrafficMirrorTargetCapacity } from '../generated/types.ts';
import { type Allowance, allowanceOf } from '../mirroring/capacity.ts';
import type { GatewayContext } from './context.ts';
import { readInstanceType } from './eligibility.ts';
import type { Loaders } from './loaders.ts';

/** @throws Ec2Failure when the sessions of the target cannot be read. */
export async function readCapacity(
  context: Pick<GatewayContext, 'loaders'>,
  target: TrafficMirrorTargetRecord,
): Promise<TrafficMirrorTargetCapacity> {
  const { sources, ...allowance } = await readSources(context, target);
  return { ...allowance, sourcesInUse: sources.size, isComplete: isOwnedHere(target, target.scope) };
}

/** How many sources a target takes, and the ids of those that use it. @throws Ec2Failure when its sessions cannot be read. */
export async function readSources(
  { loaders }: Pick<GatewayContext, 'loaders'>,
  target: TrafficMirrorTargetRecord,
): Promise<Allowance & { readonly sources: ReadonlySet<string | undefined> }> {
  const own = loaders(target.scope);
  const [sessions, instanceType] = await Promise.all([
    own.sessionsByTarget.load(target.trafficMirrorTargetId),
    readReceiverType(own, target.networkInterfaceId),
  ]);
  const sources = new Set(sessions.map((session) => session.networkInterfaceId));
  return { ...allowanceOf(target.type, instanceType), sources };
}

/** The instance type of the receiver of an interface target. Undefined when it is not known, for example because it belongs to another account. */
export async function readReceiverType(
  own: Loaders,
  networkInterfaceId: string | undefined,
): Promise<string | undefined> {
  if (networkInterfaceId === undefined) return undefined;
  const receiver = await own.networkInterfaces.load(networkInterfaceId).catch(() => null);
  return receiver === null ? undefined : readInstanceType(own, receiver);
}
