/** The network of the `demo` seed: VPCs, instances, interfaces and endpoints. */
import type { Tag } from '../state/records.ts';
import type { Estate } from '../state/world.ts';
import type { DemoShop } from './demoShop.ts';
import { seedNetwork, seedNetworkInterface } from './seedNetwork.ts';

/** The three tags of most demo resources. */
export const demoTags = (name: string, team: string, env: string): Tag[] => [
  { key: 'Name', value: name },
  { key: 'team', value: team },
  { key: 'env', value: env },
];

/** The instances, each with one interface of the same number. */
const instances: [
  n: number,
  env: 'prod' | 'staging',
  subnetNumber: number,
  name: string,
  team: string,
  type: string,
][] = [
  [1, 'prod', 1, 'prod-api-1', 'platform', 'm5.large'],
  [2, 'prod', 2, 'prod-api-2', 'platform', 'm5.large'],
  [3, 'prod', 1, 'prod-web-1', 'storefront', 'c5.xlarge'],
  [4, 'prod', 2, 'prod-web-2', 'storefront', 'c5.xlarge'],
  [5, 'prod', 1, 'prod-payments-1', 'payments', 'r5.large'],
  [6, 'prod', 2, 'prod-orders-db-1', 'orders', 'm5.2xlarge'],
  // The guide does not list T2: the embedded EC2 rejects a session on this interface, and the gateway says that it does not know.
  [7, 'prod', 1, 'prod-legacy-1', 'platform', 't2.micro'],
  [8, 'prod', 1, 'prod-sensor-1', 'security', 'c5n.xlarge'],
  [9, 'staging', 3, 'staging-api-1', 'platform', 'm5.large'],
  [10, 'staging', 3, 'staging-web-1', 'storefront', 't3.medium'],
  [11, 'staging', 3, 'staging-batch-1', 'orders', 'c5.large'],
  [13, 'prod', 2, 'prod-sensor-2', 'security', 'c5n.xlarge'],
  [14, 'staging', 3, 'staging-sensor-1', 'security', 'c5n.large'],
  [15, 'staging', 3, 'staging-sensor-2', 'security', 'c5n.large'],
];

/** Creates 2 VPCs, 14 instances with their interfaces, and 2 endpoints. */
export function seedDemoNetwork(estate: Estate, shop: DemoShop): void {
  const { vpc, subnet, networkInterface, instance } = shop.ids;
  const networks = { prod: shop.prodNetwork, staging: shop.stagingNetwork };
  seedNetwork(estate, {
    vpcId: vpc(1),
    cidrBlock: `${networks.prod}.0.0/16`,
    name: 'prod',
    subnetIds: [subnet(1), subnet(2)],
  });
  seedNetwork(estate, {
    vpcId: vpc(2),
    cidrBlock: `${networks.staging}.0.0/16`,
    name: 'staging',
    subnetIds: [subnet(3)],
    firstSubnet: 3,
  });
  for (const [n, env, subnetNumber, name, team, instanceType] of instances) {
    seedNetworkInterface(estate, {
      id: networkInterface(n),
      instanceId: instance(n),
      instanceType,
      subnetId: subnet(subnetNumber),
      privateIpAddress: `${networks[env]}.${subnetNumber}.${10 + n}`,
      description: `${name} primary`,
      tags: demoTags(name, team, env),
    });
  }
  seedEndpoints(estate, shop);
}

function seedEndpoints({ vpcEndpoints, world, accountId, region }: Estate, { ids }: DemoShop): void {
  const { vpc, subnet, vpcEndpoint } = ids;
  const common = {
    vpcId: vpc(1),
    state: 'available',
    routeTableIds: [],
    groupIds: [],
    networkInterfaceIds: [],
    privateDnsEnabled: false,
    ipAddressType: 'ipv4',
    requesterManaged: false,
    ownerId: accountId,
    creationTimestamp: '2026-03-02T08:15:00.000Z',
  };
  vpcEndpoints.put({
    ...common,
    id: vpcEndpoint(1),
    seq: world.nextSeq(),
    vpcEndpointType: 'GatewayLoadBalancer',
    serviceName: `com.amazonaws.vpce.${region}.vpce-svc-04d5e6f7a8b9c0001`,
    subnetIds: [subnet(2)],
    tags: demoTags('prod-inspection', 'security', 'prod'),
  });
  // An interface endpoint, which cannot be a target.
  vpcEndpoints.put({
    ...common,
    id: vpcEndpoint(2),
    seq: world.nextSeq(),
    vpcEndpointType: 'Interface',
    serviceName: `com.amazonaws.${region}.ec2`,
    subnetIds: [subnet(1), subnet(2)],
    tags: [],
  });
}
