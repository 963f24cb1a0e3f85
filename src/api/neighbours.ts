/** Reads what many interfaces are attached to and used by: their instances, sessions and targets. */
import { type InstanceFacts, type InterfaceFacts, instanceKind } from '../ec2/networkInterfaces.ts';
import { describeAll } from '../ec2/reads/describe.ts';
import type { Ec2Scope } from '../ec2/scope.ts';
import { sessionKind, type TrafficMirrorSessionRecord } from '../ec2/sessions.ts';
import { type TrafficMirrorTargetRecord, targetKind } from '../ec2/targets.ts';
import type { Ec2Usage } from '../ec2/usage.ts';
import { createPause, ownTurn } from '../longWork.ts';
import { groupBy } from '../mirroring/grouped.ts';
import type { Loaders } from './loaders.ts';

/** An interface and what is around it. */
export interface Neighbours {
  readonly networkInterface: InterfaceFacts;
  /** Null: it has none, or EC2 does not know it. An error: it could not be read. */
  readonly instance: InstanceFacts | null | Error;
  readonly sessions: readonly TrafficMirrorSessionRecord[];
  readonly targets: readonly TrafficMirrorTargetRecord[];
}

interface Everything {
  readonly instances: readonly InstanceFacts[] | Error;
  readonly sessions: readonly TrafficMirrorSessionRecord[];
  readonly targets: readonly TrafficMirrorTargetRecord[];
}

/** Reads all that a scope has, 1000 in a call. @throws Ec2Failure when sessions or targets cannot be read. */
export async function readAllNeighbours(scope: Ec2Scope, usage: Ec2Usage): Promise<Everything> {
  const [instances, sessions, targets] = await Promise.all([
    describeAll(scope, instanceKind, [], usage).catch((failure: Error) => failure),
    describeAll(scope, sessionKind, [], usage),
    describeAll(scope, targetKind, [], usage),
  ]);
  return { instances, sessions, targets };
}

/** Finds the neighbours of interfaces among all that a scope has, and gives others their turn meanwhile. */
export async function neighboursAmong(
  { instances, sessions, targets }: Everything,
  sources: readonly InterfaceFacts[],
): Promise<Neighbours[]> {
  await ownTurn();
  const pause = createPause();
  const byId =
    instances instanceof Error
      ? instances
      : new Map(instances.map((instance) => [instance.instanceId, instance]));
  const [sessionsOf, targetsOf] = [groupBy(sessions, interfaceOf), groupBy(targets, interfaceOf)];
  const neighbours: Neighbours[] = [];
  for (const networkInterface of sources) {
    const { networkInterfaceId, instanceId = '' } = networkInterface;
    neighbours.push({
      networkInterface,
      instance: byId instanceof Error ? byId : (byId.get(instanceId) ?? null),
      sessions: sessionsOf.get(networkInterfaceId) ?? [],
      targets: targetsOf.get(networkInterfaceId) ?? [],
    });
    const turn = pause();
    if (turn !== undefined) await turn;
  }
  return neighbours;
}

/** Reads the neighbours of these interfaces alone, 200 in a call. @throws Ec2Failure when sessions or targets cannot be read. */
export function neighboursById(own: Loaders, sources: readonly InterfaceFacts[]): Promise<Neighbours[]> {
  return Promise.all(
    sources.map(async (networkInterface) => {
      const { networkInterfaceId, instanceId } = networkInterface;
      const [instance, sessions, targets] = await Promise.all([
        instanceId === undefined ? null : own.instances.load(instanceId).catch((failure: Error) => failure),
        own.sessionsByInterface.load(networkInterfaceId),
        own.targetsByInterface.load(networkInterfaceId),
      ]);
      return { networkInterface, instance, sessions, targets };
    }),
  );
}

const interfaceOf = ({ networkInterfaceId }: { readonly networkInterfaceId: string | undefined }) =>
  networkInterfaceId;
