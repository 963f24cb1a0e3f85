/** Route tables, with their routes and associations. */
import { describe, idList } from '../describe.ts';
import { derivedId, idKinds } from '../ids.ts';
import type { Route, RouteTable, Subnet } from '../state/networkRecords.ts';
import { perRow } from '../state/perRow.ts';
import type { Estate } from '../state/world.ts';
import { tagSet } from '../tags.ts';
import type { WireObject } from '../wire/xml.ts';
import { type NextHop, nextHop } from './nextHops.ts';
import { isPrefixList, v4Of, v6Of } from './permissions.ts';

interface Association {
  readonly id: string;
  /** Absent in the association of the main table with the VPC. */
  readonly subnetId?: string;
}

const mainAssociationId = perRow(({ id }: RouteTable) => derivedId('rtbassoc', id));
/** A subnet has one association, which it keeps as long as its table. */
const associationId = perRow(({ id, routeTableId = '' }: Subnet) => derivedId('rtbassoc', routeTableId, id));

function associationsOf({ subnets }: Estate, table: RouteTable): Association[] {
  const main = table.isMain ? [{ id: mainAssociationId(table) }] : [];
  const explicit = subnets
    .by('vpc-id', table.vpcId)
    .filter(({ routeTableId }) => routeTableId === table.id)
    .map((subnet) => ({ id: associationId(subnet), subnetId: subnet.id }));
  return [...main, ...explicit];
}

/** The routes with those that EC2 adds: one for each block of the VPC. */
function allRoutes({ vpcs }: Estate, table: RouteTable): Route[] {
  const vpc = vpcs.get(table.vpcId);
  const local = [...(vpc?.cidrBlocks ?? []), ...(vpc?.ipv6CidrBlocks ?? [])].map(
    (destination): Route => ({ destination, target: 'local', state: 'active' }),
  );
  return [...local, ...table.routes];
}

/** EC2 names the owner and the interface of an instance beside it. */
function toNextHop({ networkInterfaces, accountId }: Estate, { target }: Route): WireObject {
  const element = nextHop(target);
  if (element === undefined) return {};
  const attached =
    element === 'networkInterfaceId'
      ? networkInterfaces.get(target)
      : networkInterfaces.by('attachment.instance-id', target)[0];
  if (element === 'instanceId')
    return { instanceId: target, instanceOwnerId: accountId, networkInterfaceId: attached?.id };
  const instance = attached && { instanceId: attached.instanceId, instanceOwnerId: attached.instanceOwnerId };
  return element === 'networkInterfaceId'
    ? { ...instance, networkInterfaceId: target }
    : { [element]: target };
}

const originOf = ({ target }: Route) => (target === 'local' ? 'CreateRouteTable' : 'CreateRoute');

const toRoute = (estate: Estate, route: Route): WireObject => ({
  destinationCidrBlock: v4Of(route.destination),
  destinationIpv6CidrBlock: v6Of(route.destination),
  destinationPrefixListId: isPrefixList(route.destination) ? route.destination : undefined,
  ...toNextHop(estate, route),
  origin: originOf(route),
  state: route.state,
});

/** A filter on a field of the routes, any of which may match. */
const routeFilter = (read: (route: Route) => string | undefined) => (row: RouteTable, estate: Estate) =>
  allRoutes(estate, row).flatMap((route) => read(route) ?? []);
/** A filter on next hops of one kind. */
const hopFilter = (element: NextHop) =>
  routeFilter(({ target }) => (nextHop(target) === element ? target : undefined));

export const DescribeRouteTables = describe<RouteTable>({
  set: 'routeTableSet',
  table: ({ routeTables }) => routeTables,
  rows: ({ routeTables }) => routeTables.list(),
  ids: idList('RouteTableId', idKinds.routeTables),
  // API model: MaxResults is from 5 to 100.
  maxResults: { max: 100 },
  filters: {
    // Gateways have no associations here.
    'association.gateway-id': () => undefined,
    'association.main': (row, estate) => associationsOf(estate, row).map(({ subnetId }) => String(!subnetId)),
    'association.route-table-association-id': (row, estate) =>
      associationsOf(estate, row).map(({ id }) => id),
    'association.route-table-id': (row, estate) => associationsOf(estate, row).map(() => row.id),
    'association.subnet-id': (row, estate) =>
      associationsOf(estate, row).flatMap(({ subnetId }) => subnetId ?? []),
    'owner-id': (row) => row.ownerId,
    'route-table-id': (row) => row.id,
    'route.destination-cidr-block': routeFilter(({ destination }) => v4Of(destination)),
    'route.destination-ipv6-cidr-block': routeFilter(({ destination }) => v6Of(destination)),
    'route.destination-prefix-list-id': routeFilter(({ destination }) =>
      isPrefixList(destination) ? destination : undefined,
    ),
    'route.egress-only-internet-gateway-id': hopFilter('egressOnlyInternetGatewayId'),
    'route.gateway-id': hopFilter('gatewayId'),
    'route.instance-id': hopFilter('instanceId'),
    'route.nat-gateway-id': hopFilter('natGatewayId'),
    'route.origin': routeFilter(originOf),
    'route.state': routeFilter(({ state }) => state),
    'route.transit-gateway-id': hopFilter('transitGatewayId'),
    'route.vpc-peering-connection-id': hopFilter('vpcPeeringConnectionId'),
    'vpc-id': (row) => row.vpcId,
  },
  toWire: (row, estate) => ({
    routeTableId: row.id,
    vpcId: row.vpcId,
    ownerId: row.ownerId,
    routeSet: allRoutes(estate, row).map((route) => toRoute(estate, route)),
    associationSet: associationsOf(estate, row).map(({ id, subnetId }) => ({
      routeTableAssociationId: id,
      routeTableId: row.id,
      subnetId,
      main: subnetId === undefined,
      associationState: { state: 'associated' },
    })),
    propagatingVgwSet: [],
    tagSet: tagSet(row.tags),
  }),
});
