/** Whether security groups and network ACLs let copies in. */
import { describe, expect, test } from '@jest/globals';
import { gateOf, gateOfAcl } from '../../../src/mirroring/paths.ts';
import type { NetworkAclEntry, Permission } from '../../../src/mirroring/records.ts';

const port = 4789;
const sender = { sourceAddress: '10.0.0.5', sourceGroupIds: ['sg-source'] };
const permission = (fields: Partial<Permission>): Permission => ({
  ipProtocol: 'udp',
  fromPort: 4789,
  toPort: 4789,
  cidrs: [],
  groupIds: [],
  prefixListIds: [],
  ...fields,
});
const site = { cidrs: ['10.0.0.0/8'] };
const admitted = (...permissions: Partial<Permission>[]) =>
  gateOf([{ groupId: 'sg-1', ipPermissions: permissions.map(permission) }], port)(sender);

describe('security groups', () => {
  test.each<[string, Partial<Permission>]>([
    ['the port', site],
    ['a range of ports', { ...site, fromPort: 4000, toPort: 5000 }],
    ['all ports', { ...site, fromPort: undefined, toPort: undefined }],
    ['all ports, as -1', { ...site, fromPort: -1, toPort: -1 }],
    ['UDP by its number', { ...site, ipProtocol: '17' }],
    ['all protocols', { ...site, ipProtocol: '-1', fromPort: undefined, toPort: undefined }],
    ['one of several blocks', { cidrs: ['198.51.100.0/24', '192.0.2.0/24', '10.0.0.5/32'] }],
  ])('admit a copy by a permission of %s', (_, fields) => {
    expect(admitted(fields)).toMatchObject({ passes: true, assumptions: [] });
  });

  test.each<[string, Partial<Permission>]>([
    ['ports below', { ...site, fromPort: 0, toPort: 4788 }],
    ['ports above', { ...site, fromPort: 4790, toPort: 65_535 }],
    ['TCP', { ...site, ipProtocol: 'tcp' }],
    ['TCP by its number', { ...site, ipProtocol: '6' }],
    ['ICMP, whose ports are types', { ...site, ipProtocol: 'icmp', fromPort: -1, toPort: -1 }],
    ['another block', { cidrs: ['10.0.0.4/32'] }],
    ['another group', { groupIds: ['sg-other'] }],
    ['nobody', {}],
  ])('do not admit it by a permission of %s', (_, fields) => {
    expect(admitted(fields)).toMatchObject({ passes: false, assumptions: [] });
  });

  test('admit members of a group that is named, which is an assumption', () => {
    expect(admitted({ groupIds: ['sg-source'] })).toMatchObject({
      passes: true,
      assumptions: ['GROUP_REFERENCE_ADMITS'],
    });
    expect(admitted({ groupIds: ['sg-source'] }, site)).toMatchObject({ passes: true, assumptions: [] });
  });

  test('are not decidable behind a prefix list, unless another permission admits', () => {
    const list = { prefixListIds: ['pl-1'] };
    expect(admitted(list)).toEqual({
      passes: null,
      evidence: [
        {
          resourceId: 'sg-1',
          property: 'ipPermissions',
          value: 'udp 4789 from pl-1',
          expected: 'udp 4789 from 10.0.0.5',
        },
      ],
      assumptions: [],
    });
    expect(admitted(list, site).passes).toBe(true);
    expect(admitted({ ...list, ipProtocol: 'tcp' }).passes).toBe(false);
  });

  test('admit it if one of them does, and say what there is if none does', () => {
    const closed = { groupId: 'sg-closed', ipPermissions: [] };
    const web = {
      groupId: 'sg-web',
      ipPermissions: [permission({ ...site, ipProtocol: 'tcp', fromPort: 80, toPort: 443 })],
    };
    const open = {
      groupId: 'sg-open',
      ipPermissions: [permission({ ...site, ipProtocol: '-1', fromPort: undefined })],
    };
    expect(gateOf([closed, web, open], port)(sender)).toMatchObject({
      passes: true,
      evidence: [{ resourceId: 'sg-open', value: 'all from 10.0.0.0/8' }],
    });
    expect(gateOf([closed, web], port)(sender)).toMatchObject({
      passes: false,
      evidence: [
        { resourceId: 'sg-closed', value: 'none' },
        { resourceId: 'sg-web', value: 'tcp 80-443 from 10.0.0.0/8' },
      ],
    });
  });

  test('admit everything where there are none', () => {
    expect(gateOf([], port)(sender).passes).toBe(true);
  });

  test('behind a load balancer are asked for the port of the target', () => {
    const groups = [
      { groupId: 'sg-1', ipPermissions: [permission({ ...site, fromPort: 9000, toPort: 9000 })] },
    ];
    expect(gateOf(groups, 9000)(sender).passes).toBe(true);
    expect(gateOf(groups, port)(sender).passes).toBe(false);
  });
});

describe('a network ACL', () => {
  const entry = (ruleNumber: number, action: 'allow' | 'deny', fields: Partial<NetworkAclEntry> = {}) => ({
    ruleNumber,
    egress: false,
    ruleAction: action,
    protocol: '-1',
    cidrBlock: '0.0.0.0/0',
    portRange: undefined,
    ...fields,
  });
  const decided = (...entries: NetworkAclEntry[]) =>
    gateOfAcl({ networkAclId: 'acl-1', subnetIds: [], entries }, port)(sender.sourceAddress);
  const closing = entry(32_767, 'deny');

  test.each<[string, NetworkAclEntry[], boolean, number | undefined]>([
    ['the lowest number that matches', [entry(200, 'deny'), entry(100, 'allow'), closing], true, 100],
    [
      'a deny before',
      [entry(90, 'deny', { protocol: '17', portRange: { from: 4789, to: 4789 } }), entry(100, 'allow')],
      false,
      90,
    ],
    ['the closing entry', [closing], false, 32_767],
    ['no entry', [], false, undefined],
    ['not another protocol', [entry(1, 'deny', { protocol: '6' }), entry(2, 'allow')], true, 2],
    [
      'not other ports',
      [entry(1, 'deny', { protocol: '17', portRange: { from: 0, to: 4788 } }), entry(2, 'allow')],
      true,
      2,
    ],
    ['not other addresses', [entry(1, 'deny', { cidrBlock: '10.0.0.4/32' }), entry(2, 'allow')], true, 2],
    ['not what leaves', [entry(1, 'deny', { egress: true }), entry(2, 'allow')], true, 2],
    ['not IPv6', [entry(1, 'deny', { cidrBlock: undefined }), entry(2, 'allow')], true, 2],
  ])('decides by %s', (_, entries, passes, number) => {
    const passage = decided(...entries);
    expect([passage.passes, passage.entry?.ruleNumber]).toEqual([passes, number]);
    expect(passage.assumptions).toEqual(passes ? [] : ['ACL_APPLIES_TO_COPIES']);
  });

  test('is not decidable by an entry whose action EC2 does not tell', () => {
    expect(decided(entry(1, 'deny', { ruleAction: undefined }))).toMatchObject({
      passes: null,
      assumptions: [],
    });
  });

  test('shows the entry', () => {
    expect(
      decided(entry(90, 'deny', { protocol: '17', portRange: { from: 4789, to: 4790 } })).evidence,
    ).toEqual([
      {
        resourceId: 'acl-1',
        property: 'entries',
        value: '90 deny 17 4789-4790 from 0.0.0.0/0',
        expected: 'allow udp 4789 from 10.0.0.5',
      },
    ]);
    expect(decided().evidence).toMatchObject([{ value: 'no entry matches' }]);
  });
});
