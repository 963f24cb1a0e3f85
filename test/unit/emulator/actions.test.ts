/** The action table against the list of what must be served. */
import { expect, test } from '@jest/globals';
import { ec2Actions } from '../../../src/emulator/actions.ts';
import { stsActions } from '../../../src/emulator/identity/sts.ts';

const mirroring = ['Filter', 'FilterRule', 'Session', 'Target'].flatMap((kind) => [
  `CreateTrafficMirror${kind}`,
  `DeleteTrafficMirror${kind}`,
  `DescribeTrafficMirror${kind}s`,
]);

test('the table holds the 15 actions of Traffic Mirroring, tags and the neighbours, and nothing else', () => {
  expect(Object.keys(ec2Actions).sort()).toEqual(
    [
      ...mirroring,
      'ModifyTrafficMirrorFilterNetworkServices',
      'ModifyTrafficMirrorFilterRule',
      'ModifyTrafficMirrorSession',
      ...['CreateTags', 'DeleteTags', 'DescribeTags'],
      ...['DescribeInstances', 'DescribeNetworkInterfaces', 'DescribeRegions'],
      ...['DescribeSubnets', 'DescribeVpcEndpoints', 'DescribeVpcs'],
    ].sort(),
  );
  expect(mirroring).toHaveLength(12);
});

test('STS serves the two actions that carry accounts', () => {
  expect(Object.keys(stsActions).sort()).toEqual(['AssumeRole', 'GetCallerIdentity']);
});
