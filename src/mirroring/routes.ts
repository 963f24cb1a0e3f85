/**
 * Whether a route table leads copies to a receiver in another VPC. Copies go by the table of the source's subnet (VPC Traffic
 * Mirroring guide, on the ways to targets). Within one VPC, nothing has to be decided.
 */
import { blockContains, parseAddress, prefixLength } from './addresses.ts';
import type { Assumption } from './assumptions.ts';
import type { Passage } from './paths.ts';
import type { NetworkAcl, Peering, Route, RouteTable, TransitGatewayAttachment } from './records.ts';

export interface Receiver {
  /** An IPv4 address. */
  readonly address: string;
  /** The VPC that it is in. */
  readonly vpcId: string;
}

/** Looks up where routes lead. Both functions may throw when that was not read. */
export interface NextHops {
  /** @returns null if it does not exist. */
  readonly peering: (id: string) => Peering | null;
  /** The attachments of the VPC to the gateway. */
  readonly attachments: (transitGatewayId: string, vpcId: string) => readonly TransitGatewayAttachment[];
}

/** Where a route leads. */
interface Way {
  /** Null when that depends on what is not read. */
  readonly passes: boolean | null;
  /** Why it does not pass, or why that is not known. */
  readonly what: string;
  readonly assumptions?: readonly Assumption[];
}

/** The network ACL of a subnet. */
export function aclOf<A extends NetworkAcl>(acls: readonly A[], subnetId: string): A | undefined {
  return acls.find(({ subnetIds }) => subnetIds.includes(subnetId));
}

/** The table of a subnet: its own, or else the main one of its VPC. */
export function routeTableOf<T extends RouteTable>(
  tables: readonly T[],
  { subnetId, vpcId }: { readonly subnetId: string; readonly vpcId: string },
): T | undefined {
  const own = tables.find(({ subnetIds }) => subnetIds.includes(subnetId));
  return own ?? tables.find((table) => table.vpcId === vpcId && table.isMain);
}

/** Whether the table, which is of another VPC, leads to the receiver. `what` says in a few words why not. */
export function leadsTo(table: RouteTable, receiver: Receiver, hops: NextHops): Passage & Pick<Way, 'what'> {
  const route = routeTo(table, receiver.address);
  const way = route ? wayOf(route, table, receiver, hops) : { passes: false, what: 'it has none' };
  // A prefix list is not read. It may hold the address.
  const lists = way.passes === false ? table.routes.filter(isForPrefixList) : [];
  const [list] = lists;
  return {
    passes: list ? null : way.passes,
    what: list ? `${list.destinationPrefixListId} is not read` : way.what,
    evidence: [...lists, ...(route ? [route] : [])].map((one) => ({
      resourceId: table.routeTableId,
      property: 'routes',
      value: `${one.destinationCidrBlock ?? one.destinationPrefixListId} to ${one.target ?? 'an unknown hop'}${one.state === 'blackhole' ? ', blackhole' : ''}`,
      expected: null,
    })),
    assumptions: way.assumptions ?? [],
  };
}

/** Gateway endpoints have prefix lists too, but only of AWS services (VPC user guide, "Gateway endpoints"). */
const isForPrefixList = ({ destinationPrefixListId, target = '' }: Route) =>
  destinationPrefixListId !== undefined && !target.startsWith('vpce-');

/** The longest prefix decides; of equal ones, a static route before one that is propagated (VPC user guide, "Route priority"). */
function routeTo({ routes }: RouteTable, text: string): Route | undefined {
  const address = parseAddress(text);
  const rank = (route: Route) =>
    prefixLength(route.destinationCidrBlock) + (route.target?.startsWith('vgw-') ? 0 : 0.5);
  return routes
    .filter(({ destinationCidrBlock }) => address && blockContains(destinationCidrBlock, address))
    .reduce<Route | undefined>((best, one) => (best && rank(best) >= rank(one) ? best : one), undefined);
}

function wayOf(route: Route, table: RouteTable, receiver: Receiver, hops: NextHops): Way {
  const { destinationCidrBlock: block, target = '', state } = route;
  if (state === 'blackhole') return { passes: false, what: `${block} to ${target} is a blackhole` };
  if (target === 'local') return { passes: false, what: `${block} is in its own VPC` };
  if (target.startsWith('igw-'))
    return { passes: false, what: `${block} leads to the internet by ${target}` };
  if (target.startsWith('pcx-')) return throughPeering(target, receiver, hops.peering(target));
  if (target.startsWith('tgw-')) return throughTransitGateway(target, [table.vpcId, receiver.vpcId], hops);
  // Also NAT gateways: they may lead on to another VPC (VPC user guide, "NAT gateways").
  return { passes: null, what: `where ${target || 'the next hop'} leads on to is not read` };
}

function throughPeering(id: string, { vpcId }: Receiver, peering: Peering | null): Way {
  if (peering === null) return { passes: false, what: `${id} does not exist` };
  const { requesterVpcId, accepterVpcId, status } = peering;
  if (status !== 'active') return { passes: false, what: `${id} is ${status}` };
  if (requesterVpcId === vpcId || accepterVpcId === vpcId) return { passes: true, what: '' };
  return { passes: false, what: `${id} does not lead to ${vpcId}` };
}

function throughTransitGateway(
  id: string,
  vpcIds: readonly (string | undefined)[],
  { attachments }: NextHops,
): Way {
  const missing = vpcIds.find(
    (vpcId = '') => !attachments(id, vpcId).some(({ state }) => state === 'available'),
  );
  if (missing !== undefined)
    return { passes: false, what: `${id} has no available attachment of ${missing}` };
  return { passes: true, what: '', assumptions: ['TRANSIT_GATEWAY_ROUTES'] };
}
