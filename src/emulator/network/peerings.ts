/** VPC peering connections, which the accounts and Regions of both sides see. */
import { describe, idList } from '../describe.ts';
import { idKinds } from '../ids.ts';
import type { PeeringSide, VpcPeeringConnection } from '../state/networkRecords.ts';
import type { Estate } from '../state/world.ts';
import { tagSet } from '../tags.ts';
import type { WireObject } from '../wire/xml.ts';

const isOf = ({ accountId, region }: Estate, side: PeeringSide) =>
  side.ownerId === accountId && side.region === region;

/** Tags belong to the account that made them, so the accepter does not see the requester's (our decision). */
const visible = (estate: Estate): VpcPeeringConnection[] =>
  [...estate.world.estates.values()]
    .flatMap(({ vpcPeeringConnections }) => vpcPeeringConnections.list())
    .filter(({ requester, accepter }) => isOf(estate, requester) || isOf(estate, accepter))
    .map((row) => (isOf(estate, row.requester) ? row : { ...row, tags: [] }))
    .sort((a, b) => a.seq - b.seq);

const vpcOf = ({ world }: Estate, { ownerId, region, vpcId }: PeeringSide) =>
  world.estates.get(`${ownerId}/${region}`)?.vpcs.get(vpcId);

function toSide(estate: Estate, side: PeeringSide): WireObject {
  const { cidrBlocks = [], ipv6CidrBlocks = [] } = vpcOf(estate, side) ?? {};
  return {
    ownerId: side.ownerId,
    vpcId: side.vpcId,
    region: side.region,
    cidrBlock: cidrBlocks[0],
    cidrBlockSet: cidrBlocks.map((cidrBlock) => ({ cidrBlock })),
    ipv6CidrBlockSet: ipv6CidrBlocks.map((ipv6CidrBlock) => ({ ipv6CidrBlock })),
  };
}

const sideFilters = (side: 'requester' | 'accepter') => ({
  [`${side}-vpc-info.cidr-block`]: (row: VpcPeeringConnection, estate: Estate) =>
    vpcOf(estate, row[side])?.cidrBlocks,
  [`${side}-vpc-info.owner-id`]: (row: VpcPeeringConnection) => row[side].ownerId,
  [`${side}-vpc-info.vpc-id`]: (row: VpcPeeringConnection) => row[side].vpcId,
});

/** Status messages begin with a capital letter (API reference, examples). */
const statusMessage = (code: string) =>
  `${code.charAt(0).toUpperCase()}${code.slice(1)}`.replaceAll('-', ' ');

export const DescribeVpcPeeringConnections = describe<VpcPeeringConnection>({
  set: 'vpcPeeringConnectionSet',
  rows: visible,
  ids: idList('VpcPeeringConnectionId', idKinds.vpcPeeringConnections),
  filters: {
    ...sideFilters('accepter'),
    ...sideFilters('requester'),
    // Peerings that wait for their acceptance do not expire here.
    'expiration-time': () => undefined,
    'status-code': (row) => row.status,
    'status-message': (row) => statusMessage(row.status),
    'vpc-peering-connection-id': (row) => row.id,
  },
  toWire: (row, estate) => ({
    vpcPeeringConnectionId: row.id,
    requesterVpcInfo: toSide(estate, row.requester),
    accepterVpcInfo: toSide(estate, row.accepter),
    status: { code: row.status, message: statusMessage(row.status) },
    tagSet: tagSet(row.tags),
  }),
});
