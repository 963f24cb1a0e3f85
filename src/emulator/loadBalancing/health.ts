/** The health of targets: that of their registration, or what the network says of it. */

import type { LoadBalancer, Registration, TargetGroup } from '../state/loadBalancingRecords.ts';
import type { Instance } from '../state/networkRecords.ts';
import type { Estate } from '../state/world.ts';
import { integer, required, string, structure } from '../wire/parameters.ts';
import type { WireObject } from '../wire/xml.ts';
import { action } from './action.ts';
import { arnKinds } from './arns.ts';
import { absent, found, members, requiredArn } from './parameters.ts';
import { balancersByGroup } from './targetGroups.ts';

interface Health {
  readonly State: NonNullable<Registration['health']> | 'unused';
  /** Absent if it is healthy. */
  readonly Reason?: string;
  readonly Description?: string;
}

const health = (State: Health['State'], Reason: string, Description: string): Health & WireObject => ({
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
    found: instance ? byInstance[instance.state] : invalid('terminated'),
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
  return { zone: holder?.availabilityZone, found: answers ? healthy : failed };
}

/** What the load balancer that uses the group, if one does, thinks of a target. */
function judge(
  estate: Estate,
  group: TargetGroup,
  balancer: LoadBalancer | undefined,
  { targetId, health: given }: Registration,
): { zone: string | undefined; health: Health & WireObject } {
  const { zone, found: seen } =
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

const notRegistered = health(
  'unused',
  'Target.NotRegistered',
  'Target is not registered to the target group',
);

export const DescribeTargetHealth = action(
  {
    TargetGroupArn: requiredArn(arnKinds.targetGroups),
    Targets: members(
      structure({
        Id: required(string),
        Port: integer(1, 65_535),
        AvailabilityZone: string,
        QuicServerId: absent,
      }),
    ),
    Include: members(string),
  },
  ({ TargetGroupArn, Targets }, estate) => {
    const group = found(estate.targetGroups, arnKinds.targetGroups, TargetGroupArn);
    const balancerArn = balancersByGroup(estate.listeners.list()).get(group.id);
    const balancer = balancerArn === undefined ? undefined : estate.loadBalancers.get(balancerArn);
    const toWire = (registration: Registration): WireObject => {
      const { zone, health } = judge(estate, group, balancer, registration);
      const AvailabilityZone = group.targetType === 'ip' ? zone : undefined;
      return {
        Target: { Id: registration.targetId, Port: registration.port, AvailabilityZone },
        HealthCheckPort: String(group.healthCheckPort ?? registration.port),
        TargetHealth: health,
      };
    };
    const asked = Targets.map(({ Id, Port = group.port }) => {
      const known = group.registrations.find(({ targetId, port }) => targetId === Id && port === Port);
      return known ? toWire(known) : { Target: { Id, Port }, TargetHealth: notRegistered };
    });
    return { TargetHealthDescriptions: Targets.length > 0 ? asked : group.registrations.map(toWire) };
  },
);
