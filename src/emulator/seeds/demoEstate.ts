/** The `demo` seed: a shop with a production and a staging VPC, and its Traffic Mirroring. */
import type {
  Tag,
  TrafficMirrorFilterRule,
  TrafficMirrorSession,
  TrafficMirrorTarget,
} from '../state/records.ts';
import type { Estate } from '../state/world.ts';
import { demoId, seedDemoNetwork, demoTags as tags } from './demoNetwork.ts';

const { session, target, filter, rule, networkInterface, vpcEndpoint } = demoId;

/** Fills the estate: the network, 4 targets of 3 kinds, 4 filters, 10 sessions. */
export function seedDemo(estate: Estate): void {
  seedDemoNetwork(estate);
  seedTargets(estate);
  seedFilters(estate);
  seedSessions(estate);
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
    // No session uses it, so that it can be deleted.
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
