/**
 * The network of the `demo` seed: VPCs, instances, interfaces and endpoints. The ids are fixed, because the
 * documentation quotes them.
 */
import type { Tag } from '../state/records.ts';
import type { Estate } from '../state/world.ts';
import { seedNetwork, seedNetworkInterface } from './seedNetwork.ts';

const ids = (stem: string) => (n: number) => `${stem}${String(n).padStart(4, '0')}`;

/** Ids by kind and number, from 1. */
export const demoId = {
  session: ids('tms-0a1b2c3d4e5f6'),
  target: ids('tmt-0b2c3d4e5f6a7'),
  filter: ids('tmf-0c3d4e5f6a7b8'),
  rule: ids('tmfr-0d4e5f6a7b8c9'),
  networkInterface: ids('eni-0e5f6a7b8c9d0'),
  instance: ids('i-0f6a7b8c9d0e1'),
  vpc: ids('vpc-01a2b3c4d5e6f'),
  subnet: ids('subnet-02b3c4d5e6f7a'),
  vpcEndpoint: ids('vpce-03c4d5e6f7a8b'),
};
const { networkInterface, instance, vpc, subnet, vpcEndpoint } = demoId;

/** The three tags of most demo resources. */
export const demoTags = (name: string, team: string, env: string): Tag[] => [
  { key: 'Name', value: name },
  { key: 'team', value: team },
  { key: 'env', value: env },
];

const prod = { vpcId: vpc(1), cidr: '10.20', env: 'prod' };
const staging = { vpcId: vpc(2), cidr: '10.30', env: 'staging' };

/** The instances, each with one interface of the same number. */
const instances: [
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
  // The guide does not list T2: the embedded EC2 rejects a session on this interface, and the gateway says that it does not know.
  [7, prod, 1, 'prod-legacy-1', 'platform', 't2.micro'],
  [8, prod, 1, 'prod-sensor-1', 'security', 'c5n.xlarge'],
  [9, staging, 3, 'staging-api-1', 'platform', 'm5.large'],
  [10, staging, 3, 'staging-web-1', 'storefront', 't3.medium'],
  [11, staging, 3, 'staging-batch-1', 'orders', 'c5.large'],
];

/** Creates 2 VPCs, 12 interfaces (11 of instances, one of a load balancer) and 2 endpoints. */
export function seedDemoNetwork(estate: Estate): void {
  seedNetwork(estate, {
    ...prod,
    cidrBlock: '10.20.0.0/16',
    name: 'prod',
    subnetIds: [subnet(1), subnet(2)],
  });
  seedNetwork(estate, { ...staging, cidrBlock: '10.30.0.0/16', name: 'staging', subnetIds: [subnet(3)] });
  for (const [n, where, subnetNumber, name, team, instanceType] of instances) {
    seedNetworkInterface(estate, {
      id: networkInterface(n),
      instanceId: instance(n),
      instanceType,
      subnetId: subnet(subnetNumber),
      privateIpAddress: `${where.cidr}.${subnetNumber}.${10 + n}`,
      description: `${name} primary`,
      tags: demoTags(name, team, where.env),
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
  seedEndpoints(estate);
}

function seedEndpoints({ vpcEndpoints, world, accountId, region }: Estate): void {
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
