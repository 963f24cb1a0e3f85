/**
 * Network interfaces, which are the sources and some of the targets of Traffic Mirroring, with the fields that its
 * clients read.
 */
import { describe, idList } from '../describe.ts';
import { idKinds } from '../ids.ts';
import type { NetworkInterface } from '../state/networkRecords.ts';
import type { Estate } from '../state/world.ts';
import { tagSet } from '../tags.ts';
import type { WireObject } from '../wire/xml.ts';
import { groupSet } from './groupSet.ts';
import { zoneId } from './zones.ts';

/** The digits of an attachment are those of its interface, also when that is attached again (our decision). */
export const attachmentId = ({ id }: NetworkInterface) => id.replace('eni-', 'eni-attach-');
export const isAttached = ({ instanceOwnerId }: NetworkInterface) => instanceOwnerId !== undefined;

const addresses = ({ privateIpAddress, secondaryPrivateIpAddresses }: NetworkInterface): readonly string[] =>
  privateIpAddress === undefined
    ? secondaryPrivateIpAddresses
    : [privateIpAddress, ...secondaryPrivateIpAddresses];

/** The public address belongs to the primary private one. */
const association = ({ publicIp }: NetworkInterface): WireObject | undefined =>
  publicIp === undefined ? undefined : { publicIp, ipOwnerId: 'amazon' };

const attachment = (row: NetworkInterface): WireObject | undefined =>
  isAttached(row)
    ? {
        attachmentId: attachmentId(row),
        instanceId: row.instanceId,
        instanceOwnerId: row.instanceOwnerId,
        deviceIndex: row.deviceIndex,
        networkCardIndex: 0,
        status: 'attached',
        attachTime: row.attachTime,
        deleteOnTermination: row.deleteOnTermination,
      }
    : undefined;

export const toWire = (row: NetworkInterface, estate: Estate): WireObject => ({
  networkInterfaceId: row.id,
  subnetId: row.subnetId,
  vpcId: row.vpcId,
  availabilityZone: row.availabilityZone,
  availabilityZoneId: zoneId(row.availabilityZone),
  description: row.description,
  ownerId: row.ownerId,
  requesterId: row.requesterId,
  requesterManaged: row.requesterManaged,
  status: row.status,
  macAddress: row.macAddress,
  privateIpAddress: row.privateIpAddress,
  sourceDestCheck: row.sourceDestCheck,
  groupSet: groupSet(row.groupIds, estate),
  attachment: attachment(row),
  association: association(row),
  tagSet: tagSet(row.tags),
  privateIpAddressesSet: addresses(row).map((privateIpAddress) => {
    const primary = privateIpAddress === row.privateIpAddress;
    return { privateIpAddress, primary, association: primary ? association(row) : undefined };
  }),
  ipv6AddressesSet: row.ipv6Addresses.map((ipv6Address) => ({ ipv6Address })),
  interfaceType: row.interfaceType,
});

export const DescribeNetworkInterfaces = describe<NetworkInterface>({
  set: 'networkInterfaceSet',
  table: ({ networkInterfaces }) => networkInterfaces,
  rows: ({ networkInterfaces }) => networkInterfaces.list(),
  ids: idList('NetworkInterfaceId', idKinds.networkInterfaces),
  flags: ['IncludeManagedResources'],
  filters: {
    'addresses.association.owner-id': (row) => row.publicIp && 'amazon',
    'addresses.association.public-ip': (row) => row.publicIp,
    'addresses.primary': (row) => addresses(row).map((address) => String(address === row.privateIpAddress)),
    'addresses.private-ip-address': addresses,
    'association.ip-owner-id': (row) => row.publicIp && 'amazon',
    'association.public-ip': (row) => row.publicIp,
    'attachment.attach-time': (row) => row.attachTime,
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
  toWire,
});
