/** The elements of a network interface, as its own list and its instance show them. */
import type { NetworkInterface } from '../state/networkRecords.ts';
import type { Estate } from '../state/world.ts';
import { tagSet } from '../tags.ts';
import type { WireObject } from '../wire/xml.ts';
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

/** What an instance says of the attachment, to which the interface adds the instance. */
const attachment = (row: NetworkInterface, estate: Estate): WireObject => ({
  attachmentId: attachmentId(row),
  deviceIndex: row.deviceIndex,
  networkCardIndex: 0,
  status: 'attached',
  attachTime: attachTime(row, estate),
  deleteOnTermination: row.deleteOnTermination,
});

/** What an instance shows of its interface. */
export const toInstanceInterface = (row: NetworkInterface, estate: Estate): WireObject => ({
  networkInterfaceId: row.id,
  subnetId: row.subnetId,
  vpcId: row.vpcId,
  description: row.description,
  ownerId: row.ownerId,
  status: row.status,
  macAddress: row.macAddress,
  privateIpAddress: row.privateIpAddress,
  privateDnsName: ownDnsName(row, row.privateIpAddress, estate),
  sourceDestCheck: row.sourceDestCheck,
  groupSet: groupSet(row.groupIds, estate),
  attachment: attachment(row, estate),
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
  operator: { managed: false },
});

export const toNetworkInterface = (row: NetworkInterface, estate: Estate): WireObject => ({
  ...toInstanceInterface(row, estate),
  availabilityZone: row.availabilityZone,
  availabilityZoneId: zoneId(row.availabilityZone),
  requesterId: row.requesterId,
  requesterManaged: row.requesterManaged,
  ipv6Address: row.ipv6Addresses[0],
  attachment: isAttached(row)
    ? {
        ...attachment(row, estate),
        instanceId: row.instanceId,
        instanceOwnerId: row.instanceOwnerId,
      }
    : undefined,
  tagSet: tagSet(row.tags),
});
