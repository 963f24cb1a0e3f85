/**
 * What the embedded EC2 knows of an instance type: the columns of the table in instanceTypeTable.ts. Each is an element of EC2's
 * InstanceTypeInfo. What has no column is not known, and left out of the answers: the network cards, the GPUs and other accelerators, the
 * valid numbers of cores.
 */

/** How a column is written: a list has commas, and `disks` is the count, size and type of the one kind of disk. */
type Form = 'text' | 'number' | 'boolean' | 'list' | 'disks';

/** The columns in their order, by the path of the element. */
export const columns = {
  instanceType: 'text',
  currentGeneration: 'boolean',
  freeTierEligible: 'boolean',
  supportedUsageClasses: 'list',
  supportedRootDeviceTypes: 'list',
  supportedVirtualizationTypes: 'list',
  bareMetal: 'boolean',
  hypervisor: 'text',
  'processorInfo.supportedArchitectures': 'list',
  'processorInfo.sustainedClockSpeedInGhz': 'number',
  'processorInfo.supportedFeatures': 'list',
  'processorInfo.manufacturer': 'text',
  'vCpuInfo.defaultVCpus': 'number',
  'vCpuInfo.defaultCores': 'number',
  'vCpuInfo.defaultThreadsPerCore': 'number',
  'memoryInfo.sizeInMiB': 'number',
  instanceStorageSupported: 'boolean',
  'instanceStorageInfo.totalSizeInGB': 'number',
  'instanceStorageInfo.disks': 'disks',
  'instanceStorageInfo.nvmeSupport': 'text',
  'instanceStorageInfo.encryptionSupport': 'text',
  'ebsInfo.ebsOptimizedSupport': 'text',
  'ebsInfo.encryptionSupport': 'text',
  'ebsInfo.ebsOptimizedInfo.baselineBandwidthInMbps': 'number',
  'ebsInfo.ebsOptimizedInfo.baselineThroughputInMBps': 'number',
  'ebsInfo.ebsOptimizedInfo.baselineIops': 'number',
  'ebsInfo.ebsOptimizedInfo.maximumBandwidthInMbps': 'number',
  'ebsInfo.ebsOptimizedInfo.maximumThroughputInMBps': 'number',
  'ebsInfo.ebsOptimizedInfo.maximumIops': 'number',
  'ebsInfo.nvmeSupport': 'text',
  'ebsInfo.maximumEbsAttachments': 'number',
  'ebsInfo.attachmentLimitType': 'text',
  'networkInfo.networkPerformance': 'text',
  'networkInfo.maximumNetworkInterfaces': 'number',
  'networkInfo.maximumNetworkCards': 'number',
  'networkInfo.defaultNetworkCardIndex': 'number',
  'networkInfo.ipv4AddressesPerInterface': 'number',
  'networkInfo.ipv6AddressesPerInterface': 'number',
  'networkInfo.ipv6Supported': 'boolean',
  'networkInfo.enaSupport': 'text',
  'networkInfo.efaSupported': 'boolean',
  'networkInfo.efaInfo.maximumEfaInterfaces': 'number',
  'networkInfo.encryptionInTransitSupported': 'boolean',
  'networkInfo.enaSrdSupported': 'boolean',
  'networkInfo.bandwidthWeightings': 'list',
  'networkInfo.flexibleEnaQueuesSupport': 'text',
  'placementGroupInfo.supportedStrategies': 'list',
  hibernationSupported: 'boolean',
  burstablePerformanceSupported: 'boolean',
  dedicatedHostsSupported: 'boolean',
  autoRecoverySupported: 'boolean',
  supportedBootModes: 'list',
  nitroEnclavesSupport: 'text',
  nitroTpmSupport: 'text',
  'nitroTpmInfo.supportedVersions': 'list',
  phcSupport: 'text',
  rebootMigrationSupport: 'text',
} as const satisfies Record<string, Form>;

export type Column = keyof typeof columns;
