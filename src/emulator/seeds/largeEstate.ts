/**
 * The `large:<sessions>` seed: many sessions, three per interface, spread over targets and filters. It is the same
 * every time.
 */
import { arnOf } from '../network/regions.ts';
import type { Estate } from '../state/world.ts';
import { seedLoadBalancer } from './seedLoadBalancer.ts';
import { seedNetwork, seedNetworkInterface } from './seedNetwork.ts';

const hexId = (prefix: string, n: number) => `${prefix}-0${n.toString(16).padStart(16, '0')}`;

const sessionsPerInterface = 3;
/** Load balancer targets accept any number of sources. */
const sessionsPerTarget = 100;
const sessionsPerFilter = 100;

/** Fills the estate without checking quotas: `large:100000` is ten times what an account may have. */
export function seedLarge(estate: Estate, sessions: number): void {
  const subnetIds = Array.from({ length: 6 }, (_, i) => hexId('subnet', i + 1));
  const vpcId = hexId('vpc', 1);
  seedNetwork(estate, { vpcId, cidrBlock: '10.0.0.0/16', name: 'large', subnetIds });
  const share = (perOne: number) => Math.ceil(sessions / perOne);
  for (let n = 1; n <= share(sessionsPerInterface); n++) {
    seedNetworkInterface(estate, {
      id: hexId('eni', n),
      instanceId: hexId('i', n),
      instanceType: 'm5.large',
      subnetId: subnetIds[n % subnetIds.length] ?? '',
      // A /8 holds them all. That they are outside their subnets does not matter here.
      privateIpAddress: `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`,
      description: `node ${n}`,
      tags: [{ key: 'Name', value: `node-${n}` }],
    });
  }
  const collectors = seedCollectors(estate, vpcId, subnetIds.slice(0, 2));
  for (let n = 1; n <= share(sessionsPerTarget); n++) seedTarget(estate, n, collectors);
  for (let n = 1; n <= share(sessionsPerFilter); n++) seedFilter(estate, n);
  for (let n = 1; n <= sessions; n++) {
    estate.sessions.put({
      id: hexId('tms', n),
      seq: estate.world.nextSeq(),
      networkInterfaceId: hexId('eni', Math.ceil(n / sessionsPerInterface)),
      trafficMirrorTargetId: hexId('tmt', Math.ceil(n / sessionsPerTarget)),
      trafficMirrorFilterId: hexId('tmf', Math.ceil(n / sessionsPerFilter)),
      ownerId: estate.accountId,
      packetLength: 8500,
      sessionNumber: ((n - 1) % sessionsPerInterface) + 1,
      virtualNetworkId: n,
      description: `session ${n}`,
      tags: [
        { key: 'Name', value: `session-${n}` },
        { key: 'team', value: `team-${n % 20}` },
      ],
    });
  }
}

/** Numbers of collectors and of nodes, above those of the sources. */
const [firstCollector, firstNode] = [0x1_0000_0000, 0x2_0000_0000];

/** What all load balancers are in front of. */
interface Collectors {
  readonly vpcId: string;
  readonly subnetIds: readonly string[];
  readonly instanceIds: readonly string[];
}

/** One instance in each subnet, which take all mirrored traffic. */
function seedCollectors(estate: Estate, vpcId: string, subnetIds: readonly string[]): Collectors {
  const instanceIds = subnetIds.map((subnetId, i) => {
    const instanceId = hexId('i', firstCollector + i);
    seedNetworkInterface(estate, {
      id: hexId('eni', firstCollector + i),
      instanceId,
      instanceType: 'c5n.18xlarge',
      subnetId,
      privateIpAddress: `10.255.0.${i + 1}`,
      description: `collector ${i + 1}`,
      tags: [{ key: 'Name', value: `collector-${i + 1}` }],
    });
    return instanceId;
  });
  return { vpcId, subnetIds, instanceIds };
}

/** A target and its load balancer, which has a node in front of each collector. */
function seedTarget(estate: Estate, n: number, { vpcId, subnetIds, instanceIds }: Collectors): void {
  const { targets, world, accountId } = estate;
  const name = `net/sensors-${n}/${n.toString(16).padStart(16, '0')}`;
  const arn = arnOf('elasticloadbalancing', estate, `loadbalancer/${name}`);
  const tags = [{ key: 'Name', value: `sensors-${n}` }];
  const nodes = subnetIds.map((subnetId, i) => ({
    id: hexId('eni', firstNode + 2 * n + i),
    subnetId,
    privateIpAddress: `10.${240 + 4 * i + (n >> 16)}.${(n >> 8) & 255}.${n & 255}`,
  }));
  seedLoadBalancer(estate, { arn, vpcId, nodes, instanceIds, tags });
  targets.put({
    id: hexId('tmt', n),
    seq: world.nextSeq(),
    type: 'network-load-balancer',
    networkLoadBalancerArn: arn,
    ownerId: accountId,
    description: `sensors ${n}`,
    tags,
  });
}

function seedFilter({ filters, filterRules, world }: Estate, n: number): void {
  const trafficMirrorFilterId = hexId('tmf', n);
  filters.put({
    id: trafficMirrorFilterId,
    seq: world.nextSeq(),
    networkServices: [],
    description: `filter ${n}`,
    tags: [{ key: 'Name', value: `filter-${n}` }],
  });
  for (const trafficDirection of ['ingress', 'egress'] as const) {
    filterRules.put({
      id: hexId('tmfr', n * 2 - (trafficDirection === 'ingress' ? 1 : 0)),
      seq: world.nextSeq(),
      trafficMirrorFilterId,
      trafficDirection,
      ruleNumber: 100,
      ruleAction: 'accept',
      destinationCidrBlock: '0.0.0.0/0',
      sourceCidrBlock: '0.0.0.0/0',
      tags: [],
    });
  }
}
