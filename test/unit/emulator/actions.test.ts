/** The actions that the emulator implements. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { actions } from '../../../src/ec2/actions.ts';
import { ec2Actions } from '../../../src/emulator/actions.ts';
import { ec2ActionNames } from '../../../src/emulator/ec2ActionNames.ts';
import { stsActions } from '../../../src/emulator/identity/sts.ts';
import { module, toModule } from '../../../tools/ec2Actions.ts';

const mirroring = ['Filter', 'FilterRule', 'Session', 'Target'].flatMap((kind) => [
  `CreateTrafficMirror${kind}`,
  `DeleteTrafficMirror${kind}`,
  `DescribeTrafficMirror${kind}s`,
]);

test('the EC2 actions are the 15 of Traffic Mirroring, those of tags, the Describe actions of the network, and the changes of it', () => {
  expect(Object.keys(ec2Actions).sort()).toEqual(
    [
      ...mirroring,
      'ModifyTrafficMirrorFilterNetworkServices',
      'ModifyTrafficMirrorFilterRule',
      'ModifyTrafficMirrorSession',
      ...['CreateTags', 'DeleteTags', 'DescribeTags'],
      ...['DescribeInstances', 'DescribeNetworkInterfaces', 'DescribeRegions'],
      ...['DescribeNetworkAcls', 'DescribeRouteTables', 'DescribeSecurityGroupRules'],
      ...['DescribeSecurityGroups', 'DescribeTransitGatewayVpcAttachments', 'DescribeVpcPeeringConnections'],
      ...['DescribeSubnets', 'DescribeVpcEndpoints', 'DescribeVpcs'],
      ...['RunInstances', 'StartInstances', 'StopInstances', 'TerminateInstances'],
      ...[
        'AttachNetworkInterface',
        'CreateNetworkInterface',
        'DeleteNetworkInterface',
        'DetachNetworkInterface',
      ],
      ...['AuthorizeSecurityGroupIngress', 'RevokeSecurityGroupIngress'],
    ].sort(),
  );
  expect(mirroring).toHaveLength(12);
});

test('every action that the gateway sends is among them', () => {
  expect(Object.keys(ec2Actions)).toEqual(expect.arrayContaining(Object.keys(actions)));
});

test('the STS actions are AssumeRole and GetCallerIdentity', () => {
  expect(Object.keys(stsActions).sort()).toEqual(['AssumeRole', 'GetCallerIdentity']);
});

test('the names of all EC2 actions are those of the SDK, and every implemented one is among them', () => {
  expect(readFileSync(join(import.meta.dirname, '../../..', module), 'utf8')).toBe(toModule());
  expect(ec2ActionNames.size).toBeGreaterThan(700);
  expect([...ec2ActionNames]).toEqual(expect.arrayContaining(Object.keys(ec2Actions)));
});
