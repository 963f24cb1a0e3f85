/** The actions that the emulator implements. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { actions, type Ec2Action, serviceOf } from '../../../src/ec2/actions.ts';
import { ec2Actions } from '../../../src/emulator/actions.ts';
import { ec2ActionNames } from '../../../src/emulator/ec2ActionNames.ts';
import { stsActions } from '../../../src/emulator/identity/sts.ts';
import { loadBalancingActions } from '../../../src/emulator/loadBalancing/actions.ts';
import { organizationsActions } from '../../../src/emulator/organization/actions.ts';
import { module, toModule } from '../../../tools/ec2Actions.ts';

const mirroring = ['Filter', 'FilterRule', 'Session', 'Target'].flatMap((kind) => [
  `CreateTrafficMirror${kind}`,
  `DeleteTrafficMirror${kind}`,
  `DescribeTrafficMirror${kind}s`,
]);

test('the EC2 actions are the 15 of Traffic Mirroring, those of tags, and those that describe and change what is around them', () => {
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
      ...['DescribeInstanceTypes', 'DescribeAvailabilityZones', 'DescribeVpcAttribute'],
      ...['DescribeInstanceAttribute', 'DescribeNetworkInterfaceAttribute', 'DescribeAccountAttributes'],
      ...['DescribeInstanceStatus', 'DescribeInstanceCreditSpecifications', 'DescribeVolumes'],
      ...['DescribePrefixLists', 'DescribeManagedPrefixLists', 'GetManagedPrefixListEntries'],
      'DescribeDhcpOptions',
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
  const served = { ec2: ec2Actions, elasticloadbalancing: loadBalancingActions };
  const sent = Object.keys(actions) as Ec2Action[];
  expect(sent.filter((action) => !Object.hasOwn(served[serviceOf(action)], action))).toEqual([]);
});

test('the STS actions are AssumeRole and GetCallerIdentity', () => {
  expect(Object.keys(stsActions).sort()).toEqual(['AssumeRole', 'GetCallerIdentity']);
});

test('the names of all EC2 actions are those of the SDK, and every implemented one is among them', () => {
  expect(readFileSync(join(import.meta.dirname, '../../..', module), 'utf8')).toBe(toModule());
  expect(ec2ActionNames.size).toBeGreaterThan(700);
  expect([...ec2ActionNames]).toEqual(expect.arrayContaining(Object.keys(ec2Actions)));
});

/** The rows of the table in `docs/emulator.md` that lists the actions. */
const documented = readFileSync(join(import.meta.dirname, '../../../docs/emulator.md'), 'utf8')
  .split(/^## /m)
  .find((section) => section.startsWith('Its actions'));

test('docs/emulator.md lists exactly the actions that there are', () => {
  const rows = documented?.match(/^\|.*$/gm) ?? [];
  const listed = rows.flatMap((row) => row.match(/\b(?:[A-Z][a-z\d]+){2,}\b/g) ?? []);
  expect(listed.toSorted()).toEqual(
    [...Object.keys(ec2Actions), ...Object.keys(stsActions), ...Object.keys(organizationsActions)].sort(),
  );
});
