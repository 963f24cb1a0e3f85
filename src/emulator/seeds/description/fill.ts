/** Puts a network description into a world: the network of each estate, then its mirroring. */
import { createRule, createVpc, defaultsOf } from '../../network/vpcDefaults.ts';
import type { PeeringSide } from '../../state/networkRecords.ts';
import type { Estate, World } from '../../state/world.ts';
import { seedInstance, seedNetworkInterface } from '../seedNetwork.ts';
import { fillLoadBalancing } from './fillLoadBalancing.ts';
import { fillMirroring } from './fillMirroring.ts';
import type { DescribedEstate, NetworkDescription } from './shape.ts';

/** What belongs to no account or Region in the description belongs to these. */
interface Defaults {
  accountId: string;
  region: string;
}

/** @param description one without problems. */
export function fill(world: World, description: NetworkDescription, defaults: Defaults): void {
  for (const described of description.estates) {
    const { accountId = defaults.accountId, region = defaults.region } = described;
    const estate = world.estate(accountId, region);
    fillVpcs(estate, described);
    fillConnections(estate, described);
    fillInterfaces(estate, described);
    fillLoadBalancing(estate, described);
    fillMirroring(estate, described);
  }
}

function fillVpcs(estate: Estate, described: DescribedEstate): void {
  const { subnets, securityGroups, networkAcls, routeTables, world } = estate;
  const next = () => ({ seq: world.nextSeq(), ownerId: estate.accountId });
  for (const vpc of described.vpcs) {
    const isHere = ({ vpcId }: { vpcId: string }) => vpcId === vpc.id;
    createVpc(
      estate,
      { ...vpc, ...next() },
      {
        group: !described.securityGroups.some((group) => isHere(group) && group.name === 'default'),
        networkAcl: !described.networkAcls.some((acl) => isHere(acl) && acl.isDefault),
        routeTable: !described.routeTables.some((table) => isHere(table) && table.isMain),
      },
    );
  }
  for (const { ingress, egress, ...group } of described.securityGroups) {
    securityGroups.put({ ...group, ...next() });
    // Object.entries forgets the names.
    for (const [direction, rules] of Object.entries({ ingress, egress } as const))
      for (const { peers, ...rule } of rules)
        for (const peer of peers)
          createRule(estate, {
            ...rule,
            peer,
            groupId: group.id,
            direction: direction as 'ingress' | 'egress',
          });
  }
  for (const acl of described.networkAcls) networkAcls.put({ ...acl, ...next() });
  for (const table of described.routeTables) routeTables.put({ ...table, ...next() });
  for (const subnet of described.subnets) {
    const ofVpc = described.networkAcls.find(({ vpcId, isDefault }) => isDefault && vpcId === subnet.vpcId);
    const networkAclId = subnet.networkAclId ?? ofVpc?.id ?? defaultsOf(subnet.vpcId).networkAclId;
    subnets.put({ ...subnet, networkAclId, ...next() });
  }
}

type DescribedSide = DescribedEstate['vpcPeeringConnections'][number]['requester'];

function fillConnections(estate: Estate, described: DescribedEstate): void {
  const { world, accountId, region, vpcEndpoints } = estate;
  const toSide = (side: DescribedSide): PeeringSide => ({
    ownerId: side.accountId ?? accountId,
    region: side.region ?? region,
    vpcId: side.vpcId,
  });
  for (const peering of described.vpcPeeringConnections) {
    const sides = { requester: toSide(peering.requester), accepter: toSide(peering.accepter) };
    estate.vpcPeeringConnections.put({ ...peering, ...sides, seq: world.nextSeq() });
  }
  for (const attachment of described.transitGatewayVpcAttachments)
    estate.transitGatewayVpcAttachments.put({ ...attachment, vpcOwnerId: accountId, seq: world.nextSeq() });
  for (const endpoint of described.vpcEndpoints)
    vpcEndpoints.put({ ...endpoint, ownerId: accountId, seq: world.nextSeq() });
}

/** The address of an instance is that of its first interface. */
function fillInterfaces(estate: Estate, described: DescribedEstate): void {
  const primary = new Map(
    described.networkInterfaces
      .filter(({ deviceIndex }) => deviceIndex === 0)
      .map(({ instanceId, privateIpAddress }) => [instanceId, privateIpAddress]),
  );
  for (const instance of described.instances)
    seedInstance(estate, { ...withoutAbsent(instance), privateIpAddress: primary.get(instance.id) });
  const defaultGroups = new Map(
    described.securityGroups.filter(({ name }) => name === 'default').map(({ vpcId, id }) => [vpcId, id]),
  );
  for (const one of described.networkInterfaces) {
    const ofVpc = defaultGroups.get(estate.subnets.get(one.subnetId)?.vpcId ?? '');
    seedNetworkInterface(estate, {
      ...(ofVpc !== undefined && { groupIds: [ofVpc] }),
      ...withoutAbsent(one),
    });
  }
}

type Defined<T> = { [Key in keyof T]: Exclude<T[Key], undefined> };

/** Without the fields that are undefined, so that defaults take their place. */
const withoutAbsent = <T extends object>(value: T) =>
  // fromEntries forgets the names.
  Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as Defined<T>;
