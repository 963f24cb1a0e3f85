/** Small estates for many accounts, each made when it is first used: `--accounts 201` needs the memory of those that are asked about. */
import type { Estate } from '../state/world.ts';
import { anotherShop, type DemoShop } from './demoShop.ts';
import { seedNetwork, seedNetworkInterface } from './seedNetwork.ts';

/** Which accounts have a small estate, and in which Regions. */
export interface SmallEstates {
  readonly accountIds: readonly string[];
  readonly regions: readonly string[];
}

const sources = [1, 2, 3] as const;
const sensor = 4;

/** @returns what fills an estate when it is first used: with as many sessions as the number of its account, from 1, leaves when divided by 4. */
export function smallEstates({ accountIds, regions }: SmallEstates): (estate: Estate) => void {
  const numbers = new Map(accountIds.map((id, i) => [id, i + 1]));
  const served = new Set(regions);
  return (estate) => {
    const number = numbers.get(estate.accountId);
    if (number !== undefined && served.has(estate.region)) seedSmall(estate, number % 4);
  };
}

function seedSmall(estate: Estate, sessions: number): void {
  const { ids } = anotherShop(estate, 0);
  seedNetwork(estate, {
    vpcId: ids.vpc(1),
    cidrBlock: '10.0.0.0/16',
    name: 'small',
    subnetIds: [ids.subnet(1)],
  });
  for (const n of [...sources, sensor])
    seedNetworkInterface(estate, {
      id: ids.networkInterface(n),
      instanceId: ids.instance(n),
      instanceType: 'm5.large',
      subnetId: ids.subnet(1),
      privateIpAddress: `10.0.1.${10 + n}`,
      description: n === sensor ? 'sensor' : `source ${n}`,
      tags: named(n === sensor ? 'sensor' : `source-${n}`),
    });
  seedMirroring(estate, ids);
  for (const n of sources.slice(0, sessions)) seedSession(estate, ids, n);
}

type Ids = DemoShop['ids'];

function seedMirroring({ targets, filters, filterRules, world, accountId }: Estate, ids: Ids): void {
  targets.put({
    id: ids.target(1),
    seq: world.nextSeq(),
    type: 'network-interface',
    networkInterfaceId: ids.networkInterface(sensor),
    ownerId: accountId,
    tags: named('sensor'),
  });
  filters.put({ id: ids.filter(1), seq: world.nextSeq(), networkServices: [], tags: named('everything') });
  (['ingress', 'egress'] as const).forEach((trafficDirection, i) => {
    filterRules.put({
      id: ids.rule(i + 1),
      seq: world.nextSeq(),
      trafficMirrorFilterId: ids.filter(1),
      trafficDirection,
      ruleNumber: 100,
      ruleAction: 'accept',
      destinationCidrBlock: '0.0.0.0/0',
      sourceCidrBlock: '0.0.0.0/0',
      tags: [],
    });
  });
}

function seedSession({ sessions, world, accountId }: Estate, ids: Ids, n: number): void {
  sessions.put({
    id: ids.session(n),
    seq: world.nextSeq(),
    networkInterfaceId: ids.networkInterface(n),
    trafficMirrorTargetId: ids.target(1),
    trafficMirrorFilterId: ids.filter(1),
    ownerId: accountId,
    sessionNumber: 1,
    virtualNetworkId: n,
    tags: named(`source-${n}`),
  });
}

const named = (name: string) => [{ key: 'Name', value: name }];
