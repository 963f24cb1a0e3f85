/** Traffic Mirror targets: create, delete, describe. Targets that other accounts share are visible too. */
import { action } from '../action.ts';
import { creation } from '../creation.ts';
import { describe, idList } from '../describe.ts';
import {
  invalidCombination,
  invalidTarget,
  limitExceeded,
  malformedLoadBalancerArn,
  missingParameter,
  targetInUse,
  unknownLoadBalancer,
} from '../errors.ts';
import { found, idKinds } from '../ids.ts';
import { description, id } from '../sharedParameters.ts';
import type { TrafficMirrorTarget } from '../state/records.ts';
import type { Estate } from '../state/world.ts';
import { tagSet } from '../tags.ts';
import { type Parser, required, string } from '../wire/parameters.ts';
import type { WireObject } from '../wire/xml.ts';
import { unknownInterface } from './eligibility.ts';
import { sharedTargets, visibleTargets } from './sharing.ts';

const toWire = (target: TrafficMirrorTarget): WireObject => ({
  trafficMirrorTargetId: target.id,
  networkInterfaceId: target.networkInterfaceId,
  networkLoadBalancerArn: target.networkLoadBalancerArn,
  type: target.type,
  description: target.description,
  ownerId: target.ownerId,
  tagSet: tagSet(target.tags),
  gatewayLoadBalancerEndpointId: target.gatewayLoadBalancerEndpointId,
});

/** The ARN of a Network Load Balancer, which is assumed to exist (our decision). */
const loadBalancerArn: Parser<string | undefined> = (node, name) => {
  const arn = string(node, name);
  const wellFormed =
    /^arn:aws[a-z-]*:elasticloadbalancing:[a-z0-9-]+:\d{12}:loadbalancer\/net\/[A-Za-z0-9-]{1,32}\/[0-9a-f]{16}$/;
  if (arn !== undefined && !wellFormed.test(arn)) throw malformedLoadBalancerArn(arn);
  return arn;
};

export const CreateTrafficMirrorTarget = creation(
  {
    element: 'trafficMirrorTarget',
    idKind: idKinds.targets,
    table: ({ targets }: Estate) => targets,
    toWire,
  },
  {
    NetworkInterfaceId: id(idKinds.networkInterfaces),
    NetworkLoadBalancerArn: loadBalancerArn,
    GatewayLoadBalancerEndpointId: id(idKinds.vpcEndpoints),
    Description: description,
  },
  (p, estate, row): TrafficMirrorTarget => {
    const { targetsPerAccount } = estate.world.quotas;
    if (estate.targets.size >= targetsPerAccount) {
      throw limitExceeded(
        'TrafficMirrorTargetLimitExceeded',
        `The maximum number of traffic mirror targets (${targetsPerAccount}) has been reached`,
      );
    }
    const common = { ...row, ownerId: estate.accountId, description: p.Description };
    if (p.NetworkInterfaceId !== undefined) {
      const receiver = estate.networkInterfaces.get(p.NetworkInterfaceId);
      if (!receiver) throw unknownInterface(p.NetworkInterfaceId);
      // The guide names only interfaces of this type as targets ("Understand traffic mirror target concepts").
      if (receiver.interfaceType !== 'interface')
        throw invalidTarget(`The interface ${receiver.id} must be of type interface`);
      return { ...common, type: 'network-interface', networkInterfaceId: p.NetworkInterfaceId };
    }
    if (p.NetworkLoadBalancerArn !== undefined) {
      const [, , , region] = p.NetworkLoadBalancerArn.split(':');
      if (region !== estate.region) throw unknownLoadBalancer(p.NetworkLoadBalancerArn);
      return { ...common, type: 'network-load-balancer', networkLoadBalancerArn: p.NetworkLoadBalancerArn };
    }
    const endpointId = p.GatewayLoadBalancerEndpointId ?? '';
    const endpoint = found(estate.vpcEndpoints, idKinds.vpcEndpoints, endpointId);
    if (endpoint.vpcEndpointType !== 'GatewayLoadBalancer') {
      throw invalidTarget(`The endpoint ${endpointId} is not a Gateway Load Balancer endpoint`);
    }
    return { ...common, type: 'gateway-load-balancer-endpoint', gatewayLoadBalancerEndpointId: endpointId };
  },
  (p) => {
    const given = [p.NetworkInterfaceId, p.NetworkLoadBalancerArn, p.GatewayLoadBalancerEndpointId];
    const count = given.filter((one) => one !== undefined).length;
    if (count === 0) throw missingParameter('NetworkInterfaceId');
    if (count > 1) throw invalidCombination('Exactly one of the three kinds of target must be specified');
  },
);

/**
 * Only the owner's own sessions prevent the deletion of a target; sessions of other accounts become inactive (VPC
 * Traffic Mirroring guide).
 */
export const DeleteTrafficMirrorTarget = action(
  { TrafficMirrorTargetId: required(id(idKinds.targets)) },
  ({ TrafficMirrorTargetId: targetId }, estate) => {
    found(estate.targets, idKinds.targets, targetId);
    const users = estate.sessions.by('traffic-mirror-target-id', targetId);
    if (users.length > 0) throw targetInUse(targetId, users.map((session) => session.id).join(', '));
    estate.targets.delete(targetId);
    estate.world.shares.delete(targetId);
    return { trafficMirrorTargetId: targetId };
  },
);

export const DescribeTrafficMirrorTargets = describe<TrafficMirrorTarget>({
  set: 'trafficMirrorTargetSet',
  rows: visibleTargets,
  table: (estate) => (sharedTargets(estate).length === 0 ? estate.targets : undefined),
  ids: idList('TrafficMirrorTargetId', idKinds.targets),
  filters: {
    description: (row) => row.description,
    'network-interface-id': (row) => row.networkInterfaceId,
    'network-load-balancer-arn': (row) => row.networkLoadBalancerArn,
    'owner-id': (row) => row.ownerId,
    'traffic-mirror-target-id': (row) => row.id,
  },
  toWire,
});
