/** The `demo` seed: a shop with production and staging. Its ids are fixed: documentation quotes them. */

import type { Tag, TrafficMirrorFilterRule, TrafficMirrorSession, TrafficMirrorTarget } from './records.ts';
import { seedNetwork, seedNetworkInterface } from './seedNetwork.ts';
import type { Estate } from './state.ts';

const ids = (stem: string) => (n: number) => `${stem}${String(n).padStart(4, '0')}`;
const session = ids('tms-0a1b2c3d4e5f6');
const target = ids('tmt-0b2c3d4e5f6a7');
const filter = ids('tmf-0c3d4e5f6a7b8');
const rule = ids('tmfr-0d4e5f6a7b8c9');
const networkInterface = ids('eni-0e5f6a7b8c9d0');
const instance = ids('i-0f6a7b8c9d0e1');
const vpc = ids('vpc-01a2b3c4d5e6f');
const subnet = ids('subnet-02b3c4d5e6f7a');
const vpcEndpoint = ids('vpce-03c4d5e6f7a8b');

const tags = (name: string, team: string, env: string): Tag[] => [
  { key: 'Name', value: name },
  { key: 'team', value: team },
  { key: 'env', value: env },
];

const prod = { vpcId: vpc(1), cidr: '10.20', env: 'prod' };
const staging = { vpcId: vpc(2), cidr: '10.30', env: 'staging' };

/** Fills the estate: 2 VPCs, 12 interfaces, 4 targets of 3 kinds, 4 filters, 10 sessions. */
export function seedDemo(estate: Estate): void {
  seedSurroundings(estate);
  seedTargets(estate);
  seedFilters(estate);
  seedSessions(estate);
}

function seedSurroundings(estate: Estate): void {
  seedNetwork(estate, {
    ...prod,
    cidrBlock: '10.20.0.0/16',
    name: 'prod',
    subnetIds: [subnet(1), subnet(2)],
  });
  seedNetwork(estate, { ...staging, cidrBlock: '10.30.0.0/16', name: 'staging', subnetIds: [subnet(3)] });
  const rows: [
    n: number,
    where: typeof prod,
    subnetNumber: number,
    name: string,
    team: string,
    type: string,
  ][] = [
    [1, prod, 1, 'prod-api-1', 'platform', 'm5.large'],
    [2, prod, 2, 'prod-api-2', 'platform', 'm5.large'],
    [3, prod, 1, 'prod-web-1', 'storefront', 'c5.xlarge'],
    [4, prod, 2, 'prod-web-2', 'storefront', 'c5.xlarge'],
    [5, prod, 1, 'prod-payments-1', 'payments', 'r5.large'],
    [6, prod, 2, 'prod-orders-db-1', 'orders', 'm5.2xlarge'],
    // T2 cannot be mirrored: a session on this one is refused.
    [7, prod, 1, 'prod-legacy-1', 'platform', 't2.micro'],
    [8, prod, 1, 'prod-sensor-1', 'security', 'c5n.xlarge'],
    [9, staging, 3, 'staging-api-1', 'platform', 'm5.large'],
    [10, staging, 3, 'staging-web-1', 'storefront', 't3.medium'],
    [11, staging, 3, 'staging-batch-1', 'orders', 'c5.large'],
  ];
  for (const [n, where, subnetNumber, name, team, instanceType] of rows) {
    seedNetworkInterface(estate, {
      id: networkInterface(n),
      instanceId: instance(n),
      instanceType,
      subnetId: subnet(subnetNumber),
      privateIpAddress: `${where.cidr}.${subnetNumber}.${10 + n}`,
      description: `${name} primary`,
      tags: tags(name, team, where.env),
    });
  }
  seedNetworkInterface(estate, {
    id: networkInterface(12),
    interfaceType: 'network_load_balancer',
    subnetId: subnet(1),
    privateIpAddress: '10.20.1.22',
    description: 'ELB net/prod-sensors/50dc6c495c0c9188',
    tags: [],
  });
  const { accountId, world } = estate;
  estate.vpcEndpoints.put({
    id: vpcEndpoint(1),
    seq: world.nextSeq(),
    vpcEndpointType: 'GatewayLoadBalancer',
    vpcId: vpc(1),
    serviceName: `com.amazonaws.vpce.${estate.region}.vpce-svc-04d5e6f7a8b9c0001`,
    state: 'available',
    subnetIds: [subnet(2)],
    networkInterfaceIds: [],
    ownerId: accountId,
    creationTimestamp: '2026-03-02T08:15:00.000Z',
    tags: tags('prod-inspection', 'security', 'prod'),
  });
}

function seedTargets({ targets, world, accountId, region }: Estate): void {
  const nlb = `arn:aws:elasticloadbalancing:${region}:${accountId}:loadbalancer/net/prod-sensors/50dc6c495c0c9188`;
  const rows: Omit<TrafficMirrorTarget, 'seq' | 'ownerId'>[] = [
    {
      id: target(1),
      type: 'network-interface',
      networkInterfaceId: networkInterface(8),
      description: 'IDS sensor',
      tags: tags('ids-sensor', 'security', 'prod'),
    },
    {
      id: target(2),
      type: 'network-load-balancer',
      networkLoadBalancerArn: nlb,
      description: 'Sensor fleet',
      tags: tags('sensor-fleet', 'security', 'prod'),
    },
    {
      id: target(3),
      type: 'gateway-load-balancer-endpoint',
      gatewayLoadBalancerEndpointId: vpcEndpoint(1),
      description: 'Inspection VPC',
      tags: tags('inspection', 'security', 'prod'),
    },
    // No session uses it: it can be deleted.
    {
      id: target(4),
      type: 'network-load-balancer',
      networkLoadBalancerArn: nlb.replace(/prod-sensors.*/, 'staging-sensors/6d0ecf831eec9f09'),
      tags: tags('staging-sensors', 'security', 'staging'),
    },
  ];
  for (const row of rows) targets.put({ ...row, seq: world.nextSeq(), ownerId: accountId });
}

function seedFilters({ filters, filterRules, world }: Estate): void {
  const any = { destinationCidrBlock: '0.0.0.0/0', sourceCidrBlock: '0.0.0.0/0', tags: [] };
  const port = (number: number) => ({
    protocol: 6,
    destinationPortRange: { fromPort: number, toPort: number },
  });
  filters.put({
    id: filter(1),
    seq: world.nextSeq(),
    networkServices: ['amazon-dns'],
    description: 'Everything, DNS included',
    tags: tags('all-traffic', 'security', 'prod'),
  });
  filters.put({
    id: filter(2),
    seq: world.nextSeq(),
    networkServices: [],
    description: 'Web traffic without SSH',
    tags: tags('web-only', 'storefront', 'prod'),
  });
  filters.put({
    id: filter(3),
    seq: world.nextSeq(),
    networkServices: [],
    description: 'Database traffic from the application subnets',
    tags: tags('database', 'orders', 'prod'),
  });
  filters.put({
    id: filter(4),
    seq: world.nextSeq(),
    networkServices: [],
    tags: tags('draft', 'security', 'staging'),
  });
  const rows: Omit<TrafficMirrorFilterRule, 'seq' | 'id'>[] = [
    {
      ...any,
      trafficMirrorFilterId: filter(1),
      trafficDirection: 'ingress',
      ruleNumber: 100,
      ruleAction: 'accept',
    },
    {
      ...any,
      trafficMirrorFilterId: filter(1),
      trafficDirection: 'egress',
      ruleNumber: 100,
      ruleAction: 'accept',
    },
    {
      ...any,
      ...port(22),
      trafficMirrorFilterId: filter(2),
      trafficDirection: 'ingress',
      ruleNumber: 10,
      ruleAction: 'reject',
      description: 'Never SSH',
    },
    {
      ...any,
      ...port(443),
      trafficMirrorFilterId: filter(2),
      trafficDirection: 'ingress',
      ruleNumber: 20,
      ruleAction: 'accept',
      description: 'HTTPS',
    },
    {
      ...any,
      ...port(80),
      trafficMirrorFilterId: filter(2),
      trafficDirection: 'ingress',
      ruleNumber: 30,
      ruleAction: 'accept',
      description: 'HTTP',
    },
    {
      ...any,
      protocol: 6,
      sourcePortRange: { fromPort: 443, toPort: 443 },
      trafficMirrorFilterId: filter(2),
      trafficDirection: 'egress',
      ruleNumber: 20,
      ruleAction: 'accept',
      description: 'HTTPS answers',
    },
    {
      ...any,
      ...port(5432),
      sourceCidrBlock: '10.20.0.0/16',
      trafficMirrorFilterId: filter(3),
      trafficDirection: 'ingress',
      ruleNumber: 10,
      ruleAction: 'accept',
      description: 'PostgreSQL',
    },
    {
      ...any,
      sourceCidrBlock: '::/0',
      destinationCidrBlock: '2001:db8:20::/48',
      trafficMirrorFilterId: filter(3),
      trafficDirection: 'ingress',
      ruleNumber: 20,
      ruleAction: 'reject',
      description: 'No IPv6',
    },
  ];
  rows.forEach((row, i) => {
    filterRules.put({ ...row, id: rule(i + 1), seq: world.nextSeq() });
  });
}

function seedSessions({ sessions, world, accountId }: Estate): void {
  type Use = Partial<Pick<TrafficMirrorSession, 'packetLength' | 'description'>>;
  const rows: [
    eni: number,
    number: number,
    target: number,
    filter: number,
    vni: number,
    tags: Tag[],
    use: Use,
  ][] = [
    [
      1,
      1,
      1,
      1,
      4_211_001,
      tags('api-1-to-ids', 'platform', 'prod'),
      { description: 'API traffic to the IDS' },
    ],
    [
      1,
      2,
      2,
      2,
      4_211_002,
      tags('api-1-web', 'platform', 'prod'),
      { packetLength: 8500, description: 'Web part of the API to the fleet' },
    ],
    [1, 3, 3, 3, 4_211_003, tags('api-1-db', 'orders', 'prod'), { packetLength: 256 }],
    [
      2,
      1,
      1,
      1,
      4_211_004,
      tags('api-2-to-ids', 'platform', 'prod'),
      { description: 'API traffic to the IDS' },
    ],
    [
      3,
      1,
      2,
      2,
      4_211_005,
      tags('web-1-to-fleet', 'storefront', 'prod'),
      { packetLength: 8500, description: 'Storefront' },
    ],
    [
      3,
      10,
      1,
      1,
      4_211_006,
      tags('web-1-forensics', 'security', 'prod'),
      { packetLength: 128, description: 'Headers only, for case 1042' },
    ],
    [
      4,
      1,
      2,
      2,
      4_211_007,
      tags('web-2-to-fleet', 'storefront', 'prod'),
      { packetLength: 8500, description: 'Storefront' },
    ],
    [
      5,
      1,
      3,
      1,
      4_211_008,
      tags('payments-inspection', 'payments', 'prod'),
      { description: 'All of payments through the inspection VPC' },
    ],
    [6, 5, 2, 3, 4_211_009, tags('orders-db', 'orders', 'prod'), { packetLength: 1500 }],
    [
      9,
      1,
      2,
      1,
      4_211_010,
      tags('staging-api', 'platform', 'staging'),
      { packetLength: 8500, description: 'Rehearsal' },
    ],
  ];
  rows.forEach(([eni, sessionNumber, targetNumber, filterNumber, virtualNetworkId, sessionTags, use], i) => {
    sessions.put({
      id: session(i + 1),
      seq: world.nextSeq(),
      networkInterfaceId: networkInterface(eni),
      trafficMirrorTargetId: target(targetNumber),
      trafficMirrorFilterId: filter(filterNumber),
      ownerId: accountId,
      sessionNumber,
      virtualNetworkId,
      tags: sessionTags,
      ...use,
    });
  });
}
