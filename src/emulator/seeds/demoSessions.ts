/** The sessions of the `demo` seed. */
import type { Estate } from '../state/world.ts';
import { demoTags } from './demoNetwork.ts';
import type { DemoShop } from './demoShop.ts';

type Row = [
  source: number,
  sessionNumber: number,
  target: number,
  filter: number,
  name: string,
  team: string,
  env: string,
  packetLength: number | undefined,
  description?: string,
];

/** The packet length of sessions that mirror whole packets. */
const whole = undefined;

const rows: Row[] = [
  [1, 1, 1, 1, 'api-1-to-ids', 'platform', 'prod', whole, 'API traffic to the IDS'],
  [1, 2, 2, 2, 'api-1-web', 'platform', 'prod', 8500, 'Web part of the API to the fleet'],
  [1, 3, 3, 3, 'api-1-db', 'orders', 'prod', 256],
  [2, 1, 1, 1, 'api-2-to-ids', 'platform', 'prod', whole, 'API traffic to the IDS'],
  [3, 1, 2, 2, 'web-1-to-fleet', 'storefront', 'prod', 8500, 'Storefront'],
  [3, 10, 1, 1, 'web-1-forensics', 'security', 'prod', 128, 'Headers only, for case 1042'],
  [4, 1, 2, 2, 'web-2-to-fleet', 'storefront', 'prod', 8500, 'Storefront'],
  [
    5,
    1,
    3,
    1,
    'payments-inspection',
    'payments',
    'prod',
    whole,
    'All of payments through the inspection VPC',
  ],
  [6, 5, 2, 3, 'orders-db', 'orders', 'prod', 1500],
  [9, 1, 2, 1, 'staging-api', 'platform', 'staging', 8500, 'Rehearsal'],
];

/** Creates the sessions, with virtual network ids from 4211001. */
export function seedDemoSessions({ sessions, world, accountId }: Estate, { ids }: DemoShop): void {
  rows.forEach(([source, sessionNumber, target, filter, name, team, env, packetLength, description], i) => {
    sessions.put({
      id: ids.session(i + 1),
      seq: world.nextSeq(),
      networkInterfaceId: ids.networkInterface(source),
      trafficMirrorTargetId: ids.target(target),
      trafficMirrorFilterId: ids.filter(filter),
      ownerId: accountId,
      sessionNumber,
      virtualNetworkId: 4_211_001 + i,
      packetLength,
      description,
      tags: demoTags(name, team, env),
    });
  });
}
