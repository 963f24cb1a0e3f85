/** Instances: type, state, place and interfaces. A terminated one has neither place nor interfaces. */
import { describe, idList } from '../describe.ts';
import { idKinds } from '../ids.ts';
import type { Instance, NetworkInterface } from '../state/networkRecords.ts';
import type { Estate } from '../state/world.ts';
import { tagSet } from '../tags.ts';
import type { WireObject } from '../wire/xml.ts';
import { groupSet } from './groupSet.ts';

/** API reference, InstanceState. */
export const stateCodes: Readonly<Record<Instance['state'], number>> = {
  pending: 0,
  running: 16,
  'shutting-down': 32,
  terminated: 48,
  stopping: 64,
  stopped: 80,
};

const interfacesOf = ({ networkInterfaces }: Estate, { id }: Instance) =>
  networkInterfaces.by('attachment.instance-id', id);

/** Undefined for a terminated instance, which EC2 shows without a place. */
const ifPresent = <Value>(row: Instance, value: Value): Value | undefined =>
  row.state === 'terminated' ? undefined : value;

const toInterface = ({
  id,
  subnetId,
  vpcId,
  status,
  ownerId,
  interfaceType,
}: NetworkInterface): WireObject => ({
  networkInterfaceId: id,
  subnetId,
  vpcId,
  ownerId,
  status,
  interfaceType,
});

/** The instance as its reservation has it. */
export function toInstance(row: Instance, estate: Estate): WireObject {
  const interfaces = interfacesOf(estate, row);
  // The groups of an instance are those of its primary interface.
  const { groupIds = [] } = interfaces.find(({ deviceIndex }) => deviceIndex === 0) ?? {};
  return {
    instanceId: row.id,
    instanceState: { code: stateCodes[row.state], name: row.state },
    instanceType: row.instanceType,
    imageId: row.imageId,
    launchTime: row.launchTime,
    amiLaunchIndex: row.amiLaunchIndex ?? 0,
    architecture: 'x86_64',
    monitoring: { state: 'disabled' },
    placement: { availabilityZone: row.availabilityZone, tenancy: 'default' },
    privateIpAddress: ifPresent(row, row.privateIpAddress),
    subnetId: ifPresent(row, row.subnetId),
    vpcId: ifPresent(row, row.vpcId),
    groupSet: groupSet(groupIds, estate),
    networkInterfaceSet: interfaces.map(toInterface),
    tagSet: tagSet(row.tags),
  };
}

/** A reservation for each instance, with the same id for those of one request. */
const toReservation = (row: Instance, estate: Estate): WireObject => ({
  reservationId: row.reservationId ?? row.id.replace('i-', 'r-'),
  ownerId: estate.accountId,
  groupSet: [],
  instancesSet: [toInstance(row, estate)],
});

export const DescribeInstances = describe<Instance>({
  set: 'reservationSet',
  table: ({ instances }) => instances,
  rows: ({ instances }) => instances.list(),
  ids: idList('InstanceId', idKinds.instances),
  maxResults: { notWithIds: true },
  flags: ['IncludeManagedResources'],
  filters: {
    'availability-zone': (row) => row.availabilityZone,
    'image-id': (row) => row.imageId,
    'instance.group-id': (row, estate) => interfacesOf(estate, row).flatMap(({ groupIds }) => groupIds),
    'instance-id': (row) => row.id,
    'instance-state-code': (row) => stateCodes[row.state],
    'instance-state-name': (row) => row.state,
    'instance-type': (row) => row.instanceType,
    'network-interface.network-interface-id': (row, estate) => interfacesOf(estate, row).map(({ id }) => id),
    'owner-id': (_row, { accountId }) => accountId,
    'launch-time': (row) => row.launchTime,
    'private-ip-address': (row) => ifPresent(row, row.privateIpAddress),
    'subnet-id': (row) => ifPresent(row, row.subnetId),
    'vpc-id': (row) => ifPresent(row, row.vpcId),
  },
  toWire: toReservation,
});
