/** DescribeInstanceTypes: what instances of each type have. All Regions have the same types (our decision). */
import type { FilterTable } from '../criteria.ts';
import { describe } from '../describe.ts';
import { unknownInstanceTypes } from '../errors.ts';
import type { Row } from '../state/records.ts';
import { string } from '../wire/parameters.ts';
import type { Column } from './instanceTypeColumns.ts';
import { type Cells, diskOf, instanceTypes, toElements, valuesOf } from './instanceTypeFacts.ts';

interface TypeRow extends Row {
  readonly cells: Cells;
}

let known: readonly TypeRow[] | undefined;
const rows = (): readonly TypeRow[] => {
  known ??= [...instanceTypes()].map(([id, cells], i) => ({ id, seq: i + 1, tags: [], cells }));
  return known;
};

const ebs = 'ebsInfo.ebsOptimizedInfo';

/** The column that a filter compares. */
const filteredBy: Readonly<Record<string, Column>> = {
  'auto-recovery-supported': 'autoRecoverySupported',
  'bare-metal': 'bareMetal',
  'burstable-performance-supported': 'burstablePerformanceSupported',
  'current-generation': 'currentGeneration',
  'dedicated-hosts-supported': 'dedicatedHostsSupported',
  'ebs-info.attachment-limit-type': 'ebsInfo.attachmentLimitType',
  'ebs-info.ebs-optimized-info.baseline-bandwidth-in-mbps': `${ebs}.baselineBandwidthInMbps`,
  'ebs-info.ebs-optimized-info.baseline-iops': `${ebs}.baselineIops`,
  'ebs-info.ebs-optimized-info.baseline-throughput-in-mbps': `${ebs}.baselineThroughputInMBps`,
  'ebs-info.ebs-optimized-info.maximum-bandwidth-in-mbps': `${ebs}.maximumBandwidthInMbps`,
  'ebs-info.ebs-optimized-info.maximum-iops': `${ebs}.maximumIops`,
  'ebs-info.ebs-optimized-info.maximum-throughput-in-mbps': `${ebs}.maximumThroughputInMBps`,
  'ebs-info.ebs-optimized-support': 'ebsInfo.ebsOptimizedSupport',
  'ebs-info.encryption-support': 'ebsInfo.encryptionSupport',
  'ebs-info.maximum-ebs-attachments': 'ebsInfo.maximumEbsAttachments',
  'ebs-info.nvme-support': 'ebsInfo.nvmeSupport',
  'free-tier-eligible': 'freeTierEligible',
  'hibernation-supported': 'hibernationSupported',
  hypervisor: 'hypervisor',
  'instance-storage-info.encryption-support': 'instanceStorageInfo.encryptionSupport',
  'instance-storage-info.nvme-support': 'instanceStorageInfo.nvmeSupport',
  'instance-storage-info.total-size-in-gb': 'instanceStorageInfo.totalSizeInGB',
  'instance-storage-supported': 'instanceStorageSupported',
  'instance-type': 'instanceType',
  'memory-info.size-in-mib': 'memoryInfo.sizeInMiB',
  'network-info.bandwidth-weightings': 'networkInfo.bandwidthWeightings',
  'network-info.efa-info.maximum-efa-interfaces': 'networkInfo.efaInfo.maximumEfaInterfaces',
  'network-info.efa-supported': 'networkInfo.efaSupported',
  'network-info.ena-support': 'networkInfo.enaSupport',
  'network-info.encryption-in-transit-supported': 'networkInfo.encryptionInTransitSupported',
  'network-info.flexible-ena-queues-support': 'networkInfo.flexibleEnaQueuesSupport',
  'network-info.ipv4-addresses-per-interface': 'networkInfo.ipv4AddressesPerInterface',
  'network-info.ipv6-addresses-per-interface': 'networkInfo.ipv6AddressesPerInterface',
  'network-info.ipv6-supported': 'networkInfo.ipv6Supported',
  'network-info.maximum-network-cards': 'networkInfo.maximumNetworkCards',
  'network-info.maximum-network-interfaces': 'networkInfo.maximumNetworkInterfaces',
  'network-info.network-performance': 'networkInfo.networkPerformance',
  'nitro-enclaves-support': 'nitroEnclavesSupport',
  'nitro-tpm-info.supported-versions': 'nitroTpmInfo.supportedVersions',
  'nitro-tpm-support': 'nitroTpmSupport',
  'processor-info.supported-architecture': 'processorInfo.supportedArchitectures',
  'processor-info.supported-features': 'processorInfo.supportedFeatures',
  'processor-info.sustained-clock-speed-in-ghz': 'processorInfo.sustainedClockSpeedInGhz',
  'reboot-migration-support': 'rebootMigrationSupport',
  'supported-boot-mode': 'supportedBootModes',
  'supported-root-device-type': 'supportedRootDeviceTypes',
  'supported-usage-class': 'supportedUsageClasses',
  'supported-virtualization-type': 'supportedVirtualizationTypes',
  'vcpu-info.default-cores': 'vCpuInfo.defaultCores',
  'vcpu-info.default-threads-per-core': 'vCpuInfo.defaultThreadsPerCore',
  'vcpu-info.default-vcpus': 'vCpuInfo.defaultVCpus',
};

export const instanceTypeFilters: FilterTable<TypeRow> = {
  ...Object.fromEntries(
    Object.entries(filteredBy).map(([name, path]) => [name, ({ cells }: TypeRow) => valuesOf(cells, path)]),
  ),
  'instance-storage-info.disk.count': ({ cells }) => diskOf(cells)?.count,
  'instance-storage-info.disk.size-in-gb': ({ cells }) => diskOf(cells)?.sizeInGB,
  'instance-storage-info.disk.type': ({ cells }) => diskOf(cells)?.type,
  // Not known.
  'vcpu-info.valid-cores': () => undefined,
  'vcpu-info.valid-threads-per-core': () => undefined,
};

export const DescribeInstanceTypes = describe<TypeRow>({
  set: 'instanceTypeSet',
  rows,
  ids: { parameter: 'InstanceType', parse: string, missing: unknownInstanceTypes },
  // API model: from 5 to 100.
  maxResults: { max: 100 },
  tagged: false,
  filters: instanceTypeFilters,
  toWire: ({ cells }) => toElements(cells),
});
