/**
 * The `demo` seed in several accounts and Regions. In each Region, the first account shares the target of its sensor fleet,
 * and every other account mirrors to it through the first one's transit gateway.
 */
import { defaultsOf } from '../network/vpcDefaults.ts';
import type { Estate, World } from '../state/world.ts';
import { seedDemo } from './demoEstate.ts';
import { demoTags } from './demoNetwork.ts';
import { anotherShop, type DemoShop, documentedShop } from './demoShop.ts';
import type { Place } from './places.ts';

interface Seeded {
  readonly estate: Estate;
  readonly shop: DemoShop;
}

/** The resources of a shop that take part, by number: the sensor fleet, the source, its filter and its VPC. */
const [fleet, source, filter, prodVpc, stagingVpc] = [2, 10, 2, 1, 2];

/** Fills the estates of the places. The first one has the ids that the documentation quotes. */
export function seedDemoAccounts(world: World, places: readonly Place[]): void {
  const seeded = places.map((place, i): Seeded => {
    const shop = i === 0 ? documentedShop : anotherShop(place, i - 1);
    const estate = world.estate(place.accountId, place.region);
    seedDemo(estate, shop);
    return { estate, shop };
  });
  for (const region of new Set(places.map((place) => place.region))) {
    const [owner, ...others] = seeded.filter(({ estate }) => estate.region === region);
    if (owner && others.length > 0) connect(owner, others);
  }
}

function connect(owner: Seeded, others: readonly Seeded[]): void {
  const { world, accountId: ownerId, region } = owner.estate;
  const transitGatewayId = owner.shop.ids.transitGateway(1);
  attach(owner, transitGatewayId, prodVpc, owner.shop.ids.subnet(1));
  world.shares.set(owner.shop.ids.target(fleet), {
    ownerId,
    region,
    accounts: others.map(({ estate }) => estate.accountId),
  });
  others.forEach((other, i) => {
    const { estate, shop } = other;
    attach(other, transitGatewayId, stagingVpc, shop.ids.subnet(3));
    estate.sessions.put({
      id: shop.ids.session(11),
      seq: world.nextSeq(),
      networkInterfaceId: shop.ids.networkInterface(source),
      trafficMirrorTargetId: owner.shop.ids.target(fleet),
      trafficMirrorFilterId: shop.ids.filter(filter),
      ownerId: estate.accountId,
      sessionNumber: 1,
      virtualNetworkId: 4_212_001 + i,
      packetLength: 8500,
      description: `Web traffic to the sensor fleet of ${ownerId}`,
      tags: demoTags('web-to-shared-fleet', 'storefront', 'staging'),
    });
  });
}

/** Attaches a VPC to the transit gateway, and routes all private addresses there. */
function attach({ estate, shop }: Seeded, transitGatewayId: string, vpc: number, subnetId: string): void {
  const { transitGatewayVpcAttachments, routeTables, world, accountId } = estate;
  const vpcId = shop.ids.vpc(vpc);
  transitGatewayVpcAttachments.put({
    id: shop.ids.transitGatewayAttachment(1),
    seq: world.nextSeq(),
    transitGatewayId,
    vpcId,
    vpcOwnerId: accountId,
    subnetIds: [subnetId],
    state: 'available',
    creationTime: '2026-03-02T08:30:00.000Z',
    tags: [],
  });
  const main = routeTables.get(defaultsOf(vpcId).routeTableId);
  if (main)
    routeTables.put({
      ...main,
      routes: [...main.routes, { destination: '10.0.0.0/8', target: transitGatewayId, state: 'active' }],
    });
}
