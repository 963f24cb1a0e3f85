/** Which interfaces can be sources, which targets can be used, and how many sources a target accepts. */
import { invalidTarget, limitExceeded, unsuitableSource, unsupportedSource } from '../errors.ts';
import {
  bareMetalSourceFamilies,
  sourceFamilies,
  targetTypesWith100Sources,
} from '../instances/instanceTypes.ts';
import type { Instance, NetworkInterface } from '../state/networkRecords.ts';
import type { TrafficMirrorTarget } from '../state/records.ts';
import type { Estate } from '../state/world.ts';

const instanceOf = (estate: Estate, { instanceId }: NetworkInterface): Instance | undefined =>
  instanceId === undefined ? undefined : estate.instances.get(instanceId);

/**
 * Whether Amazon RDS or ElastiCache made an interface, whose interfaces can be sources, although no instance of the account has them
 * (guide, Limitations). Their requester is not always the name of the service, but then their description tells.
 */
const isOfMirroredService = ({ requesterId = '', description }: NetworkInterface): boolean =>
  ['amazon-rds', 'amazon-elasticache'].includes(requesterId) ||
  description === 'RDSNetworkInterface' ||
  description.startsWith('ElastiCache ');

/** Whether an interface of an instance of this type can be a source. What the guide does not list, cannot (our decision). */
function canBeMirrored(instanceType: string): boolean {
  const [family = '', size = ''] = instanceType.split('.');
  return (size.startsWith('metal') ? bareMetalSourceFamilies : sourceFamilies).has(family);
}

/**
 * Throws NetworkInterfaceNotSupported for a source that cannot be mirrored (VPC Traffic Mirroring guide, "Traffic
 * mirror sources").
 */
export function checkSource(estate: Estate, source: NetworkInterface): void {
  if (source.interfaceType !== 'interface') throw unsuitableSource(`${source.id} must be of type interface`);
  // EC2 gives every interface of another subnet a primary IPv4 address.
  if (source.privateIpAddress === undefined)
    throw unsuitableSource(`${source.id} must not be in a subnet that has IPv6 only`);
  if (source.requesterManaged) {
    if (!isOfMirroredService(source))
      throw unsupportedSource(`${source.id} is managed by ${source.requesterId ?? 'a service'}`);
  } else if (!canBeMirrored(instanceOf(estate, source)?.instanceType ?? '')) {
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
  const { sourcesPerTarget, sourcesPerLargeTarget } = estate.world.quotas;
  const isLarge = targetTypesWith100Sources.has(instance.instanceType);
  if (sources > (isLarge ? sourcesPerLargeTarget : sourcesPerTarget)) {
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
