/** The Describe actions of the network, on the example in `examples/network/`. Embedded EC2 only. */
import {
  DescribeInstancesCommand,
  DescribeNetworkAclsCommand,
  DescribeNetworkInterfacesCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeTransitGatewayVpcAttachmentsCommand,
  DescribeVpcEndpointsCommand,
  DescribeVpcPeeringConnectionsCommand,
  DescribeVpcsCommand,
  type EC2Client,
} from '@aws-sdk/client-ec2';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { clientOf, refusal, type Subject, startSubject } from '../support/emulatorClient.ts';
import { example } from '../support/exampleNetwork.ts';

/** The ids of the example end with a number, after 0a in the first account and 0b in the second. */
const id = (prefix: string, account: string, end: string) => `${prefix}-${account}${end.padStart(15, '0')}`;
const a = (prefix: string, end: string) => id(prefix, '0a', end);
const vpc = a('vpc', '1');
const peerVpc = id('vpc', '0b', '1');

let subject: Subject;
let accepter: EC2Client;
let ec2: EC2Client;
beforeAll(async () => {
  subject = await startSubject({
    seed: `file:${example}`,
    accounts: { AKIAOTHER: { accountId: '210987654321' } },
  });
  ({ ec2 } = subject);
  accepter = clientOf(subject.emulator.url, { accessKeyId: 'AKIAOTHER' });
});
const filter = (Name: string, ...Values: string[]) => ({ Filters: [{ Name, Values }] });

describe('DescribeSecurityGroups', () => {
  const groups = async (input: ConstructorParameters<typeof DescribeSecurityGroupsCommand>[0] = {}) =>
    (await ec2.send(new DescribeSecurityGroupsCommand(input))).SecurityGroups ?? [];

  test('serialization: rules with the same protocol and ports are one permission', async () => {
    const [group] = await groups({ GroupIds: [a('sg', '11')] });
    expect(group).toEqual({
      GroupId: a('sg', '11'),
      GroupName: 'collector',
      Description: 'Takes mirrored traffic',
      OwnerId: '123456789012',
      VpcId: vpc,
      SecurityGroupArn: `arn:aws:ec2:us-east-1:123456789012:security-group/${a('sg', '11')}`,
      IpPermissions: [
        {
          IpProtocol: 'udp',
          FromPort: 4789,
          ToPort: 4789,
          IpRanges: [{ CidrIp: '10.0.0.0/16', Description: 'VXLAN' }],
          Ipv6Ranges: [{ CidrIpv6: '2001:db8:1::/56', Description: 'VXLAN' }],
          UserIdGroupPairs: [{ GroupId: a('sg', '12'), UserId: '123456789012', Description: 'VXLAN' }],
          PrefixListIds: [{ PrefixListId: a('pl', '19'), Description: 'VXLAN' }],
        },
        {
          IpProtocol: 'icmp',
          FromPort: -1,
          ToPort: -1,
          IpRanges: [{ CidrIp: '10.0.0.0/16' }],
          Ipv6Ranges: [],
          UserIdGroupPairs: [],
          PrefixListIds: [],
        },
      ],
      // What EC2 gives a group that says nothing of egress.
      IpPermissionsEgress: [
        {
          IpProtocol: '-1',
          IpRanges: [{ CidrIp: '0.0.0.0/0' }],
          Ipv6Ranges: [],
          UserIdGroupPairs: [],
          PrefixListIds: [],
        },
      ],
      Tags: [],
    });
  });

  test('behaviour: the default group of a VPC lets its own members in; a peer of another account has its owner', async () => {
    const [byDefault, web] = await Promise.all([
      groups(filter('group-name', 'default')),
      groups({ GroupIds: [a('sg', '12')] }),
    ]);
    expect(byDefault.map((group) => group.IpPermissions?.[0]?.UserIdGroupPairs)).toEqual([
      [{ GroupId: a('sg', '1'), UserId: '123456789012' }],
    ]);
    expect(web[0]?.IpPermissionsEgress?.[0]?.UserIdGroupPairs).toEqual([
      { GroupId: id('sg', '0b', '11'), UserId: '210987654321' },
    ]);
    const ofWeb = new DescribeSecurityGroupRulesCommand(filter('group-id', a('sg', '12')));
    const { SecurityGroupRules } = await ec2.send(ofWeb);
    expect(SecurityGroupRules?.flatMap((rule) => rule.ReferencedGroupInfo ?? [])).toEqual([
      { GroupId: id('sg', '0b', '11'), UserId: '210987654321' },
    ]);
  });

  test.each<[string, string, string[]]>([
    ['vpc-id', vpc, ['default', 'collector', 'web']],
    ['group-id', a('sg', '12'), ['web']],
    ['description', 'Takes *', ['collector']],
    ['owner-id', '210987654321', []],
    ['ip-permission.protocol', 'udp', ['collector']],
    ['ip-permission.from-port', '443', ['web']],
    ['ip-permission.to-port', '4789', ['collector']],
    ['ip-permission.cidr', '0.0.0.0/0', ['web']],
    ['ip-permission.ipv6-cidr', '::/0', ['web']],
    ['ip-permission.group-id', a('sg', '12'), ['collector']],
    ['ip-permission.group-name', 'default', ['default']],
    ['ip-permission.user-id', '123456789012', ['default', 'collector']],
    ['ip-permission.prefix-list-id', a('pl', '19'), ['collector']],
    ['egress.ip-permission.cidr', '0.0.0.0/0', ['default', 'collector']],
    ['egress.ip-permission.to-port', '5432', ['web']],
    ['egress.ip-permission.user-id', '210987654321', ['web']],
  ])('behaviour: filter %s = %s', async (name, value, expected) => {
    expect((await groups(filter(name, value))).map((group) => group.GroupName)).toEqual(expected);
  });

  test('behaviour: each rule has an id of its own, by which it is found', async () => {
    const rules = async (input: ConstructorParameters<typeof DescribeSecurityGroupRulesCommand>[0] = {}) =>
      (await ec2.send(new DescribeSecurityGroupRulesCommand(input))).SecurityGroupRules ?? [];
    const all = await rules(filter('group-id', a('sg', '11')));
    expect(
      all.map(
        (rule) => rule.CidrIpv4 ?? rule.CidrIpv6 ?? rule.PrefixListId ?? rule.ReferencedGroupInfo?.GroupId,
      ),
    ).toEqual(['10.0.0.0/16', '2001:db8:1::/56', a('sg', '12'), a('pl', '19'), '10.0.0.0/16', '0.0.0.0/0']);
    expect(all.map((rule) => rule.IsEgress)).toEqual([false, false, false, false, false, true]);
    const ids = all.flatMap((rule) => rule.SecurityGroupRuleId ?? []);
    expect(new Set(ids).size).toBe(6);
    expect(await rules({ SecurityGroupRuleIds: ids.slice(3, 4) })).toEqual(all.slice(3, 4));
  });
});

describe('DescribeNetworkAcls', () => {
  const acls = async (input: ConstructorParameters<typeof DescribeNetworkAclsCommand>[0] = {}) =>
    (await ec2.send(new DescribeNetworkAclsCommand(input))).NetworkAcls ?? [];

  test('serialization: entries in order with the closing rules, and the subnets', async () => {
    const [acl] = await acls({ NetworkAclIds: [a('acl', '21')] });
    expect(acl).toMatchObject({ IsDefault: false, VpcId: vpc, OwnerId: '123456789012' });
    expect(acl?.Associations).toEqual([
      {
        NetworkAclAssociationId: expect.stringMatching(/^aclassoc-[0-9a-f]{17}$/),
        NetworkAclId: a('acl', '21'),
        SubnetId: a('subnet', '52'),
      },
    ]);
    const deny = { Protocol: '-1', RuleAction: 'deny' };
    expect(acl?.Entries).toEqual([
      { RuleNumber: 100, Egress: true, Protocol: '-1', RuleAction: 'allow', CidrBlock: '0.0.0.0/0' },
      { ...deny, RuleNumber: 32767, Egress: true, CidrBlock: '0.0.0.0/0' },
      { ...deny, RuleNumber: 32768, Egress: true, Ipv6CidrBlock: '::/0' },
      {
        ...{ RuleNumber: 90, Egress: false, Protocol: '1', RuleAction: 'deny', CidrBlock: '0.0.0.0/0' },
        IcmpTypeCode: { Type: 8, Code: -1 },
      },
      {
        ...{ RuleNumber: 100, Egress: false, Protocol: '17', RuleAction: 'allow', CidrBlock: '10.0.0.0/16' },
        PortRange: { From: 4789, To: 4789 },
      },
      {
        ...{ RuleNumber: 110, Egress: false, Protocol: '6', RuleAction: 'allow', Ipv6CidrBlock: '::/0' },
        PortRange: { From: 1024, To: 65535 },
      },
      { ...deny, RuleNumber: 32767, Egress: false, CidrBlock: '0.0.0.0/0' },
      { ...deny, RuleNumber: 32768, Egress: false, Ipv6CidrBlock: '::/0' },
    ]);
  });

  test.each<[string, string, string[]]>([
    ['association.subnet-id', a('subnet', '51'), [a('acl', '1')]],
    ['association.subnet-id', a('subnet', '52'), [a('acl', '21')]],
    ['association.network-acl-id', a('acl', '21'), [a('acl', '21')]],
    ['default', 'true', [a('acl', '1')]],
    ['vpc-id', vpc, [a('acl', '1'), a('acl', '21')]],
    ['entry.port-range.from', '4789', [a('acl', '21')]],
    ['entry.icmp.type', '8', [a('acl', '21')]],
    ['entry.ipv6-cidr', '::/0', [a('acl', '1'), a('acl', '21')]],
    ['entry.rule-number', '90', [a('acl', '21')]],
    ['tag:Name', 'collectors', [a('acl', '21')]],
  ])('behaviour: filter %s = %s', async (name, value, expected) => {
    expect((await acls(filter(name, value))).map((acl) => acl.NetworkAclId)).toEqual(expected);
  });
});

describe('DescribeRouteTables', () => {
  const tables = async (input: ConstructorParameters<typeof DescribeRouteTablesCommand>[0] = {}) =>
    (await ec2.send(new DescribeRouteTablesCommand(input))).RouteTables ?? [];

  test('serialization: local routes first, and every kind of next hop in its own element', async () => {
    const [main, other] = await tables(filter('vpc-id', vpc));
    const made = { Origin: 'CreateRoute', State: 'active' };
    const local = ['10.0.0.0/16', '100.64.0.0/16'].map((DestinationCidrBlock) => ({
      DestinationCidrBlock,
      GatewayId: 'local',
      Origin: 'CreateRouteTable',
      State: 'active',
    }));
    const local6 = {
      ...local[0],
      DestinationCidrBlock: undefined,
      DestinationIpv6CidrBlock: '2001:db8:1::/56',
    };
    expect(main?.Routes).toEqual([
      ...local,
      local6,
      { ...made, DestinationCidrBlock: '0.0.0.0/0', NatGatewayId: a('nat', '39') },
      { ...made, DestinationIpv6CidrBlock: '::/0', EgressOnlyInternetGatewayId: a('eigw', '39') },
      { ...made, DestinationCidrBlock: '10.1.0.0/16', VpcPeeringConnectionId: a('pcx', '41') },
      { ...made, DestinationCidrBlock: '10.2.0.0/16', TransitGatewayId: a('tgw', '49') },
      { ...made, DestinationPrefixListId: a('pl', '18'), GatewayId: a('vpce', '82') },
      {
        ...made,
        DestinationCidrBlock: '10.3.0.0/16',
        NetworkInterfaceId: a('eni', '79'),
        State: 'blackhole',
      },
    ]);
    const attached = {
      InstanceId: a('i', '62'),
      InstanceOwnerId: '123456789012',
      NetworkInterfaceId: a('eni', '72'),
    };
    const core = `arn:aws:networkmanager::123456789012:core-network/${a('core-network', '39')}`;
    expect(other?.Routes?.slice(3)).toEqual([
      { ...made, DestinationCidrBlock: '0.0.0.0/0', GatewayId: a('igw', '39') },
      { ...made, DestinationCidrBlock: '10.4.0.0/16', ...attached },
      { ...made, DestinationCidrBlock: '10.5.0.0/16', ...attached },
      { ...made, DestinationCidrBlock: '10.6.0.0/16', GatewayId: a('vgw', '39') },
      { ...made, DestinationCidrBlock: '10.7.0.0/16', LocalGatewayId: a('lgw', '39') },
      { ...made, DestinationCidrBlock: '10.8.0.0/16', CarrierGatewayId: a('cagw', '39') },
      { ...made, DestinationCidrBlock: '10.9.0.0/16', CoreNetworkArn: core },
    ]);
    const association = {
      RouteTableAssociationId: expect.stringMatching(/^rtbassoc-[0-9a-f]{17}$/),
      AssociationState: { State: 'associated' },
    };
    expect([main?.Associations, other?.Associations]).toEqual([
      [{ ...association, RouteTableId: a('rtb', '31'), Main: true }],
      [{ ...association, RouteTableId: a('rtb', '32'), SubnetId: a('subnet', '51'), Main: false }],
    ]);
  });

  test.each<[string, string, string[]]>([
    ['association.subnet-id', a('subnet', '51'), [a('rtb', '32')]],
    // A subnet without an association uses the main table, which this filter does not find.
    ['association.subnet-id', a('subnet', '52'), []],
    ['association.main', 'true', [a('rtb', '31')]],
    ['route.nat-gateway-id', 'nat-*', [a('rtb', '31')]],
    ['route.gateway-id', 'igw-*', [a('rtb', '32')]],
    ['route.gateway-id', 'local', [a('rtb', '31'), a('rtb', '32')]],
    ['route.state', 'blackhole', [a('rtb', '31')]],
    ['route.destination-cidr-block', '10.4.0.0/16', [a('rtb', '32')]],
    ['route.vpc-peering-connection-id', a('pcx', '41'), [a('rtb', '31')]],
    ['route.transit-gateway-id', a('tgw', '49'), [a('rtb', '31')]],
    ['tag:Name', 'public', [a('rtb', '32')]],
  ])('behaviour: filter %s = %s', async (name, value, expected) => {
    expect((await tables(filter(name, value))).map((table) => table.RouteTableId)).toEqual(expected);
  });

  test('validation: pages have 5 to 100 tables', async () => {
    const codes = await Promise.all([4, 101].map((MaxResults) => refusal(tables({ MaxResults }))));
    expect(codes.map(({ code }) => code)).toEqual(['InvalidParameterValue', 'InvalidParameterValue']);
    expect(await tables({ MaxResults: 100 })).toHaveLength(2);
  });
});

describe('connections of VPCs', () => {
  test('a peering is seen from both sides, with the blocks of both VPCs, but not its tags', async () => {
    const ask = (client: EC2Client, input = {}) =>
      client.send(new DescribeVpcPeeringConnectionsCommand(input));
    const [mine, theirs] = await Promise.all([ask(ec2), ask(accepter)]);
    expect(mine.VpcPeeringConnections).toEqual([
      {
        VpcPeeringConnectionId: a('pcx', '41'),
        RequesterVpcInfo: {
          OwnerId: '123456789012',
          Region: 'us-east-1',
          VpcId: vpc,
          CidrBlock: '10.0.0.0/16',
          CidrBlockSet: [{ CidrBlock: '10.0.0.0/16' }, { CidrBlock: '100.64.0.0/16' }],
          Ipv6CidrBlockSet: [{ Ipv6CidrBlock: '2001:db8:1::/56' }],
        },
        AccepterVpcInfo: {
          OwnerId: '210987654321',
          Region: 'us-east-1',
          VpcId: peerVpc,
          CidrBlock: '10.1.0.0/16',
          CidrBlockSet: [{ CidrBlock: '10.1.0.0/16' }],
          Ipv6CidrBlockSet: [],
        },
        Status: { Code: 'active', Message: 'Active' },
        Tags: [{ Key: 'Name', Value: 'shop-to-data' }],
      },
    ]);
    expect(theirs.VpcPeeringConnections).toEqual([{ ...mine.VpcPeeringConnections?.[0], Tags: [] }]);
    const found = await Promise.all([
      ask(ec2, filter('requester-vpc-info.vpc-id', vpc)),
      ask(ec2, filter('requester-vpc-info.vpc-id', peerVpc)),
      ask(ec2, filter('accepter-vpc-info.vpc-id', peerVpc)),
      ask(ec2, filter('accepter-vpc-info.cidr-block', '10.1.0.0/16')),
      ask(ec2, filter('accepter-vpc-info.owner-id', '210987654321')),
      ask(ec2, filter('status-code', 'active')),
      ask(ec2, { VpcPeeringConnectionIds: [a('pcx', '41')] }),
    ]);
    expect(found.map((one) => one.VpcPeeringConnections?.length)).toEqual([1, 0, 1, 1, 1, 1, 1]);
  });

  test('an attachment to a transit gateway is found by VPC, gateway, state and id', async () => {
    const ask = async (input = {}) =>
      (await ec2.send(new DescribeTransitGatewayVpcAttachmentsCommand(input))).TransitGatewayVpcAttachments;
    expect(await ask()).toEqual([
      {
        TransitGatewayAttachmentId: a('tgw-attach', '42'),
        TransitGatewayId: a('tgw', '49'),
        VpcId: vpc,
        VpcOwnerId: '123456789012',
        State: 'available',
        SubnetIds: [a('subnet', '51'), a('subnet', '52')],
        CreationTime: new Date('2026-03-02T08:00:00Z'),
        Options: {
          DnsSupport: 'enable',
          SecurityGroupReferencingSupport: 'enable',
          Ipv6Support: 'disable',
          ApplianceModeSupport: 'disable',
        },
        Tags: [],
      },
    ]);
    const found = await Promise.all([
      ask(filter('vpc-id', vpc)),
      ask(filter('vpc-id', peerVpc)),
      ask(filter('transit-gateway-id', a('tgw', '49'))),
      ask(filter('state', 'available')),
      ask({ TransitGatewayAttachmentIds: [a('tgw-attach', '42')] }),
    ]);
    expect(found.map((one) => one?.length)).toEqual([1, 0, 1, 1, 1]);
  });

  test('an interface endpoint and a gateway endpoint', async () => {
    const { VpcEndpoints } = await ec2.send(new DescribeVpcEndpointsCommand({}));
    expect(VpcEndpoints).toEqual([
      expect.objectContaining({
        VpcEndpointType: 'Interface',
        State: 'available',
        SubnetIds: [a('subnet', '51')],
        Groups: [{ GroupId: a('sg', '12'), GroupName: 'web' }],
        NetworkInterfaceIds: [a('eni', '75')],
        PrivateDnsEnabled: true,
        RouteTableIds: [],
      }),
      expect.objectContaining({
        VpcEndpointType: 'Gateway',
        RouteTableIds: [a('rtb', '31')],
        NetworkInterfaceIds: [],
      }),
    ]);
  });
});

describe('VPCs, subnets, instances and interfaces', () => {
  test('a VPC has its associations of both families, and is found by them', async () => {
    const vpcs = async (input = {}) => (await ec2.send(new DescribeVpcsCommand(input))).Vpcs ?? [];
    const [one] = await vpcs();
    expect(one?.CidrBlockAssociationSet).toEqual(
      ['10.0.0.0/16', '100.64.0.0/16'].map((CidrBlock) => ({
        AssociationId: expect.stringMatching(/^vpc-cidr-assoc-[0-9a-f]{17}$/),
        CidrBlock,
        CidrBlockState: { State: 'associated' },
      })),
    );
    const amazons = { Ipv6AddressAttribute: 'public', IpSource: 'amazon' };
    expect(one?.Ipv6CidrBlockAssociationSet).toMatchObject([
      { Ipv6CidrBlock: '2001:db8:1::/56', Ipv6Pool: 'Amazon', ...amazons },
    ]);
    const { Subnets } = await ec2.send(
      new DescribeSubnetsCommand(filter('ipv6-cidr-block-association.ipv6-cidr-block', '2001:db8:1:1::/64')),
    );
    expect(Subnets?.[0]?.Ipv6CidrBlockAssociationSet).toMatchObject([amazons]);
    const found = await Promise.all([
      vpcs(filter('cidr', '100.64.0.0/16')),
      vpcs(filter('cidr-block-association.cidr-block', '100.64.0.0/16')),
      vpcs(filter('ipv6-cidr-block-association.ipv6-cidr-block', '2001:db8:1::/56')),
    ]);
    expect(found.map((list) => list.length)).toEqual([0, 1, 1]);
  });

  test('a subnet counts its free addresses, and may have IPv6 only', async () => {
    const { Subnets = [] } = await ec2.send(new DescribeSubnetsCommand({}));
    expect(
      Subnets.map((one) => [
        one.CidrBlock,
        one.Ipv6Native,
        one.AvailableIpAddressCount,
        one.AvailabilityZoneId,
      ]),
    ).toEqual([
      // 256 addresses, 5 of which EC2 keeps; 3 addresses of interfaces in each.
      ['10.0.1.0/24', false, 248, 'use1-az1'],
      ['10.0.2.0/24', false, 248, 'use1-az2'],
      [undefined, true, 0, 'use1-az3'],
    ]);
    const native = await ec2.send(new DescribeSubnetsCommand(filter('ipv6-native', 'true')));
    expect(native.Subnets?.map((one) => one.SubnetId)).toEqual([a('subnet', '53')]);
  });

  test('a terminated instance is listed without its place', async () => {
    const instances = async (input = {}) =>
      ((await ec2.send(new DescribeInstancesCommand(input))).Reservations ?? []).flatMap(
        ({ Instances = [] }) => Instances,
      );
    expect((await instances()).map((one) => [one.State?.Name, one.State?.Code, one.VpcId])).toEqual([
      ['running', 16, vpc],
      ['running', 16, vpc],
      ['stopped', 80, vpc],
      ['terminated', 48, undefined],
    ]);
    expect(await instances(filter('vpc-id', vpc))).toHaveLength(3);
    const [web] = await instances({ InstanceIds: [a('i', '61')] });
    expect(web).toMatchObject({
      PrivateIpAddress: '10.0.1.10',
      SecurityGroups: [
        { GroupId: a('sg', '12'), GroupName: 'web' },
        { GroupId: a('sg', '1'), GroupName: 'default' },
      ],
    });
  });

  const interfaces = async (input = {}) =>
    (await ec2.send(new DescribeNetworkInterfacesCommand(input))).NetworkInterfaces ?? [];

  test('an interface has all its groups and addresses', async () => {
    const [one] = await interfaces({ NetworkInterfaceIds: [a('eni', '71')] });
    const Association = { PublicIp: '198.51.100.10', IpOwnerId: 'amazon' };
    expect(one).toMatchObject({
      Association,
      Groups: [{ GroupName: 'web' }, { GroupName: 'default' }],
      PrivateIpAddresses: [
        { PrivateIpAddress: '10.0.1.10', Primary: true, Association },
        { PrivateIpAddress: '10.0.1.11', Primary: false },
      ],
      Ipv6Addresses: [{ Ipv6Address: '2001:db8:1:1::10' }],
      Attachment: { AttachTime: new Date('2026-03-02T08:00:05Z') },
    });
  });

  test('an interface that a service made says which, and is attached to no instance of ours', async () => {
    const [database] = await interfaces(filter('requester-id', 'amazon-rds'));
    expect(database).toMatchObject({
      NetworkInterfaceId: a('eni', '74'),
      RequesterId: 'amazon-rds',
      RequesterManaged: true,
      InterfaceType: 'interface',
      Status: 'in-use',
      Attachment: { InstanceOwnerId: 'amazon-rds', Status: 'attached' },
    });
    expect(database?.Attachment?.InstanceId).toBeUndefined();
  });

  test.each<[string, string, string[]]>([
    ['private-ip-address', '10.0.1.11', ['71']],
    ['group-id', a('sg', '11'), ['72', '76']],
    ['group-id', a('sg', '1'), ['71', '73', '74', '75']],
    ['ipv6-addresses.ipv6-address', '2001:db8:1:3::10', ['73']],
    ['association.public-ip', '198.51.100.*', ['71']],
    ['addresses.primary', 'false', ['71']],
    ['requester-managed', 'true', ['74', '75', '76']],
    ['attachment.instance-owner-id', 'amazon-*', ['74']],
    ['availability-zone-id', 'use1-az2', ['72', '74', '76']],
    ['subnet-id', a('subnet', '53'), ['73']],
  ])('behaviour: filter %s = %s', async (name, value, expected) => {
    expect((await interfaces(filter(name, value))).map((one) => one.NetworkInterfaceId?.slice(-2))).toEqual(
      expected,
    );
  });
});

test('ids that do not exist have a code for each kind', async () => {
  const f = '0ffffffffffffffff';
  const codes = await Promise.all(
    [
      new DescribeSecurityGroupsCommand({ GroupIds: [`sg-${f}`] }),
      new DescribeSecurityGroupRulesCommand({ SecurityGroupRuleIds: [`sgr-${f}`] }),
      new DescribeNetworkAclsCommand({ NetworkAclIds: [`acl-${f}`] }),
      new DescribeRouteTablesCommand({ RouteTableIds: [`rtb-${f}`] }),
      new DescribeVpcPeeringConnectionsCommand({ VpcPeeringConnectionIds: [`pcx-${f}`] }),
      new DescribeTransitGatewayVpcAttachmentsCommand({ TransitGatewayAttachmentIds: [`tgw-attach-${f}`] }),
    ].map((command) => refusal(ec2.send(command as DescribeRouteTablesCommand))),
  );
  expect(codes.map(({ code }) => code)).toEqual([
    'InvalidGroup.NotFound',
    'InvalidSecurityGroupRuleId.NotFound',
    'InvalidNetworkAclID.NotFound',
    'InvalidRouteTableID.NotFound',
    'InvalidVpcPeeringConnectionID.NotFound',
    'InvalidTransitGatewayAttachmentID.NotFound',
  ]);
});
