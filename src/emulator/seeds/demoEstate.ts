/** The `demo` seed: a shop with a production and a staging VPC, and its Traffic Mirroring. */
import type { TrafficMirrorTarget } from '../state/records.ts';
import type { Estate } from '../state/world.ts';
import { seedDemoFilters } from './demoFilters.ts';
import { seedDemoNetwork, demoTags as tags } from './demoNetwork.ts';
import { seedDemoSensors, sensorsArn } from './demoSensors.ts';
import { seedDemoSessions } from './demoSessions.ts';
import type { DemoShop } from './demoShop.ts';

/** Fills the estate: the network, 2 load balancers, 4 targets of 3 kinds, 4 filters, 10 sessions. */
export function seedDemo(estate: Estate, shop: DemoShop): void {
  seedDemoNetwork(estate, shop);
  seedDemoSensors(estate, shop);
  seedTargets(estate, shop);
  seedDemoFilters(estate, shop);
  seedDemoSessions(estate, shop);
}

function seedTargets(estate: Estate, { ids }: DemoShop): void {
  const { targets, world, accountId } = estate;
  const { target, networkInterface, vpcEndpoint } = ids;
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
      networkLoadBalancerArn: sensorsArn(estate, 'prod'),
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
      networkLoadBalancerArn: sensorsArn(estate, 'staging'),
      tags: tags('staging-sensors', 'security', 'staging'),
    },
  ];
  for (const row of rows) targets.put({ ...row, seq: world.nextSeq(), ownerId: accountId });
}
