/** The kinds of next hop of a route, by the prefix of their ids. */

/** The element that names the next hop, and the prefix of the ids it holds. */
const elements = {
  igw: 'gatewayId',
  vgw: 'gatewayId',
  // A gateway endpoint.
  vpce: 'gatewayId',
  nat: 'natGatewayId',
  i: 'instanceId',
  eni: 'networkInterfaceId',
  tgw: 'transitGatewayId',
  pcx: 'vpcPeeringConnectionId',
  eigw: 'egressOnlyInternetGatewayId',
  lgw: 'localGatewayId',
  cagw: 'carrierGatewayId',
} as const;

type Prefix = keyof typeof elements;
export type NextHop = (typeof elements)[Prefix] | 'coreNetworkArn';
export const nextHopPrefixes = Object.keys(elements) as readonly Prefix[];

/** The element for this id, or undefined if it is of nothing that traffic can be routed to. */
export function nextHop(target: string): NextHop | undefined {
  if (target === 'local') return 'gatewayId';
  if (target.startsWith('arn:')) return 'coreNetworkArn';
  const [prefix = ''] = target.split('-', 1);
  return Object.hasOwn(elements, prefix) ? elements[prefix as Prefix] : undefined;
}
