/** One new instance of RunInstances with its interfaces, before they are put into the estate. */
import { freshRow } from '../creation.ts';
import { interfaceAttached, invalidCombination } from '../errors.ts';
import { found, idKinds } from '../ids.ts';
import type { Addresses } from '../network/addresses.ts';
import { attached } from '../network/attachments.ts';
import { defaultSubnet, groupNamed } from '../network/defaultVpc.ts';
import { newInterface, type WantedInterface } from '../network/newInterface.ts';
import type { Instance, NetworkInterface } from '../state/networkRecords.ts';
import type { Estate } from '../state/world.ts';
import type { Launch, LaunchInterface } from './launchParameters.ts';

export interface Made {
  readonly instance: Instance;
  readonly interfaces: readonly NetworkInterface[];
}

type Wanted = WantedInterface &
  Pick<LaunchInterface, 'SubnetId' | 'DeviceIndex'> &
  Partial<Pick<LaunchInterface, 'NetworkInterfaceId' | 'DeleteOnTermination'>>;

/** A running instance and its interfaces, with addresses taken. Throws EC2's error if something of it is not possible. */
export function newInstance(p: Launch, estate: Estate, addresses: Addresses): Made {
  const row = freshRow(idKinds.instances, estate, p.TagSpecification.instance);
  const interfaces = wantedInterfaces(p, estate).map((one) => {
    const made =
      one.NetworkInterfaceId === undefined
        ? makeInterface(one, p, estate, addresses)
        : existingInterface(one.NetworkInterfaceId, estate);
    const deleteOnTermination = one.DeleteOnTermination ?? one.NetworkInterfaceId === undefined;
    return attached(made, row.id, estate, { deviceIndex: one.DeviceIndex, deleteOnTermination });
  });
  // Every request has an interface at index 0.
  const primary = interfaces.find(({ deviceIndex }) => deviceIndex === 0) as NetworkInterface;
  const zone = p.Placement?.AvailabilityZone ?? primary.availabilityZone;
  if (interfaces.some(({ availabilityZone }) => availabilityZone !== zone))
    throw invalidCombination('An instance and its network interfaces must be in the same Availability Zone');
  const instance: Instance = {
    ...row,
    instanceType: p.InstanceType ?? 'm1.small',
    state: 'running',
    imageId: p.ImageId,
    clientToken: p.ClientToken,
    launchTime: new Date(estate.world.now()).toISOString(),
    vpcId: primary.vpcId,
    subnetId: primary.subnetId,
    availabilityZone: primary.availabilityZone,
    privateIpAddress: primary.privateIpAddress,
  };
  return { instance, interfaces };
}

/** The interfaces that are specified, or one as the instance itself is specified. */
function wantedInterfaces(p: Launch, estate: Estate): readonly Wanted[] {
  if (p.NetworkInterface.length > 0) return p.NetworkInterface;
  const named = p.SecurityGroup.map((name) => groupNamed(estate, name).id);
  return [
    {
      DeviceIndex: 0,
      SubnetId: p.SubnetId,
      Description: undefined,
      SecurityGroupId: [...p.SecurityGroupId, ...named],
      InterfaceType: undefined,
      PrivateIpAddress: p.PrivateIpAddress,
      PrivateIpAddresses: [],
      SecondaryPrivateIpAddressCount: undefined,
      Ipv6Addresses: p.Ipv6Address,
      Ipv6AddressCount: p.Ipv6AddressCount,
    },
  ];
}

function makeInterface(one: Wanted, p: Launch, estate: Estate, addresses: Addresses): NetworkInterface {
  const subnet =
    one.SubnetId === undefined
      ? defaultSubnet(estate, p.Placement?.AvailabilityZone)
      : found(estate.subnets, idKinds.subnets, one.SubnetId);
  const row = freshRow(idKinds.networkInterfaces, estate, p.TagSpecification['network-interface']);
  return newInterface(estate, row, subnet, one, addresses, idKinds.securityGroups.notFound);
}

function existingInterface(id: string, estate: Estate): NetworkInterface {
  const row = found(estate.networkInterfaces, idKinds.networkInterfaces, id);
  if (row.status !== 'available') throw interfaceAttached(id);
  return row;
}
