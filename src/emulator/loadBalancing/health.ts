/** The health of targets: that of their registration, or what the network says of it. */

import type { LoadBalancer, Registration, TargetGroup } from '../state/loadBalancingRecords.ts';
import type { Instance } from '../state/networkRecords.ts';
import type { Estate } from '../state/world.ts';
import type { WireObject } from '../wire/xml.ts';

interface Health {
  readonly State: NonNullable<Registration['health']> | 'unused';
  /** Absent if it is healthy. */
  readonly Reason?: string;
  readonly Description?: string;
}

export const health = (State: Health['State'], Reason: string, Description: string): Health & WireObject => ({
  State,
  Reason,
  Description,
});
const healthy = { State: 'healthy' } as const;
const starting = health('initial', 'Elb.InitialHealthChecking', 'Initial health checks in progress');
const failed = health('unhealthy', 'Target.FailedHealthChecks', 'Health checks failed');
const invalid = (state: string) => health('unused', 'Target.InvalidState', `Target is in the ${state} state`);

/** What the description of a network can fix (API reference, TargetHealth: the reasons of each state). */
const fixed: Readonly<Record<NonNullable<Registration['health']>, Health & WireObject>> = {
  healthy,
  initial: starting,
  unhealthy: failed,
  'unhealthy.draining': { ...failed, State: 'unhealthy.draining' },
  draining: health('draining', 'Target.DeregistrationInProgress', 'Target deregistration is in progress'),
  unavailable: health('unavailable', 'Elb.InternalError', 'Target health is unavailable'),
};

const byInstance: Readonly<Record<Instance['state'], Health & WireObject>> = {
  pending: starting,
  running: healthy,
  stopping: invalid('stopping'),
  stopped: invalid('stopped'),
  'shutting-down': invalid('shutting-down'),
  terminated: invalid('terminated'),
};

/** The health of an instance, and the zone in which it is. */
function instanceHealth({ instances }: Estate, id: string) {
  const instance = instances.get(id);
  return {
    zone: instance?.availabilityZone,
    seen: instance ? byInstance[instance.state] : invalid('terminated'),
  };
}

/** The health of an address: that somebody in the VPC has it, and if it is an instance, that this runs. */
function addressHealth({ networkInterfaces, instances }: Estate, vpcId: string, address: string) {
  const holder = networkInterfaces
    .list()
    .find(
      (one) =>
        one.vpcId === vpcId &&
        [one.privateIpAddress, ...one.secondaryPrivateIpAddresses, ...one.ipv6Addresses].includes(address),
    );
  const { instanceId } = holder ?? {};
  const answers = holder && (instanceId === undefined || instances.get(instanceId)?.state === 'running');
  return { zone: holder?.availabilityZone, seen: answers ? healthy : failed };
}

/** What the load balancer that uses the group, if one does, thinks of a target. */
export function judge(
  estate: Estate,
  group: TargetGroup,
  balancer: LoadBalancer | undefined,
  { targetId, health: given }: Registration,
): { zone: string | undefined; health: Health & WireObject } {
  const { zone, seen } =
    group.targetType === 'ip'
      ? addressHealth(estate, group.vpcId, targetId)
      : instanceHealth(estate, targetId);
  const notInUse = (why: string) => ({ zone, health: health('unused', 'Target.NotInUse', why) });
  if (!balancer) return notInUse('Target group is not configured to receive traffic from the load balancer');
  const zones = balancer.subnetIds.map((id) => estate.subnets.get(id)?.availabilityZone);
  if (zone !== undefined && !zones.includes(zone))
    return notInUse('Target is in an Availability Zone that is not enabled for the load balancer');
  return { zone, health: given === undefined ? seen : fixed[given] };
}
