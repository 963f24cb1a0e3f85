/** The filters of DescribeInstances. Those that large estates are searched by read the records, the others what the answer shows. */
import type { FilterTable } from '../criteria.ts';
import { elementFilters } from '../elementFilters.ts';
import { toNetworkInterface } from '../network/interfaceElements.ts';
import type { Instance } from '../state/networkRecords.ts';
import type { Estate } from '../state/world.ts';
import { ifPresent, interfacesOf, stateCodes, toInstance } from './instanceElements.ts';

/** Filters that are called like the elements. */
const regular = `architecture boot-mode capacity-reservation-id
  capacity-reservation-specification.capacity-reservation-preference
  capacity-reservation-specification.capacity-reservation-target.capacity-reservation-id
  capacity-reservation-specification.capacity-reservation-target.capacity-reservation-resource-group-arn
  client-token current-instance-boot-mode dns-name ebs-optimized ena-support enclave-options.enabled
  hibernation-options.configured hypervisor iam-instance-profile.arn iam-instance-profile.id instance-lifecycle ip-address kernel-id
  key-name maintenance-options.auto-recovery metadata-options.http-endpoint metadata-options.http-protocol-ipv6
  metadata-options.http-put-response-hop-limit metadata-options.http-tokens metadata-options.instance-metadata-tags
  metadata-options.state network-performance-options.bandwidth-weighting operator.managed operator.principal outpost-arn
  platform platform-details private-dns-name private-dns-name-options.enable-resource-name-dns-a-record
  private-dns-name-options.hostname-type ramdisk-id reason root-device-name root-device-type source-dest-check
  spot-instance-request-id tpm-support usage-operation usage-operation-update-time virtualization-type`;

const others = {
  affinity: 'placement.affinity',
  'availability-zone-id': 'placement.availabilityZoneId',
  'block-device-mapping.attach-time': 'blockDeviceMapping.ebs.attachTime',
  'block-device-mapping.delete-on-termination': 'blockDeviceMapping.ebs.deleteOnTermination',
  'block-device-mapping.device-name': 'blockDeviceMapping.deviceName',
  'block-device-mapping.status': 'blockDeviceMapping.ebs.status',
  'block-device-mapping.volume-id': 'blockDeviceMapping.ebs.volumeId',
  'host-id': 'placement.hostId',
  'instance.group-name': 'groupSet.groupName',
  'ipv6-address': 'networkInterfaceSet.ipv6AddressesSet.ipv6Address',
  'launch-index': 'amiLaunchIndex',
  'monitoring-state': 'monitoring.state',
  'placement-group-name': 'placement.groupName',
  'placement-partition-number': 'placement.partitionNumber',
  'private-dns-name-options.enable-resource-name-dns-aaaa-record':
    'privateDnsNameOptions.enableResourceNameDnsAAAARecord',
  'product-code': 'productCodes.productCode',
  'product-code.type': 'productCodes.type',
  'state-reason-code': 'stateReason.code',
  'state-reason-message': 'stateReason.message',
  'tag-value': 'tagSet.value',
  tenancy: 'placement.tenancy',
};

/** Those of the interfaces, without their prefix. */
const regularOfInterfaces = `association.allocation-id association.association-id association.carrier-ip
  association.customer-owned-ip association.ip-owner-id association.public-dns-name association.public-ip attachment.attach-time
  attachment.attachment-id attachment.delete-on-termination attachment.device-index attachment.instance-id
  attachment.instance-owner-id attachment.network-card-index attachment.status availability-zone deny-all-igw-traffic description
  ipv6-native mac-address operator.managed operator.principal outpost-arn owner-id private-dns-name private-ip-address requester-id
  requester-managed source-dest-check status subnet-id vpc-id`;

const addresses = 'privateIpAddressesSet';
const othersOfInterfaces = {
  ...Object.fromEntries(
    [
      'allocationId',
      'associationId',
      'carrierIp',
      'customerOwnedIp',
      'ipOwnerId',
      'publicDnsName',
      'publicIp',
    ].map((element) => [
      `addresses.association.${element.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
      `${addresses}.association.${element}`,
    ]),
  ),
  'addresses.primary': `${addresses}.primary`,
  'addresses.private-dns-name': `${addresses}.privateDnsName`,
  'addresses.private-ip-address': `${addresses}.privateIpAddress`,
  'group-id': 'groupSet.groupId',
  'group-name': 'groupSet.groupName',
  'ipv4-prefixes.ipv4-prefix': 'ipv4PrefixSet.ipv4Prefix',
  'ipv6-address': 'ipv6AddressesSet.ipv6Address',
  'ipv6-addresses.ipv6-address': 'ipv6AddressesSet.ipv6Address',
  'ipv6-addresses.is-primary-ipv6': 'ipv6AddressesSet.isPrimaryIpv6',
  'ipv6-prefixes.ipv6-prefix': 'ipv6PrefixSet.ipv6Prefix',
  'public-dns-name': 'association.publicDnsName',
  'tag-key': 'tagSet.key',
  'tag-value': 'tagSet.value',
};

const ofInterfaces = Object.fromEntries(
  Object.entries(
    elementFilters(
      (row: Instance, estate) => interfacesOf(estate, row).map((one) => toNetworkInterface(one, estate)),
      regularOfInterfaces,
      othersOfInterfaces,
    ),
  ).map(([name, read]) => [`network-interface.${name}`, read]),
);

/** The instances of one request have the same one. */
export const reservationId = (row: Instance): string => row.reservationId ?? row.id.replace('i-', 'r-');

export const instanceFilters: FilterTable<Instance> = {
  ...elementFilters(toInstance, regular, others),
  ...ofInterfaces,
  'availability-zone': (row) => row.availabilityZone,
  'image-id': (row) => row.imageId,
  'instance.group-id': (row, estate) => interfacesOf(estate, row).flatMap(({ groupIds }) => groupIds),
  'instance-id': (row) => row.id,
  'instance-state-code': (row) => stateCodes[row.state],
  'instance-state-name': (row) => row.state,
  'instance-type': (row) => row.instanceType,
  'network-interface.network-interface-id': (row, estate) => interfacesOf(estate, row).map(({ id }) => id),
  'owner-id': (_row, { accountId }: Estate) => accountId,
  'launch-time': (row) => row.launchTime,
  // An element that EC2 documents only as an option of requests.
  'metadata-options.http-protocol-ipv4': () => 'enabled',
  'private-ip-address': (row) => ifPresent(row, row.privateIpAddress),
  // Nobody launches an instance on the owner's behalf.
  'requester-id': () => undefined,
  'reservation-id': reservationId,
  'subnet-id': (row) => ifPresent(row, row.subnetId),
  'vpc-id': (row) => ifPresent(row, row.vpcId),
};
