/** Changes of interfaces: create, attach, detach, delete. */
import { type Action, action } from '../action.ts';
import { creation } from '../creation.ts';
import {
  indexTaken,
  interfaceAttached,
  interfaceInUse,
  notFound,
  notPermitted,
  otherZone,
  wrongState,
} from '../errors.ts';
import { found, idKinds, otherIdKinds } from '../ids.ts';
import { id, ignored } from '../sharedParameters.ts';
import type { Instance, NetworkInterface } from '../state/networkRecords.ts';
import type { Estate } from '../state/world.ts';
import { boolean, integer, required } from '../wire/parameters.ts';
import { Addresses } from './addresses.ts';
import { attached, detached, removeInterface } from './attachments.ts';
import { attachmentId, isAttached, toNetworkInterface } from './interfaceElements.ts';
import { checkAddresses, interfaceParameters, newInterface } from './newInterface.ts';

export const CreateNetworkInterface = creation(
  {
    element: 'networkInterface',
    idKind: idKinds.networkInterfaces,
    table: ({ networkInterfaces }: Estate) => networkInterfaces,
    toWire: toNetworkInterface,
  },
  {
    ...interfaceParameters,
    SubnetId: required(interfaceParameters.SubnetId),
    ConnectionTrackingSpecification: ignored,
  },
  ({ SubnetId, ...wanted }, estate, row) => {
    const subnet = found(estate.subnets, idKinds.subnets, SubnetId);
    // For this action, the error-codes page names another code than elsewhere.
    const unknownGroup = 'InvalidSecurityGroupID.NotFound';
    return newInterface(estate, row, subnet, wanted, new Addresses(estate), unknownGroup);
  },
  (p) => checkAddresses(p),
);

/** The place of an interface at an instance. */
export const deviceIndex = integer(0, 100);
/** Instances have one network card here. */
export const networkCardIndex = integer(0, 0);

/** Throws if the interface cannot be attached to the instance at this index. */
function checkAttachment(estate: Estate, row: NetworkInterface, instance: Instance, index: number): void {
  if (row.status !== 'available') throw interfaceAttached(row.id);
  if (instance.state !== 'running' && instance.state !== 'stopped')
    throw wrongState(instance.id, 'attached to');
  if (row.availabilityZone !== instance.availabilityZone) throw otherZone();
  const others = estate.networkInterfaces.by('attachment.instance-id', instance.id);
  if (others.some((other) => other.deviceIndex === index)) throw indexTaken(instance.id, index);
}

/** An interface that is attached later stays when the instance is terminated (EC2 user guide, "Elastic network interfaces"). */
export const AttachNetworkInterface: Action = action(
  {
    NetworkInterfaceId: required(id(idKinds.networkInterfaces)),
    InstanceId: required(id(idKinds.instances)),
    DeviceIndex: required(deviceIndex),
    NetworkCardIndex: networkCardIndex,
    EnaSrdSpecification: ignored,
    EnaQueueCount: ignored,
  },
  (p, estate) => {
    const { networkInterfaces, instances } = estate;
    const row = found(networkInterfaces, idKinds.networkInterfaces, p.NetworkInterfaceId);
    const instance = found(instances, idKinds.instances, p.InstanceId);
    checkAttachment(estate, row, instance, p.DeviceIndex);
    const where = { deviceIndex: p.DeviceIndex, deleteOnTermination: false };
    networkInterfaces.put(attached(row, instance.id, estate, where));
    return { attachmentId: attachmentId(row), networkCardIndex: 0 };
  },
);

export const DetachNetworkInterface: Action = action(
  { AttachmentId: required(id(otherIdKinds.attachments)), Force: boolean },
  ({ AttachmentId }, { networkInterfaces }) => {
    const row = networkInterfaces.get(AttachmentId.replace('eni-attach-', 'eni-'));
    if (!row || !isAttached(row))
      throw notFound(otherIdKinds.attachments.notFound, otherIdKinds.attachments.noun, [AttachmentId]);
    if (row.instanceId === undefined)
      throw notPermitted(`You are not allowed to manage '${row.instanceOwnerId}' attachments.`);
    if (row.deviceIndex === 0)
      throw notPermitted('The network interface at device index 0 cannot be detached.');
    networkInterfaces.put(detached(row));
    return { return: true };
  },
);

export const DeleteNetworkInterface: Action = action(
  { NetworkInterfaceId: required(id(idKinds.networkInterfaces)) },
  ({ NetworkInterfaceId }, estate) => {
    const row = found(estate.networkInterfaces, idKinds.networkInterfaces, NetworkInterfaceId);
    if (row.status !== 'available') throw interfaceInUse(row.id);
    removeInterface(estate, row);
    return { return: true };
  },
);
