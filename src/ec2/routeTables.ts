/** Route tables: their routes, and the subnets that they are for. */
import { DescribeRouteTablesCommand, type Route, type RouteTable } from '@aws-sdk/client-ec2';
import type { Route as RouteFacts, RouteTable as RouteTableFacts } from '../mirroring/records.ts';
import type { ResourceKind } from './reads/kind.ts';

/** EC2 names the interface of an instance beside it, so instances come first. */
const targetOf = (route: Route): string | undefined =>
  route.GatewayId ??
  route.InstanceId ??
  route.NatGatewayId ??
  route.TransitGatewayId ??
  route.VpcPeeringConnectionId ??
  route.EgressOnlyInternetGatewayId ??
  route.LocalGatewayId ??
  route.CarrierGatewayId ??
  route.CoreNetworkArn ??
  route.NetworkInterfaceId;

const fromRoute = (route: Route): RouteFacts => ({
  destinationCidrBlock: route.DestinationCidrBlock,
  destinationPrefixListId: route.DestinationPrefixListId,
  target: targetOf(route),
  state: route.State,
});

export const routeTableKind: ResourceKind<RouteTable, RouteTableFacts> = {
  action: 'DescribeRouteTables',
  idFilter: 'route-table-id',
  // EC2 API reference, DescribeRouteTables: MaxResults is at most 100.
  pageSize: 100,
  describe: async (parameters, send) => {
    const output = await send(new DescribeRouteTablesCommand(parameters));
    return { items: output.RouteTables, nextToken: output.NextToken };
  },
  fromEc2: ({ RouteTableId = '', OwnerId, VpcId, Associations = [], Routes = [] }) => ({
    routeTableId: RouteTableId,
    ownerId: OwnerId,
    vpcId: VpcId,
    isMain: Associations.some(({ Main }) => Main === true),
    subnetIds: Associations.flatMap(({ SubnetId }) => SubnetId ?? []),
    routes: Routes.map(fromRoute),
  }),
  idOf: ({ routeTableId }) => routeTableId,
};
