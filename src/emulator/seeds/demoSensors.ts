/** What mirrored traffic of the `demo` seed needs to arrive: load balancers, security groups of sensors, and a peering. */
import { arnOf } from '../network/regions.ts';
import { createRule, defaultsOf } from '../network/vpcDefaults.ts';
import type { Estate } from '../state/world.ts';
import { demoTags } from './demoNetwork.ts';
import type { DemoShop } from './demoShop.ts';
import { seedLoadBalancer, vxlanPort } from './seedLoadBalancer.ts';

/** By VPC: its sensors behind the load balancer, by number, and the nodes of that, by number and subnet. */
const fleets = [
  {
    env: 'prod',
    vpc: 1,
    group: 11,
    balancer: 'prod-sensors/50dc6c495c0c9188',
    sensors: [8, 13],
    nodes: [
      [12, 1],
      [16, 2],
    ],
  },
  {
    env: 'staging',
    vpc: 2,
    group: 12,
    balancer: 'staging-sensors/6d0ecf831eec9f09',
    sensors: [14, 15],
    nodes: [[17, 3]],
  },
] as const;

type Env = (typeof fleets)[number]['env'];

/** The load balancer of a VPC's sensors. */
export function sensorsArn(estate: Estate, env: Env): string {
  const name = fleets.find((fleet) => fleet.env === env)?.balancer;
  return arnOf('elasticloadbalancing', estate, `loadbalancer/net/${name}`);
}

/** Creates the load balancers, lets VXLAN of the demo's networks into the sensors, and connects the VPCs. */
export function seedDemoSensors(estate: Estate, shop: DemoShop): void {
  const { ids } = shop;
  const networks = { prod: shop.prodNetwork, staging: shop.stagingNetwork };
  for (const { env, vpc, group, sensors, nodes } of fleets) {
    seedLoadBalancer(estate, {
      arn: sensorsArn(estate, env),
      vpcId: ids.vpc(vpc),
      nodes: nodes.map(([n, subnet]) => ({
        id: ids.networkInterface(n),
        subnetId: ids.subnet(subnet),
        privateIpAddress: `${networks[env]}.${subnet}.22`,
      })),
      instanceIds: sensors.map(ids.instance),
      tags: demoTags(`${env}-sensors`, 'security', env),
    });
    admitVxlan(estate, ids.vpc(vpc), ids.securityGroup(group), sensors.map(ids.networkInterface));
  }
  peer(estate, shop);
}

/** A security group for the interfaces that lets mirrored traffic of any shop in. */
function admitVxlan(estate: Estate, vpcId: string, id: string, interfaceIds: readonly string[]): void {
  const { securityGroups, networkInterfaces, world, accountId } = estate;
  securityGroups.put({
    id,
    seq: world.nextSeq(),
    ownerId: accountId,
    vpcId,
    name: 'sensors',
    description: 'Mirrored traffic',
    tags: [],
  });
  const common = { groupId: id, direction: 'ingress', peer: '10.0.0.0/8' } as const;
  createRule(estate, { ...common, protocol: 'udp', fromPort: vxlanPort, toPort: vxlanPort });
  for (const interfaceId of interfaceIds) {
    const row = networkInterfaces.get(interfaceId);
    if (row) networkInterfaces.put({ ...row, groupIds: [...row.groupIds, id] });
  }
}

/** Peers production and staging, each with a route to the other: one session mirrors from staging to production. */
function peer(estate: Estate, { ids, prodNetwork, stagingNetwork }: DemoShop): void {
  const { vpcPeeringConnections, routeTables, world, accountId: ownerId, region } = estate;
  const [prod, staging] = [ids.vpc(1), ids.vpc(2)];
  const id = ids.vpcPeeringConnection(1);
  vpcPeeringConnections.put({
    id,
    seq: world.nextSeq(),
    requester: { ownerId, region, vpcId: staging },
    accepter: { ownerId, region, vpcId: prod },
    status: 'active',
    tags: demoTags('staging-to-prod', 'platform', 'staging'),
  });
  for (const [vpcId, other] of [
    [prod, stagingNetwork],
    [staging, prodNetwork],
  ] as const) {
    const table = routeTables.get(defaultsOf(vpcId).routeTableId);
    const route = { destination: `${other}.0.0/16`, target: id, state: 'active' } as const;
    if (table) routeTables.put({ ...table, routes: [...table.routes, route] });
  }
}
