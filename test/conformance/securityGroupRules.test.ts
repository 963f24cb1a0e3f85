/** Ingress rules that come and go. Embedded EC2 only. */
import { join } from 'node:path';
import {
  AuthorizeSecurityGroupIngressCommand,
  type AuthorizeSecurityGroupIngressCommandInput,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  RevokeSecurityGroupIngressCommand,
  type RevokeSecurityGroupIngressCommandInput,
} from '@aws-sdk/client-ec2';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { newFolder } from '../support/cleanUp.ts';
import { refusal, type Subject, startSubject } from '../support/emulatorClient.ts';
import { send, shapeOnly } from '../support/emulatorWire.ts';
import { ids, startOwnNetwork } from './ownNetwork.ts';

let subject: Subject;
beforeEach(async () => {
  subject = await startOwnNetwork();
});

const authorize = (more: AuthorizeSecurityGroupIngressCommandInput, { ec2 } = subject) =>
  ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId: ids.web, ...more }));
const revoke = (more: RevokeSecurityGroupIngressCommandInput) =>
  subject.ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId: ids.web, ...more }));
const ingress = async (groupId = ids.web, { ec2 } = subject) =>
  (await ec2.send(new DescribeSecurityGroupsCommand({ GroupIds: [groupId] }))).SecurityGroups?.[0]
    ?.IpPermissions;
const tcp = (port: number, ...blocks: string[]) => ({
  IpProtocol: 'tcp',
  FromPort: port,
  ToPort: port,
  IpRanges: blocks.map((CidrIp) => ({ CidrIp })),
});
const ssh = { IpPermissions: [tcp(22, '203.0.113.0/24')] };

describe('AuthorizeSecurityGroupIngress', () => {
  test('serialization: each peer is a rule with an id and the tags, and the group shows them', async () => {
    const { Return, SecurityGroupRules = [] } = await authorize({
      IpPermissions: [
        {
          IpProtocol: '17',
          FromPort: 4789,
          ToPort: 4789,
          // EC2 keeps blocks without host bits.
          IpRanges: [{ CidrIp: '100.68.0.18/18', Description: 'mirrored' }],
          Ipv6Ranges: [{ CidrIpv6: '2001:DB8:0:1::77/64' }],
          PrefixListIds: [{ PrefixListId: 'pl-0123456789abcdef0' }],
          UserIdGroupPairs: [{ GroupId: ids.defaultGroup, UserId: '123456789012' }],
        },
      ],
      TagSpecifications: [{ ResourceType: 'security-group-rule', Tags: [{ Key: 'a', Value: 'b' }] }],
    });
    expect(Return).toBe(true);
    expect(SecurityGroupRules[0]).toEqual({
      SecurityGroupRuleId: expect.stringMatching(/^sgr-0[0-9a-f]{16}$/),
      GroupId: ids.web,
      GroupOwnerId: '123456789012',
      IsEgress: false,
      IpProtocol: 'udp',
      FromPort: 4789,
      ToPort: 4789,
      CidrIpv4: '100.68.0.0/18',
      Description: 'mirrored',
      SecurityGroupRuleArn: expect.stringContaining(':security-group-rule/sgr-'),
      Tags: [{ Key: 'a', Value: 'b' }],
    });
    expect(
      SecurityGroupRules.map((one) => one.CidrIpv6 ?? one.PrefixListId ?? one.ReferencedGroupInfo?.GroupId),
    ).toEqual([undefined, '2001:db8:0:1::/64', 'pl-0123456789abcdef0', ids.defaultGroup]);
    expect(await ingress()).toEqual([
      {
        IpProtocol: 'udp',
        FromPort: 4789,
        ToPort: 4789,
        IpRanges: [{ CidrIp: '100.68.0.0/18', Description: 'mirrored' }],
        Ipv6Ranges: [{ CidrIpv6: '2001:db8:0:1::/64' }],
        PrefixListIds: [{ PrefixListId: 'pl-0123456789abcdef0' }],
        UserIdGroupPairs: [{ GroupId: ids.defaultGroup, UserId: '123456789012' }],
      },
    ]);
  });

  test('behaviour: one rule in parameters of its own is the same as in a permission', async () => {
    await authorize({ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIp: '203.0.113.0/24' });
    expect(await refusal(authorize(ssh))).toMatchObject({
      code: 'InvalidPermission.Duplicate',
      message:
        'the specified rule "peer: 203.0.113.0/24, TCP, from port: 22, to port: 22, ALLOW" already exists',
    });
    await authorize({ SourceSecurityGroupName: 'default' });
    expect((await ingress())?.map(({ IpProtocol }) => IpProtocol)).toEqual(['tcp', '-1']);
    await revoke({ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIp: '203.0.113.0/24' });
    await authorize(ssh);
  });

  test('behaviour: a group can be named in the default VPC, and rules survive a restart', async () => {
    const stateFile = join(newFolder(), 'state.json');
    const first = await startOwnNetwork({ stateFile });
    await authorize({ GroupId: undefined, GroupName: 'web', ...ssh }, first);
    const before = await ingress(ids.web, first);
    expect(before).toHaveLength(1);
    await first.stop();
    expect(await ingress(ids.web, await startSubject({ stateFile, seed: 'empty' }))).toEqual(before);
  });

  test('behaviour: ports are kept only where they mean something', async () => {
    await authorize({
      IpPermissions: [
        { IpProtocol: '-1', FromPort: 1, ToPort: 2, IpRanges: [{ CidrIp: '10.0.0.0/8' }] },
        { IpProtocol: '50', FromPort: 1, ToPort: 2, IpRanges: [{ CidrIp: '10.0.0.0/8' }] },
        { IpProtocol: 'icmpv6', Ipv6Ranges: [{ CidrIpv6: '::/0' }] },
        { IpProtocol: '017', FromPort: 1, ToPort: 2, IpRanges: [{ CidrIp: '10.0.0.0/8' }] },
        { IpProtocol: '1', FromPort: 8, ToPort: -1, IpRanges: [{ CidrIp: '10.0.0.0/8' }] },
      ],
    });
    expect((await ingress())?.map((one) => [one.IpProtocol, one.FromPort, one.ToPort])).toEqual([
      ['-1', undefined, undefined],
      ['50', undefined, undefined],
      ['icmpv6', undefined, undefined],
      ['udp', 1, 2],
      ['icmp', 8, -1],
    ]);
  });

  test.each<[string, AuthorizeSecurityGroupIngressCommandInput, string]>([
    ['no group', { GroupId: undefined, ...ssh }, 'MissingParameter'],
    ['an unknown group', { GroupId: 'sg-0ffffffffffffffff', ...ssh }, 'InvalidGroup.NotFound'],
    ['an id of another kind', { GroupId: ids.subnet, ...ssh }, 'InvalidGroupId.Malformed'],
    ['an unknown name', { GroupId: undefined, GroupName: 'none', ...ssh }, 'InvalidGroup.NotFound'],
    ['no rule', {}, 'MissingParameter'],
    ['no peer', { IpPermissions: [tcp(22)] }, 'MissingParameter'],
    ['no protocol', { IpPermissions: [{ IpRanges: [{ CidrIp: '0.0.0.0/0' }] }] }, 'MissingParameter'],
    [
      'an unknown protocol',
      { IpPermissions: [{ ...tcp(1, '0.0.0.0/0'), IpProtocol: 'tpc' }] },
      'InvalidParameterValue',
    ],
    [
      'no ports',
      { IpPermissions: [{ ...tcp(1, '0.0.0.0/0'), FromPort: undefined }] },
      'InvalidParameterValue',
    ],
    [
      'ports in the wrong order',
      { IpPermissions: [{ ...tcp(9, '0.0.0.0/0'), ToPort: 1 }] },
      'InvalidParameterValue',
    ],
    ['an address for a block', { IpPermissions: [tcp(22, '203.0.113.1')] }, 'InvalidParameterValue'],
    ['IPv6 among IPv4', { IpPermissions: [tcp(22, '::/0')] }, 'InvalidParameterValue'],
    ['a peer twice', { IpPermissions: [tcp(22, '10.0.0.0/8', '10.1.0.0/8')] }, 'InvalidParameterValue'],
    [
      'a source group that does not exist',
      { IpPermissions: [{ ...tcp(22), UserIdGroupPairs: [{ GroupId: 'sg-0ffffffffffffffff' }] }] },
      'InvalidGroup.NotFound',
    ],
    [
      'both forms',
      { IpProtocol: 'tcp', FromPort: 1, ToPort: 1, CidrIp: '10.0.0.0/8', ...ssh },
      'InvalidParameterCombination',
    ],
  ])('validation: %s', async (_, more, code) => {
    expect(await refusal(authorize(more))).toMatchObject({ code });
    expect(await ingress()).toEqual([]);
  });
});

describe('RevokeSecurityGroupIngress', () => {
  test('serialization: what was revoked, by its id or as it was authorized', async () => {
    const { SecurityGroupRules = [] } = await authorize({
      IpPermissions: [tcp(22, '203.0.113.0/24', '198.51.100.0/24')],
    });
    const [first, second] = SecurityGroupRules.map(({ SecurityGroupRuleId = '' }) => SecurityGroupRuleId);
    const byId = await revoke({ SecurityGroupRuleIds: [first ?? ''] });
    expect(byId).toMatchObject({
      Return: true,
      RevokedSecurityGroupRules: [
        {
          SecurityGroupRuleId: first,
          GroupId: ids.web,
          IsEgress: false,
          IpProtocol: 'tcp',
          FromPort: 22,
          ToPort: 22,
          CidrIpv4: '203.0.113.0/24',
        },
      ],
    });
    const byValues = await revoke({ IpPermissions: [tcp(22, '198.51.100.7/24')] });
    expect(byValues.RevokedSecurityGroupRules?.[0]?.SecurityGroupRuleId).toBe(second);
    expect(await ingress()).toEqual([]);
    // A rule that is authorized again is a new one.
    const again = await authorize(ssh);
    expect(again.SecurityGroupRules?.[0]?.SecurityGroupRuleId).not.toBe(first);
  });

  test('behaviour: rules that were described are revoked as they are shown, and a repeated one is a duplicate', async () => {
    const GroupId = ids.described;
    const IpPermissions = (await ingress(GroupId)) ?? [];
    expect(IpPermissions.map((one) => [one.IpProtocol, one.FromPort, one.ToPort])).toEqual([
      ['tcp', 22, 22],
      ['udp', 0, 65_535],
      ['icmp', -1, -1],
      ['icmpv6', undefined, undefined],
      ['udp', 4789, 4789],
      ['-1', undefined, undefined],
      ['50', undefined, undefined],
    ]);
    const again = authorize({ GroupId, IpPermissions: [tcp(22, '10.0.0.0/8')] });
    expect(await refusal(again)).toMatchObject({ code: 'InvalidPermission.Duplicate' });
    await revoke({ GroupId, IpPermissions });
    expect(await ingress(GroupId)).toEqual([]);
  });

  test('behaviour: what no rule is, is an error in a VPC and an answer in the default VPC', async () => {
    const both = { IpPermissions: [tcp(22, '203.0.113.0/24'), tcp(23, '203.0.113.0/24')] };
    await authorize(ssh);
    const answer = await revoke(both);
    expect(answer.UnknownIpPermissions).toMatchObject([tcp(23, '203.0.113.0/24')]);
    expect(await ingress()).toEqual([]);
    await authorize({ GroupId: ids.otherGroup, ...ssh });
    expect(await refusal(revoke({ GroupId: ids.otherGroup, ...both }))).toMatchObject({
      code: 'InvalidPermission.NotFound',
    });
    expect(await ingress(ids.otherGroup)).toHaveLength(1);
  });

  test('validation: ids of egress rules, of other groups and of other kinds are not found', async () => {
    const { SecurityGroupRules = [] } = await subject.ec2.send(
      new DescribeSecurityGroupRulesCommand({ Filters: [{ Name: 'group-id', Values: [ids.web] }] }),
    );
    const egress = SecurityGroupRules.find(({ IsEgress }) => IsEgress)?.SecurityGroupRuleId ?? '';
    const codes = await Promise.all([
      refusal(revoke({ SecurityGroupRuleIds: [egress] })),
      refusal(revoke({ SecurityGroupRuleIds: [ids.web] })),
      refusal(revoke({})),
      refusal(revoke({ SecurityGroupRuleIds: [egress], ...ssh })),
    ]);
    expect(codes.map(({ code }) => code)).toEqual([
      'InvalidSecurityGroupRuleId.NotFound',
      'InvalidSecurityGroupRuleId.Malformed',
      'MissingParameter',
      'InvalidParameterCombination',
    ]);
  });
});

test.each(['AuthorizeSecurityGroupIngress', 'RevokeSecurityGroupIngress'])(
  '%s: a dry run changes nothing, and a denial comes before it',
  async (action) => {
    const call = (more = '') =>
      send(subject.emulator.url, {
        headers: shapeOnly(),
        body: `Action=${action}&Version=2016-11-15&GroupId=${ids.defaultGroup}&IpPermissions.1.IpProtocol=-1&IpPermissions.1.Groups.1.GroupId=${action.startsWith('Auth') ? ids.web : ids.defaultGroup}${more}`,
      });
    const before = await ingress(ids.defaultGroup);
    expect((await call('&DryRun=true')).body).toContain('<Code>DryRunOperation</Code>');
    subject.emulator.deny(action);
    expect((await call('&DryRun=true')).body).toContain('<Code>UnauthorizedOperation</Code>');
    expect(await ingress(ids.defaultGroup)).toEqual(before);
    subject.emulator.allow(action);
    expect((await call()).status).toBe(200);
    expect(await ingress(ids.defaultGroup)).not.toEqual(before);
  },
);
