/** Where interfaces stand, how they are counted and grouped. */
import { expect, test } from '@jest/globals';
import {
  type CoverageFacts,
  countsOf,
  coverageOf,
  groupsOf,
  type Place,
} from '../../../src/mirroring/coverage.ts';

const networkInterface = (
  networkInterfaceId: string,
  fields: Partial<CoverageFacts & Place> = {},
): CoverageFacts & Place => ({
  networkInterfaceId,
  interfaceType: 'interface',
  instanceId: 'i-1',
  instanceType: 'm7i.large',
  requesterManaged: false,
  requesterId: undefined,
  description: undefined,
  privateIpAddress: '10.0.0.1',
  isOwned: true,
  isTarget: false,
  sessionNumbers: [],
  vpcId: 'vpc-1',
  subnetId: 'subnet-1',
  availabilityZone: 'us-east-1a',
  tags: [],
  instanceTags: [],
  ...fields,
});
const tag = (value: string) => [{ key: 'team', value }];

const entries = coverageOf([
  networkInterface('eni-7', { sessionNumbers: [1], instanceType: 't2.micro' }),
  networkInterface('eni-6', { isTarget: true, vpcId: 'vpc-2' }),
  networkInterface('eni-5', { instanceType: 't2.micro', tags: tag('web'), instanceTags: tag('data') }),
  networkInterface('eni-4', { vpcId: 'vpc-2', instanceTags: tag('web') }),
  networkInterface('eni-3', { vpcId: 'vpc-2', availabilityZone: undefined, instanceTags: tag('data') }),
  networkInterface('eni-2', { interfaceType: 'natGateway' }),
  networkInterface('eni-1', { interfaceType: undefined }),
]);

test('interfaces are listed by what can be done about them, with the reasons', () => {
  expect(
    entries.map((entry) => [
      entry.networkInterface.networkInterfaceId,
      entry.state,
      ...entry.reasons.map(({ code }) => code),
    ]),
  ).toEqual([
    ['eni-3', 'MISSING'],
    ['eni-4', 'MISSING'],
    ['eni-1', 'UNKNOWN', 'INTERFACE_TYPE'],
    ['eni-5', 'UNKNOWN', 'INSTANCE_TYPE_NOT_LISTED'],
    ['eni-6', 'IMPOSSIBLE', 'IS_TARGET'],
    ['eni-7', 'MIRRORED'],
  ]);
});

test('interfaces are counted by state', () => {
  expect(countsOf(entries)).toEqual({ total: 6, mirrored: 1, missing: 2, unknown: 2, impossible: 1 });
  expect(countsOf([])).toEqual({ total: 0, mirrored: 0, missing: 0, unknown: 0, impossible: 0 });
});

test('groups are listed by how many are missing, then by value', () => {
  const groups = (...input: [Parameters<typeof groupsOf>[1], string?]) =>
    groupsOf(entries, ...input).map(({ value, coverage }) => [value, coverage.missing, coverage.total]);
  expect(groups('VPC')).toEqual([
    ['vpc-2', 2, 3],
    ['vpc-1', 0, 3],
  ]);
  expect(groups('SUBNET')).toEqual([['subnet-1', 2, 6]]);
  expect(groups('AVAILABILITY_ZONE')).toEqual([
    [null, 1, 1],
    ['us-east-1a', 1, 5],
  ]);
});

test('the tag of the interface goes before that of its instance', () => {
  expect(
    groupsOf(entries, 'TAG', 'team').map(({ value, coverage }) => [value, coverage.total, coverage.unknown]),
  ).toEqual([
    ['data', 1, 0],
    ['web', 2, 1],
    [null, 3, 1],
  ]);
});
