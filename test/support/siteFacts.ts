/** The facts of a small estate in which nothing is wrong: three sessions, one to each kind of target. Tests of rules change it. */
import type { Estate, Interface, RuleFacts, UsedSession } from '../../src/mirroring/estate.ts';
import {
  type Change,
  createFacts,
  type EstateKind,
  estateKinds,
  type Readings,
} from '../../src/mirroring/facts.ts';
import type { Filter, Permission, Rule } from '../../src/mirroring/records.ts';

export const arn = {
  balancer: 'arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/net/sensors/1',
  group: 'arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/sensors/1',
  listener: 'arn:aws:elasticloadbalancing:us-east-1:123456789012:listener/net/sensors/1/1',
} as const;

export const networkInterface = (
  id: string,
  address: string,
  wanted: Partial<Interface> = {},
): Interface => ({
  networkInterfaceId: id,
  vpcId: 'vpc-1',
  subnetId: 'subnet-1',
  availabilityZone: 'us-east-1a',
  instanceId: id.replace('eni', 'i'),
  privateIpAddress: address,
  ipv6Addresses: [],
  groupIds: ['sg-open'],
  requesterManaged: false,
  requesterId: undefined,
  description: undefined,
  ...wanted,
});

export const instance = (instanceId: string, wanted: Partial<Estate['instances']> = {}) => ({
  instanceId,
  instanceType: 'm5.large',
  state: 'running',
  ...wanted,
});

export const session = (n: number, wanted: Partial<UsedSession> = {}): UsedSession => ({
  trafficMirrorSessionId: `tms-${n}`,
  networkInterfaceId: `eni-${n}`,
  trafficMirrorTargetId: 'tmt-interface',
  trafficMirrorFilterId: 'tmf-all',
  packetLength: undefined,
  sessionNumber: 1,
  virtualNetworkId: n,
  ...wanted,
});

export const rule = (id: string, ruleNumber: number, wanted: Partial<Rule> = {}): Rule => ({
  trafficMirrorFilterRuleId: id,
  ruleNumber,
  ruleAction: 'accept',
  sourceCidrBlock: '0.0.0.0/0',
  destinationCidrBlock: '0.0.0.0/0',
  ...wanted,
});

export const filter = (
  id: string,
  ingressRules: readonly Rule[],
  egressRules: readonly Rule[] = [],
): Filter => ({
  trafficMirrorFilterId: id,
  rawNetworkServices: [],
  ingressRules,
  egressRules,
});

export const target = (id: string, wanted: Partial<Estate['targets']>): Estate['targets'] => ({
  trafficMirrorTargetId: id,
  ownerId: '123456789012',
  networkInterfaceId: undefined,
  networkLoadBalancerArn: undefined,
  gatewayLoadBalancerEndpointId: undefined,
  ...wanted,
});

export const permission = (wanted: Partial<Permission>): Permission => ({
  ipProtocol: 'udp',
  fromPort: 4789,
  toPort: 4789,
  cidrs: [],
  groupIds: [],
  prefixListIds: [],
  ...wanted,
});

export const registration = (targetId: string, wanted: Partial<Estate['targetHealth']> = {}) => ({
  targetGroupArn: arn.group,
  targetId,
  port: 4789,
  availabilityZone: undefined,
  state: 'healthy',
  ...wanted,
});

export const aclEntry = (ruleNumber: number, ruleAction: 'allow' | 'deny') => ({
  ruleNumber,
  egress: false,
  ruleAction,
  protocol: '-1',
  cidrBlock: '0.0.0.0/0',
  portRange: undefined,
});

export const route = (destinationCidrBlock: string, hop: string, state = 'active') => ({
  destinationCidrBlock,
  destinationPrefixListId: undefined,
  target: hop,
  state,
});

export const routeTable = (routes: readonly ReturnType<typeof route>[]) => ({
  routeTableId: 'rtb-1',
  vpcId: 'vpc-1',
  isMain: true,
  subnetIds: [],
  routes: [route('10.0.0.0/16', 'local'), ...routes],
});

export const balancer = {
  loadBalancerArn: arn.balancer,
  vpcId: 'vpc-1',
  path: 'net/sensors/1',
  groupIds: [],
  zones: [
    { zone: 'us-east-1a', subnetId: 'subnet-1' },
    { zone: 'us-east-1b', subnetId: 'subnet-2' },
  ],
};

export const listener = {
  listenerArn: arn.listener,
  loadBalancerArn: arn.balancer,
  protocol: 'UDP',
  port: 4789,
  targetGroupArns: [arn.group],
};

/** Where collectors and the hosts behind the load balancer are, seen from the sources. */
export const elsewhere = { subnetId: 'subnet-2', availabilityZone: 'us-east-1b' };

const node = (n: number, address: string, place: Partial<Interface> = {}) =>
  networkInterface(`eni-node-${n}`, address, {
    instanceId: undefined,
    requesterManaged: true,
    description: 'ELB net/sensors/1',
    groupIds: [],
    ...place,
  });

const records: { readonly [Kind in EstateKind]: readonly Estate[Kind][] } = {
  sessions: [
    session(1),
    session(2, { trafficMirrorTargetId: 'tmt-balancer' }),
    session(3, { trafficMirrorTargetId: 'tmt-endpoint', packetLength: 1_000 }),
  ],
  targets: [
    target('tmt-interface', { networkInterfaceId: 'eni-collector' }),
    target('tmt-balancer', { networkLoadBalancerArn: arn.balancer }),
    target('tmt-endpoint', { gatewayLoadBalancerEndpointId: 'vpce-1' }),
  ],
  filters: [filter('tmf-all', [rule('tmfr-in', 10)], [rule('tmfr-out', 10)])],
  networkInterfaces: [
    ...[1, 2, 3].map((n) => networkInterface(`eni-${n}`, `10.0.0.${n}`)),
    networkInterface('eni-collector', '10.0.1.9', elsewhere),
    networkInterface('eni-a', '10.0.0.11'),
    networkInterface('eni-b', '10.0.1.12', elsewhere),
    node(1, '10.0.0.21'),
    node(2, '10.0.1.22', elsewhere),
  ],
  instances: ['1', '2', '3', 'collector', 'a', 'b'].map((name) => instance(`i-${name}`)),
  subnets: [],
  vpcs: [],
  securityGroups: [
    { groupId: 'sg-open', ipPermissions: [permission({ cidrs: ['10.0.0.0/16'] })] },
    { groupId: 'sg-closed', ipPermissions: [] },
  ],
  networkAcls: [
    {
      networkAclId: 'acl-1',
      vpcId: 'vpc-1',
      subnetIds: ['subnet-1', 'subnet-2'],
      entries: [aclEntry(100, 'allow'), aclEntry(32_767, 'deny')],
    } as Estate['networkAcls'],
  ],
  routeTables: [routeTable([])],
  peerings: [],
  transitGatewayAttachments: [],
  vpcEndpoints: [{ vpcEndpointId: 'vpce-1', state: 'available' }],
  loadBalancers: [balancer],
  targetGroups: [
    { targetGroupArn: arn.group, vpcId: 'vpc-1', loadBalancerArns: [arn.balancer] } as Estate['targetGroups'],
  ],
  listeners: [listener],
  targetHealth: [registration('i-a'), registration('i-b')],
  targetGroupAttributes: [{ arn: arn.group, crossZone: 'false' }],
  loadBalancerAttributes: [],
};

/** The property that identifies a record of each kind. */
const ids: { readonly [Kind in EstateKind]: (record: Estate[Kind]) => string } = {
  sessions: (one) => one.trafficMirrorSessionId,
  targets: (one) => one.trafficMirrorTargetId,
  filters: (one) => one.trafficMirrorFilterId,
  networkInterfaces: (one) => one.networkInterfaceId,
  instances: (one) => one.instanceId,
  subnets: () => '',
  vpcs: () => '',
  securityGroups: (one) => one.groupId,
  networkAcls: (one) => one.networkAclId,
  routeTables: (one) => one.routeTableId,
  peerings: (one) => one.vpcPeeringConnectionId,
  transitGatewayAttachments: (one) => `${one.transitGatewayId} ${one.vpcId}`,
  vpcEndpoints: (one) => one.vpcEndpointId,
  loadBalancers: (one) => one.loadBalancerArn,
  targetGroups: (one) => one.targetGroupArn,
  listeners: (one) => one.listenerArn,
  targetHealth: (one) => `${one.targetGroupArn} ${one.targetId} ${one.port}`,
  targetGroupAttributes: (one) => one.arn,
  loadBalancerAttributes: (one) => one.arn,
};

export type SiteChange = Change<Estate>;

/** @param order how the records of a kind are ordered, which must not matter. */
export function siteFacts(
  change: SiteChange = {},
  order: <Item>(items: readonly Item[]) => readonly Item[] = (items) => items,
): RuleFacts {
  const readings = estateKinds.map((kind) => [
    kind,
    {
      records: order<object>(records[kind]),
      idOf: ids[kind],
      asked: new Set(),
      gaps: new Map(),
      rest: 'absent',
    },
  ]);
  return createFacts<Estate>(Object.fromEntries(readings) as Readings<Estate>).with(change);
}
