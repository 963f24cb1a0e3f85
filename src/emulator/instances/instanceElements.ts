/** The elements of an instance. What a launch could have chosen is what EC2 has by default. */

import { privateDnsName, publicDnsName } from '../network/dnsNames.ts';
import { groupSet } from '../network/groupSet.ts';
import { operator, toElements } from '../network/interfaceElements.ts';
import { zoneId } from '../network/zones.ts';
import type { Instance, NetworkInterface } from '../state/networkRecords.ts';
import type { Estate } from '../state/world.ts';
import { tagSet } from '../tags.ts';
import { constant, type WireObject } from '../wire/xml.ts';
import { instanceTypes, valuesOf } from './instanceTypeFacts.ts';

/** API reference, InstanceState. */
export const stateCodes: Readonly<Record<Instance['state'], number>> = {
  pending: 0,
  running: 16,
  'shutting-down': 32,
  terminated: 48,
  stopping: 64,
  stopped: 80,
};

export const interfacesOf = ({ networkInterfaces }: Estate, { id }: Instance): NetworkInterface[] =>
  networkInterfaces.by('attachment.instance-id', id);

/** Undefined for a terminated instance, which EC2 shows without a place. */
export const ifPresent = <Value>(row: Instance, value: Value): Value | undefined =>
  row.state === 'terminated' ? undefined : value;

/** A constant for each key. */
function perKey<Key extends string>(toValue: (key: Key) => WireObject): (key: Key) => WireObject {
  const known = new Map<Key, WireObject>();
  return (key) => {
    const value = known.get(key) ?? constant(toValue(key));
    known.set(key, value);
    return value;
  };
}

/** What the type decides. Types are listed as i386 and x86_64 whose instances run the latter. */
const ofType = perKey((instanceType: string) => {
  const cells = instanceTypes().get(instanceType) ?? {};
  const { 'vCpuInfo.defaultCores': coreCount, 'vCpuInfo.defaultThreadsPerCore': threadsPerCore } = cells;
  return {
    architecture: valuesOf(cells, 'processorInfo.supportedArchitectures')?.at(-1) ?? 'x86_64',
    cpuOptions: coreCount === undefined ? undefined : { coreCount, threadsPerCore },
    '': byDefault,
  };
});

const ofState = perKey((state: Instance['state']) => ({ code: stateCodes[state], name: state }));

const placement = perKey((availabilityZone: string) => ({
  availabilityZone,
  availabilityZoneId: zoneId(availabilityZone),
  groupName: '',
  tenancy: 'default',
}));

const dnsNameOptions = perKey((hostnameType: 'ip-name' | 'resource-name') => ({
  hostnameType,
  enableResourceNameDnsARecord: false,
  enableResourceNameDnsAAAARecord: false,
}));

/** API reference, StateReason. */
const userInitiated = constant({
  code: 'Client.UserInitiatedShutdown',
  message: 'Client.UserInitiatedShutdown: User initiated shutdown',
});

/** The same for every instance: nobody can choose anything else here. */
const byDefault: WireObject = {
  reason: '',
  productCodes: [],
  monitoring: { state: 'disabled' },
  // There are no volumes.
  blockDeviceMapping: [],
  rootDeviceType: 'ebs',
  rootDeviceName: '/dev/xvda',
  ebsOptimized: false,
  enaSupport: true,
  // Also of Nitro instances (API reference, Instance).
  hypervisor: 'xen',
  virtualizationType: 'hvm',
  capacityReservationSpecification: { capacityReservationPreference: 'open' },
  hibernationOptions: { configured: false },
  metadataOptions: {
    state: 'applied',
    httpTokens: 'optional',
    httpPutResponseHopLimit: 1,
    httpEndpoint: 'enabled',
    httpProtocolIpv6: 'disabled',
    instanceMetadataTags: 'disabled',
  },
  enclaveOptions: { enabled: false },
  platformDetails: 'Linux/UNIX',
  usageOperation: 'RunInstances',
  maintenanceOptions: { autoRecovery: 'default', rebootMigration: 'default' },
  networkPerformanceOptions: { bandwidthWeighting: 'default' },
  operator,
};

export function toInstance(row: Instance, estate: Estate): WireObject {
  const interfaces = interfacesOf(estate, row);
  // The groups and public addresses of an instance are those of its primary interface.
  const primary = interfaces.find(({ deviceIndex }) => deviceIndex === 0);
  const { state, privateIpAddress } = row;
  const publicIp = primary?.publicIp;
  return {
    instanceId: row.id,
    imageId: row.imageId,
    amiLaunchIndex: row.amiLaunchIndex ?? 0,
    instanceType: row.instanceType,
    instanceState: ofState(state),
    stateReason: state === 'running' || state === 'pending' ? undefined : userInitiated,
    launchTime: row.launchTime,
    clientToken: row.clientToken ?? '',
    usageOperationUpdateTime: row.launchTime,
    placement: placement(row.availabilityZone),
    privateIpAddress: ifPresent(row, privateIpAddress),
    subnetId: ifPresent(row, row.subnetId),
    vpcId: ifPresent(row, row.vpcId),
    privateDnsName: ifPresent(row, privateDnsName(privateIpAddress ?? row.id, estate)) ?? '',
    dnsName: (publicIp && publicDnsName(publicIp, row.vpcId, estate)) ?? '',
    ipAddress: publicIp,
    privateDnsNameOptions: dnsNameOptions(privateIpAddress === undefined ? 'resource-name' : 'ip-name'),
    ipv6Address: primary?.ipv6Addresses[0],
    sourceDestCheck: primary?.sourceDestCheck,
    groupSet: groupSet(primary?.groupIds ?? [], estate),
    networkInterfaceSet: interfaces.map((one) => toElements(one, estate, 'instance')),
    tagSet: tagSet(row.tags),
    '': ofType(row.instanceType),
  };
}
