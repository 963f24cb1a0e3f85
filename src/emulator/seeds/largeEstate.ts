/**
 * The `large:<sessions>` seed: many sessions, three per interface, spread over targets and filters. It is the same
 * every time.
 */
import type { Estate } from '../state/world.ts';
import { seedNetwork, seedNetworkInterface } from './seedNetwork.ts';

const hexId = (prefix: string, n: number) => `${prefix}-0${n.toString(16).padStart(16, '0')}`;

const sessionsPerInterface = 3;
/** Load balancer targets accept any number of sources. */
const sessionsPerTarget = 100;
const sessionsPerFilter = 100;

/** Fills the estate without checking quotas: `large:100000` is ten times what an account may have. */
export function seedLarge(estate: Estate, sessions: number): void {
  const subnetIds = Array.from({ length: 6 }, (_, i) => hexId('subnet', i + 1));
  seedNetwork(estate, { vpcId: hexId('vpc', 1), cidrBlock: '10.0.0.0/16', name: 'large', subnetIds });
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
  for (let n = 1; n <= share(sessionsPerTarget); n++) seedTarget(estate, n);
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

function seedTarget({ targets, world, accountId, region }: Estate, n: number): void {
  const name = `net/sensors-${n}/${n.toString(16).padStart(16, '0')}`;
  targets.put({
    id: hexId('tmt', n),
    seq: world.nextSeq(),
    type: 'network-load-balancer',
    networkLoadBalancerArn: `arn:aws:elasticloadbalancing:${region}:${accountId}:loadbalancer/${name}`,
    ownerId: accountId,
    description: `sensors ${n}`,
    tags: [{ key: 'Name', value: `sensors-${n}` }],
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
