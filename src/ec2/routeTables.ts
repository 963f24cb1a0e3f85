/** Route tables: their routes, and the subnets that they are for. */
import { DescribeRouteTablesCommand, type Route, type RouteTable } from '@aws-sdk/client-ec2';
import type { ResourceKind } from './reads/kind.ts';

export interface RouteRecord {
  /** Undefined in a route for IPv6 or for a prefix list. */
  readonly destinationCidrBlock: string | undefined;
  readonly destinationPrefixListId: string | undefined;
  /** The next hop: its ID, the ARN of a core network, or `local`. Undefined for a kind that the SDK does not know. */
  readonly target: string | undefined;
  /** `active`, or `blackhole` when the next hop does not exist or is not attached any more (EC2 API reference, Route). */
  readonly state: string | undefined;
}

export interface RouteTableRecord {
  readonly routeTableId: string;
  readonly vpcId: string | undefined;
  /** Whether it is for the subnets of the VPC that have no table of their own. */
  readonly isMain: boolean;
  /** The subnets whose own table it is. */
  readonly subnetIds: readonly string[];
  readonly routes: readonly RouteRecord[];
}

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

const fromRoute = (route: Route): RouteRecord => ({
  destinationCidrBlock: route.DestinationCidrBlock,
  destinationPrefixListId: route.DestinationPrefixListId,
  target: targetOf(route),
  state: route.State,
});

export const routeTableKind: ResourceKind<RouteTable, RouteTableRecord> = {
  action: 'DescribeRouteTables',
  idFilter: 'route-table-id',
  // EC2 API reference, DescribeRouteTables: MaxResults is at most 100.
  pageSize: 100,
  describe: async (parameters, send) => {
    const output = await send(new DescribeRouteTablesCommand(parameters));
    return { items: output.RouteTables, nextToken: output.NextToken };
  },
  fromEc2: ({ RouteTableId = '', VpcId, Associations = [], Routes = [] }) => ({
    routeTableId: RouteTableId,
    vpcId: VpcId,
    isMain: Associations.some(({ Main }) => Main === true),
    subnetIds: Associations.flatMap(({ SubnetId }) => SubnetId ?? []),
    routes: Routes.map(fromRoute),
  }),
  idOf: ({ routeTableId }) => routeTableId,
};
