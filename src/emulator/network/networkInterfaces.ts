/**
 * Network interfaces, which are the sources and some of the targets of Traffic Mirroring, with the fields that its
 * clients read.
 */
import { describe, idList } from '../describe.ts';
import { idKinds } from '../ids.ts';
import type { NetworkInterface } from '../state/records.ts';
import { tagSet } from '../tags.ts';
import type { WireObject } from '../wire/xml.ts';

const toWire = (row: NetworkInterface): WireObject => ({
  networkInterfaceId: row.id,
  subnetId: row.subnetId,
  vpcId: row.vpcId,
  availabilityZone: row.availabilityZone,
  description: row.description,
  ownerId: row.ownerId,
  requesterId: row.requesterId,
  requesterManaged: isRequesterManaged(row),
  status: row.status,
  macAddress: row.macAddress,
  privateIpAddress: row.privateIpAddress,
  sourceDestCheck: true,
  groupSet: [{ groupId: row.groupId, groupName: 'default' }],
  attachment: row.instanceId && {
    attachmentId: attachmentId(row),
    instanceId: row.instanceId,
    instanceOwnerId: row.ownerId,
    deviceIndex: 0,
    networkCardIndex: 0,
    status: 'attached',
    deleteOnTermination: true,
  },
  tagSet: tagSet(row.tags),
  privateIpAddressesSet: [{ privateIpAddress: row.privateIpAddress, primary: true }],
  ipv6AddressesSet: [],
  interfaceType: row.interfaceType,
});

/** Interfaces of any other type are created by another service on the owner's behalf. */
const isRequesterManaged = ({ interfaceType, requesterId }: NetworkInterface) =>
  requesterId !== undefined || !['interface', 'efa', 'efa-only', 'trunk', 'branch'].includes(interfaceType);

const attachmentId = ({ id }: NetworkInterface) => id.replace('eni-', 'eni-attach-');

export const DescribeNetworkInterfaces = describe<NetworkInterface>({
  set: 'networkInterfaceSet',
  table: ({ networkInterfaces }) => networkInterfaces,
  rows: ({ networkInterfaces }) => networkInterfaces.list(),
  ids: idList('NetworkInterfaceId', idKinds.networkInterfaces),
  flags: ['IncludeManagedResources'],
  filters: {
    'addresses.private-ip-address': (row) => row.privateIpAddress,
    'attachment.attachment-id': (row) => (row.instanceId ? attachmentId(row) : undefined),
    'attachment.instance-id': (row) => row.instanceId,
    'attachment.instance-owner-id': (row) => (row.instanceId ? row.ownerId : undefined),
    'attachment.status': (row) => (row.instanceId ? 'attached' : undefined),
    'availability-zone': (row) => row.availabilityZone,
    description: (row) => row.description,
    'group-id': (row) => row.groupId,
    'interface-type': (row) => row.interfaceType,
    'mac-address': (row) => row.macAddress,
    'network-interface-id': (row) => row.id,
    'owner-id': (row) => row.ownerId,
    'private-ip-address': (row) => row.privateIpAddress,
    'requester-id': (row) => row.requesterId,
    'requester-managed': isRequesterManaged,
    status: (row) => row.status,
    'subnet-id': (row) => row.subnetId,
    'vpc-id': (row) => row.vpcId,
  },
  toWire,
});
