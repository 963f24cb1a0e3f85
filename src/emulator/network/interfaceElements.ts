/** The elements of a network interface, as its own list and its instance show them. */
import type { NetworkInterface } from '../state/networkRecords.ts';
import type { Estate } from '../state/world.ts';
import { tagSet } from '../tags.ts';
import { constant, type WireObject } from '../wire/xml.ts';
import { hasDnsHostnames, privateDnsName, publicDnsName } from './dnsNames.ts';
import { groupSet } from './groupSet.ts';
import { zoneId } from './zones.ts';

/** The digits of an attachment are those of its interface, also when that is attached again (our decision). */
export const attachmentId = ({ id }: NetworkInterface): string => id.replace('eni-', 'eni-attach-');
export const isAttached = ({ instanceOwnerId }: NetworkInterface): boolean => instanceOwnerId !== undefined;

export const addresses = (row: NetworkInterface): readonly string[] =>
  row.privateIpAddress === undefined
    ? row.secondaryPrivateIpAddresses
    : [row.privateIpAddress, ...row.secondaryPrivateIpAddresses];

/** When it was attached: unless a record says otherwise, when its instance was launched. */
export const attachTime = (row: NetworkInterface, { instances }: Estate): string | undefined =>
  row.attachTime ?? instances.get(row.instanceId ?? '')?.launchTime;

/** The public address belongs to the primary private one. */
const association = ({ publicIp, vpcId }: NetworkInterface, estate: Estate): WireObject | undefined =>
  publicIp === undefined
    ? undefined
    : { publicIp, publicDnsName: publicDnsName(publicIp, vpcId, estate) ?? '', ipOwnerId: 'amazon' };

const ownDnsName = (row: NetworkInterface, address: string | undefined, estate: Estate) =>
  address !== undefined && hasDnsHostnames(estate, row.vpcId) ? privateDnsName(address, estate) : undefined;

/** EC2 does not say of an attachment of its instance which instance that is. */
const attachment = (row: NetworkInterface, estate: Estate, shows: 'all' | 'instance'): WireObject => ({
  attachmentId: attachmentId(row),
  instanceId: shows === 'all' ? row.instanceId : undefined,
  instanceOwnerId: shows === 'all' ? row.instanceOwnerId : undefined,
  deviceIndex: row.deviceIndex,
  networkCardIndex: 0,
  status: 'attached',
  attachTime: attachTime(row, estate),
  deleteOnTermination: row.deleteOnTermination,
});

export const operator = constant({ managed: false });

/**
 * The elements of an interface: all of them, or those that its instance shows. They are written in one go, because copying them from one
 * object into another takes several times as long.
 */
export function toElements(row: NetworkInterface, estate: Estate, shows: 'all' | 'instance'): WireObject {
  const all = shows === 'all';
  return {
    networkInterfaceId: row.id,
    subnetId: row.subnetId,
    vpcId: row.vpcId,
    availabilityZone: all ? row.availabilityZone : undefined,
    availabilityZoneId: all ? zoneId(row.availabilityZone) : undefined,
    description: row.description,
    ownerId: row.ownerId,
    requesterId: all ? row.requesterId : undefined,
    requesterManaged: all ? row.requesterManaged : undefined,
    status: row.status,
    macAddress: row.macAddress,
    privateIpAddress: row.privateIpAddress,
    privateDnsName: ownDnsName(row, row.privateIpAddress, estate),
    ipv6Address: all ? row.ipv6Addresses[0] : undefined,
    sourceDestCheck: row.sourceDestCheck,
    groupSet: groupSet(row.groupIds, estate),
    attachment: isAttached(row) ? attachment(row, estate, shows) : undefined,
    association: association(row, estate),
    privateIpAddressesSet: addresses(row).map((address) => {
      const primary = address === row.privateIpAddress;
      return {
        privateIpAddress: address,
        privateDnsName: ownDnsName(row, address, estate),
        primary,
        association: primary ? association(row, estate) : undefined,
      };
    }),
    ipv6AddressesSet: row.ipv6Addresses.map((ipv6Address) => ({ ipv6Address, isPrimaryIpv6: false })),
    interfaceType: row.interfaceType,
    operator,
    tagSet: all ? tagSet(row.tags) : undefined,
  };
}

export const toNetworkInterface = (row: NetworkInterface, estate: Estate): WireObject =>
  toElements(row, estate, 'all');
