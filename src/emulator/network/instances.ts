/** Instances, with the fields that Traffic Mirroring clients read: type, state, location and interfaces. */
import { describe, idList } from '../describe.ts';
import { idKinds } from '../ids.ts';
import type { Instance } from '../state/records.ts';
import type { Estate } from '../state/world.ts';
import { tagSet } from '../tags.ts';
import type { WireObject } from '../wire/xml.ts';

const stateCodes = { running: 16, stopped: 80 };

const interfacesOf = ({ networkInterfaces }: Estate, { id }: Instance) =>
  networkInterfaces.by('attachment.instance-id', id);

/** Every instance has a reservation of its own. */
const toReservation = (row: Instance, estate: Estate): WireObject => ({
  reservationId: row.id.replace('i-', 'r-'),
  ownerId: estate.accountId,
  groupSet: [],
  instancesSet: [
    {
      instanceId: row.id,
      instanceState: { code: stateCodes[row.state], name: row.state },
      instanceType: row.instanceType,
      placement: { availabilityZone: row.availabilityZone, tenancy: 'default' },
      privateIpAddress: row.privateIpAddress,
      subnetId: row.subnetId,
      vpcId: row.vpcId,
      networkInterfaceSet: interfacesOf(estate, row).map(
        ({ id, subnetId, vpcId, status, ownerId, interfaceType }) => ({
          networkInterfaceId: id,
          subnetId,
          vpcId,
          ownerId,
          status,
          interfaceType,
        }),
      ),
      tagSet: tagSet(row.tags),
    },
  ],
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
    'instance-id': (row) => row.id,
    'instance-state-code': (row) => stateCodes[row.state],
    'instance-state-name': (row) => row.state,
    'instance-type': (row) => row.instanceType,
    'network-interface.network-interface-id': (row, estate) => interfacesOf(estate, row).map(({ id }) => id),
    'owner-id': (_row, { accountId }) => accountId,
    'private-ip-address': (row) => row.privateIpAddress,
    'subnet-id': (row) => row.subnetId,
    'vpc-id': (row) => row.vpcId,
  },
  toWire: toReservation,
});
