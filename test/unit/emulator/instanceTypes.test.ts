/** The table of instance types, and what the embedded EC2 answers from it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type InstanceTypeInfo, paginateDescribeInstanceTypes } from '@aws-sdk/client-ec2';
import { beforeAll, expect, test } from '@jest/globals';
import {
  bareMetalSourceFamilies,
  sourceFamilies,
  targetTypesWith100Sources,
} from '../../../src/emulator/instances/instanceTypes.ts';
import { module, toModule } from '../../../tools/instanceTypes.ts';
import { startSubject } from '../../support/emulatorClient.ts';

let types: InstanceTypeInfo[];
beforeAll(async () => {
  const { ec2: client } = await startSubject();
  types = [];
  for await (const page of paginateDescribeInstanceTypes({ client }, {}))
    types.push(...(page.InstanceTypes ?? []));
});
const named = (name: string) => types.find(({ InstanceType }) => InstanceType === name);

test('the table is what is written from the answers: nothing is lost or changed on the way', () => {
  expect(toModule(types)).toBe(readFileSync(join(import.meta.dirname, '../../..', module), 'utf8'));
});

test('every family, bare metal family and type that the guide names is in it', () => {
  const names = types.map(({ InstanceType = '' }) => InstanceType);
  const families = new Set(names.map((name) => name.split('.')[0]));
  const bareMetal = new Set(
    types.filter((one) => one.BareMetal).map(({ InstanceType = '' }) => InstanceType.split('.')[0]),
  );
  expect([...sourceFamilies].filter((family) => !families.has(family))).toEqual([]);
  expect([...bareMetalSourceFamilies].filter((family) => !bareMetal.has(family))).toEqual([]);
  expect([...targetTypesWith100Sources].filter((name) => !names.includes(name))).toEqual([]);
});

test('what AWS documents of some types', () => {
  expect(named('m5.large')).toMatchObject({
    VCpuInfo: { DefaultVCpus: 2, DefaultCores: 1, DefaultThreadsPerCore: 2 },
    MemoryInfo: { SizeInMiB: 8192 },
    Hypervisor: 'nitro',
    BareMetal: false,
    ProcessorInfo: { SupportedArchitectures: ['x86_64'], Manufacturer: 'Intel' },
    NetworkInfo: {
      NetworkPerformance: 'Up to 10 Gigabit',
      MaximumNetworkInterfaces: 3,
      Ipv4AddressesPerInterface: 10,
      EnaSupport: 'required',
    },
    InstanceStorageSupported: false,
  });
  expect(named('m5.large')?.InstanceStorageInfo).toBeUndefined();
  expect(named('i3.metal')).toMatchObject({ BareMetal: true, VCpuInfo: { DefaultVCpus: 72 } });
  expect(named('i3.metal')?.Hypervisor).toBeUndefined();
  expect(named('t2.micro')).toMatchObject({ Hypervisor: 'xen', BurstablePerformanceSupported: true });
  expect(named('m6g.large')?.ProcessorInfo?.SupportedArchitectures).toEqual(['arm64']);
  expect(named('p4d.24xlarge')?.InstanceStorageInfo).toEqual({
    TotalSizeInGB: 8000,
    Disks: [{ Count: 8, SizeInGB: 1000, Type: 'ssd' }],
    NvmeSupport: 'required',
    EncryptionSupport: 'required',
  });
  // Of this one only the name is known.
  expect(named('trn2u.48xlarge')).toEqual({ InstanceType: 'trn2u.48xlarge' });
});
