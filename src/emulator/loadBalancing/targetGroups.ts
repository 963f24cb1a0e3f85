/** Target groups: describe and attributes. They are made by seeds. */
import type { Listener, TargetGroup } from '../state/loadBalancingRecords.ts';
import type { Estate } from '../state/world.ts';
import type { WireObject } from '../wire/xml.ts';
import { action, pages } from './action.ts';
import { arnKinds, loadBalancerOf, nameOf } from './arns.ts';
import { targetGroupAttributes } from './attributes.ts';
import { validationError } from './errors.ts';
import { arn, found, members, names, requiredArn, selected } from './parameters.ts';

const { targetGroups: kind, loadBalancers: balancerKind } = arnKinds;

/** The load balancer that forwards to each target group. There is at most one (API reference, TargetGroup). */
export const balancersByGroup = (listeners: readonly Listener[]): ReadonlyMap<string, string> =>
  new Map(
    listeners.flatMap(({ id, targetGroupArns }) =>
      targetGroupArns.map((group) => [group, loadBalancerOf(id)] as const),
    ),
  );

/** Health checks without settings of their own (API reference, CreateTargetGroup). */
function healthCheck(group: TargetGroup): WireObject {
  const { protocol, healthCheckProtocol, healthCheckPort, healthCheckPath } = group;
  const isHttp = healthCheckProtocol === 'HTTP' || healthCheckProtocol === 'HTTPS';
  const isGeneve = protocol === 'GENEVE';
  return {
    HealthCheckProtocol: healthCheckProtocol,
    HealthCheckPort: healthCheckPort ?? (isGeneve ? '80' : 'traffic-port'),
    HealthCheckEnabled: true,
    HealthCheckIntervalSeconds: isGeneve ? 10 : 30,
    HealthCheckTimeoutSeconds: isGeneve ? 5 : protocol === 'HTTP' ? 6 : 10,
    HealthyThresholdCount: 5,
    UnhealthyThresholdCount: 2,
    HealthCheckPath: isHttp ? (healthCheckPath ?? '/') : undefined,
    Matcher: isHttp ? { HttpCode: protocol.startsWith('HTTP') ? '200' : '200-399' } : undefined,
  };
}

const toWire = (estate: Estate) => {
  const balancers = balancersByGroup(estate.listeners.list());
  return (group: TargetGroup): WireObject => {
    const balancer = balancers.get(group.id);
    return {
      TargetGroupArn: group.id,
      TargetGroupName: nameOf(group.id),
      Protocol: group.protocol,
      Port: group.port,
      VpcId: group.vpcId,
      ...healthCheck(group),
      LoadBalancerArns: balancer === undefined ? [] : [balancer],
      TargetType: group.targetType,
      ProtocolVersion: group.protocol.startsWith('HTTP') ? 'HTTP1' : undefined,
      IpAddressType: 'ipv4',
    };
  };
};

function ofLoadBalancer({ loadBalancers, listeners, targetGroups }: Estate, id: string): TargetGroup[] {
  found(loadBalancers, balancerKind, id);
  const used = listeners.by('load-balancer-arn', id).flatMap(({ targetGroupArns }) => targetGroupArns);
  return [...new Set(used)].flatMap((group) => targetGroups.get(group) ?? []);
}

export const DescribeTargetGroups = pages(
  'TargetGroups',
  { LoadBalancerArn: arn(balancerKind), TargetGroupArns: members(arn(kind)), Names: names },
  ({ LoadBalancerArn, TargetGroupArns, Names }, estate) => {
    const ways = [LoadBalancerArn !== undefined, TargetGroupArns.length > 0, Names.length > 0];
    if (ways.filter(Boolean).length > 1)
      throw validationError('A load balancer ARN, target group ARNs and names cannot be combined');
    if (LoadBalancerArn !== undefined) return ofLoadBalancer(estate, LoadBalancerArn);
    if (!ways.includes(true)) return estate.targetGroups.list();
    return selected(estate.targetGroups, kind, TargetGroupArns, Names);
  },
  toWire,
);

export const DescribeTargetGroupAttributes = action(
  { TargetGroupArn: requiredArn(kind) },
  ({ TargetGroupArn }, { targetGroups }) => ({
    Attributes: targetGroupAttributes(found(targetGroups, kind, TargetGroupArn)),
  }),
);
