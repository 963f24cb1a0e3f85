/** The elements of an instance. What a launch could have chosen is what EC2 has by default. */
import type { Instance, NetworkInterface } from '../state/networkRecords.ts';
import type { Estate } from '../state/world.ts';
import { tagSet } from '../tags.ts';
import type { WireObject } from '../wire/xml.ts';
import { privateDnsName, publicDnsName } from './dnsNames.ts';
import { groupSet } from './groupSet.ts';
import { instanceTypes, valuesOf } from './instanceTypeFacts.ts';
import { toInstanceInterface } from './interfaceElements.ts';
import { zoneId } from './zones.ts';

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

/** EC2 names a set of types i386 and x86_64; their instances run the latter. */
const ofType = ({ instanceType }: Instance): WireObject => {
  const cells = instanceTypes().get(instanceType);
  if (!cells) return { architecture: 'x86_64' };
  return {
    architecture: valuesOf(cells, 'processorInfo.supportedArchitectures')?.at(-1) ?? 'x86_64',
    cpuOptions: {
      coreCount: cells['vCpuInfo.defaultCores'],
      threadsPerCore: cells['vCpuInfo.defaultThreadsPerCore'],
    },
  };
};

/** API reference, StateReason. */
const stateReasons: Readonly<Partial<Record<Instance['state'], WireObject>>> = Object.fromEntries(
  (['stopping', 'stopped', 'shutting-down', 'terminated'] as const).map((state) => [
    state,
    {
      code: 'Client.UserInitiatedShutdown',
      message: 'Client.UserInitiatedShutdown: User initiated shutdown',
    },
  ]),
);

/** The same for every instance: nobody can choose anything else here. */
const byDefault: WireObject = {
  reason: '',
  productCodes: [],
  clientToken: '',
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
  operator: { managed: false },
};

function namesOf(row: Instance, primary: NetworkInterface | undefined, estate: Estate): WireObject {
  const { privateIpAddress, state, id, vpcId } = row;
  const publicIp = primary?.publicIp;
  return {
    privateDnsName: state === 'terminated' ? '' : privateDnsName(privateIpAddress ?? id, estate),
    dnsName: (publicIp && publicDnsName(publicIp, vpcId, estate)) ?? '',
    ipAddress: publicIp,
    privateDnsNameOptions: {
      hostnameType: privateIpAddress === undefined ? 'resource-name' : 'ip-name',
      enableResourceNameDnsARecord: false,
      enableResourceNameDnsAAAARecord: false,
    },
  };
}

export function toInstance(row: Instance, estate: Estate): WireObject {
  const interfaces = interfacesOf(estate, row);
  // The groups and public addresses of an instance are those of its primary interface.
  const primary = interfaces.find(({ deviceIndex }) => deviceIndex === 0);
  const { availabilityZone, launchTime, state } = row;
  return {
    instanceId: row.id,
    imageId: row.imageId,
    amiLaunchIndex: row.amiLaunchIndex ?? 0,
    instanceType: row.instanceType,
    instanceState: { code: stateCodes[state], name: state },
    stateReason: stateReasons[state],
    launchTime,
    usageOperationUpdateTime: launchTime,
    placement: {
      availabilityZone,
      availabilityZoneId: zoneId(availabilityZone),
      groupName: '',
      tenancy: 'default',
    },
    privateIpAddress: ifPresent(row, row.privateIpAddress),
    subnetId: ifPresent(row, row.subnetId),
    vpcId: ifPresent(row, row.vpcId),
    ...namesOf(row, primary, estate),
    ipv6Address: primary?.ipv6Addresses[0],
    sourceDestCheck: primary?.sourceDestCheck,
    groupSet: groupSet(primary?.groupIds ?? [], estate),
    networkInterfaceSet: interfaces.map((one) => toInstanceInterface(one, estate)),
    ...ofType(row),
    ...byDefault,
    tagSet: tagSet(row.tags),
  };
}
