/**
 * Network interfaces, which are the sources and some of the targets of Traffic Mirroring, with the fields that its
 * clients read.
 */
import { describe, idList } from '../describe.ts';
import { elementFilters } from '../elementFilters.ts';
import { idKinds } from '../ids.ts';
import type { NetworkInterface } from '../state/networkRecords.ts';
import { addresses, attachmentId, attachTime, isAttached, toNetworkInterface } from './interfaceElements.ts';
import { zoneId } from './zones.ts';

export const DescribeNetworkInterfaces = describe<NetworkInterface>({
  set: 'networkInterfaceSet',
  table: ({ networkInterfaces }) => networkInterfaces,
  rows: ({ networkInterfaces }) => networkInterfaces.list(),
  ids: idList('NetworkInterfaceId', idKinds.networkInterfaces),
  maxResults: { notWithIds: true },
  flags: ['IncludeManagedResources'],
  filters: {
    ...elementFilters(
      toNetworkInterface,
      'association.allocation-id association.association-id association.public-dns-name operator.managed operator.principal private-dns-name',
    ),
    'addresses.association.owner-id': (row) => row.publicIp && 'amazon',
    'addresses.association.public-ip': (row) => row.publicIp,
    'addresses.primary': (row) => addresses(row).map((address) => String(address === row.privateIpAddress)),
    'addresses.private-ip-address': addresses,
    'association.ip-owner-id': (row) => row.publicIp && 'amazon',
    'association.public-ip': (row) => row.publicIp,
    'attachment.attach-time': (row, estate) => (isAttached(row) ? attachTime(row, estate) : undefined),
    'attachment.attachment-id': (row) => (isAttached(row) ? attachmentId(row) : undefined),
    'attachment.delete-on-termination': (row) => (isAttached(row) ? row.deleteOnTermination : undefined),
    'attachment.device-index': (row) => (isAttached(row) ? row.deviceIndex : undefined),
    'attachment.instance-id': (row) => row.instanceId,
    'attachment.instance-owner-id': (row) => row.instanceOwnerId,
    'attachment.status': (row) => (isAttached(row) ? 'attached' : undefined),
    'availability-zone': (row) => row.availabilityZone,
    'availability-zone-id': (row) => zoneId(row.availabilityZone),
    description: (row) => row.description,
    'group-id': (row) => row.groupIds,
    'interface-type': (row) => row.interfaceType,
    'ipv6-addresses.ipv6-address': (row) => row.ipv6Addresses,
    'mac-address': (row) => row.macAddress,
    'network-interface-id': (row) => row.id,
    'owner-id': (row) => row.ownerId,
    'private-ip-address': addresses,
    'requester-id': (row) => row.requesterId,
    'requester-managed': (row) => row.requesterManaged,
    'source-dest-check': (row) => row.sourceDestCheck,
    status: (row) => row.status,
    'subnet-id': (row) => row.subnetId,
    'vpc-id': (row) => row.vpcId,
  },
  toWire: toNetworkInterface,
});
