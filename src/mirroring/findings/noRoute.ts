/** NO_ROUTE: the routes of the source do not lead to a receiver in another VPC. */
import type { Interface, RuleFacts, Target } from '../estate.ts';
import { NotRead } from '../facts.ts';
import { groupBy } from '../grouped.ts';
import type { Passage } from '../paths.ts';
import type { RouteTable } from '../records.ts';
import { leadsTo, type NextHops, type Receiver, routeTableOf } from '../routes.ts';
import { balancerBehind, interfaceBehind, nodesOf } from './behind.ts';
import { defineRule, evidenceOf, NotDecidable } from './rule.ts';
import { judgeSources, type Source } from './sources.ts';

/** Where the table of the source leads: to one of the receivers, or to none, and why. */
interface Way extends Passage {
  readonly table: RouteTable;
  readonly receiver: Receiver;
  readonly what: string;
}

export const noRoute = defineRule({
  code: 'NO_ROUTE',
  severity: 'BROKEN',
  about: 'target',
  reads: [
    'sessions',
    'networkInterfaces',
    'loadBalancers',
    'routeTables',
    'peerings',
    'transitGatewayAttachments',
  ],
  means: "The source's route table has no working route to a receiver in another VPC.",
  condition:
    'In the route table of the subnet of the source, or the main one of its VPC if the subnet has none, the most specific route to each address of the receiver leads nowhere: there is none, or it is a blackhole; or it leads to the internet, to a peering connection that is not active or not with the VPC of the receiver, or to a transit gateway to which one of the two VPCs has no available attachment. Routes by appliances, NAT gateways and prefix lists are not decided. The route tables of a transit gateway are not read: they are taken to connect the VPCs.',
  source:
    'VPC Traffic Mirroring guide: copies go by the route table of the source; VPC user guide, "Route priority".',
  remedy: 'Add a route to the receiver by a peering or a transit gateway that connects both VPCs.',
  *check(target, facts, { accountId }) {
    const receivers = receiversOf(facts, target);
    if (receivers === null) return;
    const hops = hopsOf(facts, accountId);
    const ways = new Map<RouteTable, Way>();
    const sessions = facts.sessions.where('trafficMirrorTargetId', target.trafficMirrorTargetId);
    const { blocked, throwDoubt } = yield* judgeSources(facts, sessions, (source) => {
      if (receivers.vpcId === source.vpcId) return null;
      const table = tableOf(facts, source);
      const way = ways.get(table) ?? wayOf(table, receivers.all(), hops);
      ways.set(table, way);
      return way;
    });
    const byTable = groupBy(blocked, ({ passage }) => passage.table.routeTableId);
    for (const [routeTableId, sources] of byTable) {
      const [first] = sources;
      if (first === undefined) continue;
      const { receiver, what, evidence } = first.passage;
      yield {
        discriminator: routeTableId,
        message: `${routeTableId} has no route to ${receiver.address} in ${receiver.vpcId}: ${what}`,
        sessions: sources.flatMap((one) => one.sessions),
        evidence:
          evidence.length > 0
            ? evidence
            : [evidenceOf(routeTableId, 'routes', undefined, `a route to ${receiver.address}`)],
      };
    }
    throwDoubt();
  },
});

/** The addresses that copies are sent to, all in one VPC. Null when the target is gone, or an endpoint, which is in the source's VPC. */
function receiversOf(facts: RuleFacts, target: Target) {
  const receiver = interfaceBehind(facts, target);
  const balancer = balancerBehind(facts, target);
  const { vpcId } = receiver ?? balancer ?? {};
  if (vpcId === undefined) return null;
  const toReceiver = ({ privateIpAddress: address }: Interface) => (address ? [{ address, vpcId }] : []);
  return {
    vpcId,
    all(): Receiver[] {
      const nodes = receiver ? [receiver] : balancer ? nodesOf(facts, balancer) : [];
      return nodes.flatMap(toReceiver);
    },
  };
}

function tableOf({ routeTables }: RuleFacts, { vpcId = '', subnetId = '' }: Source): RouteTable {
  const table = routeTableOf(routeTables.where('vpcId', vpcId), { vpcId, subnetId });
  if (table === undefined) throw new NotDecidable(`EC2 does not tell the route table of ${subnetId}`);
  return table;
}

function hopsOf(
  { routeTables, peerings, transitGatewayAttachments }: RuleFacts,
  accountId: string,
): NextHops {
  /** Whether the VPC is shared with the account. It is not known whether EC2 shows its attachments to others than its owner. */
  const isShared = (vpcId: string) =>
    routeTables.known.some(
      ({ ownerId = accountId, ...table }) => table.vpcId === vpcId && ownerId !== accountId,
    );
  return {
    peering: (id) => peerings.of(id),
    attachments: (id, vpcId) => {
      const found = transitGatewayAttachments
        .where('vpcId', vpcId)
        .filter((one) => one.transitGatewayId === id);
      if (found.length === 0 && isShared(vpcId))
        throw new NotRead('transitGatewayAttachments', { reason: 'OTHER_ACCOUNT' });
      return found;
    },
  };
}

/** The best way to any of the receivers. */
function wayOf(table: RouteTable, receivers: readonly Receiver[], hops: NextHops): Way {
  const ways = receivers.map((receiver) => ({ table, receiver, ...leadsTo(table, receiver, hops) }));
  const best =
    ways.find(({ passes }) => passes === true) ?? ways.find(({ passes }) => passes === null) ?? ways[0];
  if (best === undefined) throw new NotDecidable('no address of the load balancer is known');
  return best;
}
