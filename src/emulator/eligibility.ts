/** Which interfaces can be sources, which targets can be used, and how many sources a target accepts. */
import { invalidTarget, limitExceeded, unsuitableSource, unsupportedSource } from './errors.ts';
import { canBeMirrored, isLargestSize } from './network/instanceTypes.ts';
import type { Instance, NetworkInterface } from './state/networkRecords.ts';
import type { TrafficMirrorTarget } from './state/records.ts';
import type { Estate } from './state/world.ts';

const instanceOf = (estate: Estate, { instanceId }: NetworkInterface): Instance | undefined =>
  instanceId === undefined ? undefined : estate.instances.get(instanceId);

/**
 * Throws NetworkInterfaceNotSupported for a source that cannot be mirrored (VPC Traffic Mirroring guide, "Traffic
 * mirror sources").
 */
export function checkSource(estate: Estate, source: NetworkInterface): void {
  if (source.interfaceType !== 'interface') throw unsuitableSource(`${source.id} must be of type interface`);
  const instance = instanceOf(estate, source);
  if (!instance || !canBeMirrored(instance.instanceType)) {
    throw unsupportedSource(`${source.id} must be attached to a supported instance`);
  }
  if (estate.targets.by('network-interface-id', source.id).length > 0) {
    throw unsuitableSource(`${source.id} is already in use as a traffic mirror target`);
  }
}

/**
 * Throws InvalidTrafficMirrorTarget unless the target's interface is attached to a running instance, and
 * TrafficMirrorSourcesPerTargetLimitExceeded if one more source would exceed the quota. Load balancer and endpoint
 * targets accept any number of sources.
 */
export function checkTarget(estate: Estate, target: TrafficMirrorTarget, sourceId: string): void {
  if (target.networkInterfaceId === undefined) return;
  if (target.networkInterfaceId === sourceId) {
    throw invalidTarget(`The interface ${sourceId} is the source of the traffic mirror session`);
  }
  const owner = estate.world.estate(target.ownerId, estate.region);
  const networkInterface = owner.networkInterfaces.get(target.networkInterfaceId);
  if (!networkInterface) throw unknownInterface(target.networkInterfaceId);
  const instance = instanceOf(owner, networkInterface);
  if (instance?.state !== 'running') {
    throw invalidTarget(`The interface ${networkInterface.id} is not attached to a running instance`);
  }
  const sources = sourcesOf(owner, networkInterface.id).add(sourceId).size;
  const { sourcesPerTarget, sourcesPerLargestTarget } = estate.world.quotas;
  if (sources > (isLargestSize(instance.instanceType) ? sourcesPerLargestTarget : sourcesPerTarget)) {
    throw limitExceeded(
      'TrafficMirrorSourcesPerTargetLimitExceeded',
      `Sources per interface-target limit reached (${sources})`,
    );
  }
}

/** The message is as recorded in CloudFormation output (seekret README). */
export const unknownInterface = (id: string) => invalidTarget(`The interface ID '${id}' does not exist`);

/** The interfaces whose traffic is mirrored to this one, by sessions of any account. */
function sourcesOf(owner: Estate, networkInterfaceId: string): Set<string> {
  const sources = new Set<string>();
  for (const target of owner.targets.by('network-interface-id', networkInterfaceId)) {
    for (const { sessions } of owner.world.inRegion(owner.region)) {
      for (const session of sessions.by('traffic-mirror-target-id', target.id))
        sources.add(session.networkInterfaceId);
    }
  }
  return sources;
}
