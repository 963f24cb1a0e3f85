/** Describes the health of the targets of a group. */
import type { Registration } from '../state/loadBalancingRecords.ts';
import { integer, required, string, structure } from '../wire/parameters.ts';
import type { WireObject } from '../wire/xml.ts';
import { action } from './action.ts';
import { arnKinds } from './arns.ts';
import { health, judge } from './health.ts';
import { absent, found, members, requiredArn } from './parameters.ts';
import { balancersByGroup } from './targetGroups.ts';

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
      const { zone, health: TargetHealth } = judge(estate, group, balancer, registration);
      const AvailabilityZone = group.targetType === 'ip' ? zone : undefined;
      return {
        Target: { Id: registration.targetId, Port: registration.port, AvailabilityZone },
        HealthCheckPort: String(group.healthCheckPort ?? registration.port),
        TargetHealth,
      };
    };
    const asked = Targets.map(({ Id, Port = group.port }) => {
      const known = group.registrations.find(({ targetId, port }) => targetId === Id && port === Port);
      return known ? toWire(known) : { Target: { Id, Port }, TargetHealth: notRegistered };
    });
    return { TargetHealthDescriptions: Targets.length > 0 ? asked : group.registrations.map(toWire) };
  },
);
