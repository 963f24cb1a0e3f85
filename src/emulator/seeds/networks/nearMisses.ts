/** What looks like a fault and is none: nothing may be found here. */
import { rule } from './draft.ts';
import { collector, mirror, openGroup, type Site, source } from './site.ts';

export function nearMisses(site: Site): void {
  const { draft, closedGroup, openGroup: open, subnetIds } = site;
  const [subnetId] = subnetIds;
  // One virtual network ID, told apart by the addresses of the sources.
  const shared = collector(site);
  for (let n = 1; n <= 2; n++) mirror(site, source(site), shared, { virtualNetworkId: 2_000_000 });
  // The second rule has one port that the first has not.
  const ports = (toPort: number) => ({ protocol: 6, destinationPortRange: { fromPort: 1, toPort } });
  const almostShadowed = draft.add('filters', {
    rules: [rule('ingress', 10, ports(442)), rule('ingress', 20, ports(443)), rule('egress', 10)],
  });
  mirror(site, source(site), collector(site), { trafficMirrorFilterId: almostShadowed });
  // Holds the headers of IPv4, and the filter accepts nothing else.
  mirror(site, source(site), collector(site), { packetLength: 54 });
  mirror(site, source(site), collector(site, {}, { groupIds: [closedGroup, open] }));
  const sevenOfTen = collector(site);
  for (let n = 1; n <= 7; n++) mirror(site, source(site), sevenOfTen);
  // Nobody uses it.
  draft.add('filters', { description: 'Draft' });
  const database = draft.add('networkInterfaces', {
    subnetId,
    privateIpAddress: draft.address(subnetId),
    requesterId: 'amazon-rds',
    instanceOwnerId: 'amazon-rds',
    description: 'RDSNetworkInterface',
  });
  mirror(site, database, collector(site));
  blackholeBesideRoute(site);
}

/** The longer route leads to the collector, the other one nowhere. */
function blackholeBesideRoute(site: Site): void {
  const { draft, region, vpcId } = site;
  const farVpc = draft.add('vpcs', { cidrBlocks: ['10.2.0.0/16'], tags: { Name: 'peer' } });
  const peering = draft.add('vpcPeeringConnections', {
    requester: { vpcId },
    accepter: { vpcId: farVpc },
  });
  const gone = draft.newId('pcx');
  const routeTableId = draft.add('routeTables', {
    vpcId,
    routes: [
      { destination: '10.2.0.0/16', target: gone, state: 'blackhole' },
      { destination: '10.2.0.0/17', target: peering },
    ],
  });
  const near = draft.add('subnets', {
    vpcId,
    cidrBlock: '10.0.144.0/24',
    availabilityZone: `${region}a`,
    routeTableId,
  });
  const far = draft.add('subnets', {
    vpcId: farVpc,
    cidrBlock: '10.2.0.0/24',
    availabilityZone: `${region}a`,
  });
  site.deleted.push(gone);
  const target = collector(site, {}, { subnetId: far, groupIds: [openGroup(draft, farVpc)] });
  mirror(site, draft.host(near), target);
}
