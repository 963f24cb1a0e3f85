/** What tools look up around the network: instance types, zones, attributes, statuses, prefix lists. Embedded EC2 only. */
import {
  DescribeAccountAttributesCommand,
  DescribeAvailabilityZonesCommand,
  type DescribeAvailabilityZonesCommandInput,
  DescribeDhcpOptionsCommand,
  DescribeInstanceAttributeCommand,
  DescribeInstanceCreditSpecificationsCommand,
  DescribeInstanceStatusCommand,
  type DescribeInstanceStatusCommandInput,
  DescribeInstanceTypesCommand,
  type DescribeInstanceTypesCommandInput,
  DescribeManagedPrefixListsCommand,
  DescribeNetworkInterfaceAttributeCommand,
  DescribePrefixListsCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVolumesCommand,
  DescribeVpcAttributeCommand,
  DescribeVpcsCommand,
  GetManagedPrefixListEntriesCommand,
  waitUntilInstanceStatusOk,
} from '@aws-sdk/client-ec2';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { clientOf, demo, refusal, type Subject, startSubject } from '../support/emulatorClient.ts';
import { send, shapeOnly } from '../support/emulatorWire.ts';
import { sdkPartitions } from '../support/partitions.ts';

let subject: Subject;
beforeAll(async () => {
  subject = await startSubject();
});
const filter = (Name: string, ...Values: string[]) => ({ Filters: [{ Name, Values }] });
const codeOf = (answer: { body: string }) => /<Code>(.*)<\/Code>/.exec(answer.body)?.[1];
const post = (query: string) =>
  send(subject.emulator.url, { headers: shapeOnly(), body: `Version=2016-11-15&${query}` });

describe('DescribeInstanceTypes', () => {
  const types = (input: DescribeInstanceTypesCommandInput) =>
    subject.ec2.send(new DescribeInstanceTypesCommand(input));
  const names = async (input: DescribeInstanceTypesCommandInput) =>
    ((await types(input)).InstanceTypes ?? []).map(({ InstanceType }) => InstanceType);

  test('behaviour: types are found by name, and by what they have', async () => {
    expect(await names({ InstanceTypes: ['t2.micro', 'm5.large'] })).toEqual(['m5.large', 't2.micro']);
    const Filters = [
      { Name: 'instance-type', Values: ['m5.*'] },
      { Name: 'vcpu-info.default-vcpus', Values: ['96'] },
    ];
    expect(await names({ Filters })).toEqual(['m5.24xlarge', 'm5.metal']);
    expect(await names({ Filters: [...Filters, { Name: 'bare-metal', Values: ['true'] }] })).toEqual([
      'm5.metal',
    ]);
    expect(await names(filter('instance-storage-info.disk.size-in-gb', '1000'))).toContain('p4d.24xlarge');
    expect(await names(filter('processor-info.supported-architecture', 'i386'))).toContain('t2.micro');
  });

  test('behaviour: a page has 100 types unless fewer are asked for, and the next continues', async () => {
    const first = await types({});
    expect(first.InstanceTypes).toHaveLength(100);
    const second = await names({ NextToken: first.NextToken, MaxResults: 5 });
    expect(second).toHaveLength(5);
    expect(first.InstanceTypes?.map(({ InstanceType }) => InstanceType)).not.toContain(second[0]);
  });

  test('validation: unknown types, and pages of more than 100', async () => {
    expect(await refusal(types({ InstanceTypes: ['m5.large', 'm5.tiny' as 'm5.large'] }))).toEqual({
      code: 'InvalidInstanceType',
      status: 400,
      message: 'The following supplied instance types do not exist: [m5.tiny]',
    });
    expect(await refusal(types({ MaxResults: 101 }))).toMatchObject({ code: 'InvalidParameterValue' });
  });
});

describe('DescribeAvailabilityZones', () => {
  const zones = async (input: DescribeAvailabilityZonesCommandInput = {}, ec2 = subject.ec2) =>
    (await ec2.send(new DescribeAvailabilityZonesCommand(input))).AvailabilityZones ?? [];

  test('serialization: a zone', async () => {
    expect(await zones({ ZoneNames: ['us-east-1a'] })).toEqual([
      {
        ZoneName: 'us-east-1a',
        ZoneId: 'use1-az1',
        RegionName: 'us-east-1',
        GroupName: 'us-east-1-zg-1',
        NetworkBorderGroup: 'us-east-1',
        ZoneType: 'availability-zone',
        OptInStatus: 'opt-in-not-required',
        State: 'available',
        Messages: [],
      },
    ]);
  });

  test('behaviour: zones are found by name, by id and by filter', async () => {
    const letters = async (input: DescribeAvailabilityZonesCommandInput) =>
      (await zones(input)).map(({ ZoneName }) => ZoneName?.at(-1)).join('');
    expect(await letters({})).toBe('abcdef');
    expect(await letters({ AllAvailabilityZones: true })).toBe('abcdef');
    expect(await letters({ ZoneIds: ['use1-az2', 'use1-az3'] })).toBe('bc');
    expect(await letters({ ZoneIds: ['use1-az2'], ZoneNames: ['us-east-1a'] })).toBe('');
    expect(await letters(filter('zone-name', '*-1c'))).toBe('c');
    expect(await letters(filter('state', 'available'))).toBe('abcdef');
    expect(await letters(filter('zone-type', 'local-zone'))).toBe('');
  });

  test('behaviour: every Region has zones, and those of all subnets are among them', async () => {
    for (const region of sdkPartitions.flatMap(({ regions }) => regions)) {
      const found = await zones({}, clientOf(subject.emulator.url, { region }));
      expect(found.length).toBeGreaterThanOrEqual(3);
      expect(new Set(found.map(({ RegionName }) => RegionName))).toEqual(new Set([region]));
    }
    const large = await startSubject({ seed: 'large:1', region: 'eu-west-1' });
    const ec2 = clientOf(large.emulator.url, { region: 'eu-west-1' });
    const { Subnets = [] } = await ec2.send(new DescribeSubnetsCommand({}));
    const names = (await zones({}, ec2)).map(({ ZoneName }) => ZoneName);
    expect(names).toEqual(Subnets.map(({ AvailabilityZone }) => AvailabilityZone));
  });

  test('validation: unknown names and ids', async () => {
    expect(await refusal(zones({ ZoneNames: ['us-east-1a', 'us-east-1z'] }))).toMatchObject({
      code: 'InvalidParameterValue',
      message: 'Invalid availability zone: [us-east-1z]',
    });
    expect(await refusal(zones({ ZoneIds: ['use1-az9'] }))).toMatchObject({
      code: 'InvalidParameterValue',
      message: 'Invalid availability zone-id: [use1-az9]',
    });
    // A wildcard is part of a name here, not a pattern.
    expect(await refusal(zones({ ZoneIds: ['use1-*'] }))).toMatchObject({ code: 'InvalidParameterValue' });
  });
});

describe('attributes', () => {
  test('of a VPC: DNS names are only in default VPCs', async () => {
    const of = async (Attribute: 'enableDnsSupport') => {
      const { $metadata, ...answer } = await subject.ec2.send(
        new DescribeVpcAttributeCommand({ VpcId: demo.vpc(1), Attribute }),
      );
      return answer;
    };
    expect(await of('enableDnsSupport')).toEqual({ VpcId: demo.vpc(1), EnableDnsSupport: { Value: true } });
    expect(await of('enableDnsHostnames' as 'enableDnsSupport')).toEqual({
      VpcId: demo.vpc(1),
      EnableDnsHostnames: { Value: false },
    });
    expect(await of('enableNetworkAddressUsageMetrics' as 'enableDnsSupport')).toEqual({
      VpcId: demo.vpc(1),
      EnableNetworkAddressUsageMetrics: { Value: false },
    });
  });

  test.each([
    [`VpcId=${demo.vpc(1)}`, 'MissingParameter'],
    [`VpcId=${demo.vpc(1)}&Attribute=colour`, 'InvalidParameterValue'],
    ['Attribute=enableDnsSupport', 'MissingParameter'],
    ['VpcId=vpc-0ffffffffffffffff&Attribute=enableDnsSupport', 'InvalidVpcID.NotFound'],
    ['VpcId=vpc-1&Attribute=enableDnsSupport', 'InvalidVpcID.Malformed'],
    [`VpcId=${demo.vpc(1)}&Attribute=enableDnsSupport&DryRun=true`, 'DryRunOperation'],
  ])('validation: DescribeVpcAttribute %s is %s', async (parameters, code) => {
    expect(codeOf(await post(`Action=DescribeVpcAttribute&${parameters}`))).toBe(code);
  });

  test('of an instance: those that Terraform reads', async () => {
    const of = (
      Attribute: 'userData' | 'disableApiStop' | 'disableApiTermination' | 'instanceType' | 'groupSet',
    ) => subject.ec2.send(new DescribeInstanceAttributeCommand({ InstanceId: demo.instance(1), Attribute }));
    expect(await of('disableApiStop')).toMatchObject({ DisableApiStop: { Value: false } });
    expect(await of('disableApiTermination')).toMatchObject({ DisableApiTermination: { Value: false } });
    expect((await of('userData')).UserData?.Value).toBeUndefined();
    expect(await of('instanceType')).toMatchObject({ InstanceType: { Value: 'm5.large' } });
    expect(await of('groupSet')).toMatchObject({ Groups: [{ GroupName: 'default' }] });
  });

  test('of an interface', async () => {
    const of = (Attribute: 'description' | 'sourceDestCheck' | 'attachment') =>
      subject.ec2.send(
        new DescribeNetworkInterfaceAttributeCommand({
          NetworkInterfaceId: demo.networkInterface(1),
          Attribute,
        }),
      );
    expect(await of('description')).toMatchObject({ Description: { Value: 'prod-api-1 primary' } });
    expect(await of('sourceDestCheck')).toMatchObject({ SourceDestCheck: { Value: true } });
    expect(await of('attachment')).toMatchObject({ Attachment: { InstanceId: demo.instance(1) } });
  });

  test('of the account', async () => {
    const { AccountAttributes } = await subject.ec2.send(new DescribeAccountAttributesCommand({}));
    expect(AccountAttributes).toEqual([
      { AttributeName: 'supported-platforms', AttributeValues: [{ AttributeValue: 'VPC' }] },
      { AttributeName: 'default-vpc', AttributeValues: [{ AttributeValue: 'none' }] },
    ]);
  });
});

describe('what belongs to instances', () => {
  test('status checks of running instances, by default of no others', async () => {
    const of = async (input: DescribeInstanceStatusCommandInput) =>
      (await subject.ec2.send(new DescribeInstanceStatusCommand(input))).InstanceStatuses ?? [];
    const [one] = await of({ InstanceIds: [demo.instance(2)] });
    expect(one).toMatchObject({
      InstanceId: demo.instance(2),
      AvailabilityZone: 'us-east-1b',
      InstanceState: { Code: 16, Name: 'running' },
      InstanceStatus: { Status: 'ok', Details: [{ Name: 'reachability', Status: 'passed' }] },
      SystemStatus: { Status: 'ok' },
    });
    const running = await of({});
    expect(running.length).toBeGreaterThan(10);
    subject.emulator.surroundings().setInstanceState(demo.instance(2), 'stopped');
    expect(await of({ InstanceIds: [demo.instance(2)] })).toEqual([]);
    expect(await of({})).toHaveLength(running.length - 1);
    expect(await of({ InstanceIds: [demo.instance(2)], IncludeAllInstances: true })).toMatchObject([
      { InstanceState: { Name: 'stopped' }, InstanceStatus: { Status: 'not-applicable' } },
    ]);
    subject.emulator.surroundings().setInstanceState(demo.instance(2), 'running');
    const { state } = await waitUntilInstanceStatusOk(
      { client: subject.ec2, maxWaitTime: 60 },
      { InstanceIds: [demo.instance(2)] },
    );
    expect(state).toBe('SUCCESS');
  });

  test('CPU credits of burstable types', async () => {
    const of = async (...InstanceIds: string[]) =>
      (await subject.ec2.send(new DescribeInstanceCreditSpecificationsCommand({ InstanceIds })))
        .InstanceCreditSpecifications;
    expect(await of(demo.instance(7), demo.instance(10))).toEqual([
      { InstanceId: demo.instance(7), CpuCredits: 'standard' },
      { InstanceId: demo.instance(10), CpuCredits: 'unlimited' },
    ]);
    expect(await of()).toEqual([{ InstanceId: demo.instance(10), CpuCredits: 'unlimited' }]);
    expect(await refusal(of(demo.instance(1)))).toMatchObject({
      code: 'InstanceCreditSpecification.NotSupported',
    });
  });

  test('there are no volumes', async () => {
    const { Volumes } = await subject.ec2.send(
      new DescribeVolumesCommand(filter('attachment.instance-id', demo.instance(1))),
    );
    expect(Volumes).toEqual([]);
    expect(
      await refusal(subject.ec2.send(new DescribeVolumesCommand({ VolumeIds: ['vol-0ffffffffffffffff'] }))),
    ).toMatchObject({ code: 'InvalidVolume.NotFound' });
  });
});

describe('prefix lists and DHCP options', () => {
  test('the lists of S3 and DynamoDB, with blocks for documentation', async () => {
    const { PrefixLists = [] } = await subject.ec2.send(new DescribePrefixListsCommand({}));
    expect(PrefixLists).toEqual([
      {
        PrefixListId: expect.stringMatching(/^pl-[0-9a-f]{17}$/),
        PrefixListName: 'com.amazonaws.us-east-1.s3',
        Cidrs: ['198.51.100.0/25', '203.0.113.0/25'],
      },
      expect.objectContaining({ PrefixListName: 'com.amazonaws.us-east-1.dynamodb' }),
    ]);
    const [{ PrefixListId = '' } = {}] = PrefixLists;
    const byName = await subject.ec2.send(
      new DescribePrefixListsCommand(filter('prefix-list-name', 'com.amazonaws.us-east-1.s3')),
    );
    expect(byName.PrefixLists).toEqual([PrefixLists[0]]);
    const managed = await subject.ec2.send(
      new DescribeManagedPrefixListsCommand({ PrefixListIds: [PrefixListId] }),
    );
    expect(managed.PrefixLists).toMatchObject([
      { OwnerId: 'AWS', PrefixListArn: `arn:aws:ec2:us-east-1:aws:prefix-list/${PrefixListId}` },
    ]);
    const { Entries } = await subject.ec2.send(new GetManagedPrefixListEntriesCommand({ PrefixListId }));
    expect(Entries).toEqual([{ Cidr: '198.51.100.0/25' }, { Cidr: '203.0.113.0/25' }]);
    const page = (NextToken?: string) =>
      subject.ec2.send(new GetManagedPrefixListEntriesCommand({ PrefixListId, MaxResults: 1, NextToken }));
    const first = await page();
    const last = await page(first.NextToken);
    expect([first.Entries, last.Entries, last.NextToken]).toEqual([
      [{ Cidr: '198.51.100.0/25' }],
      [{ Cidr: '203.0.113.0/25' }],
      undefined,
    ]);
    expect(await refusal(page('unknown'))).toMatchObject({ code: 'InvalidParameterValue' });
    expect(
      await refusal(
        subject.ec2.send(new DescribePrefixListsCommand({ PrefixListIds: ['pl-0ffffffffffffffff'] })),
      ),
    ).toMatchObject({ code: 'InvalidPrefixListID.NotFound' });
  });

  test('the DHCP options that a VPC names', async () => {
    const { Vpcs = [] } = await subject.ec2.send(new DescribeVpcsCommand({ VpcIds: [demo.vpc(1)] }));
    const { DhcpOptions } = await subject.ec2.send(
      new DescribeDhcpOptionsCommand({ DhcpOptionsIds: [Vpcs[0]?.DhcpOptionsId ?? ''] }),
    );
    expect(DhcpOptions).toMatchObject([
      {
        OwnerId: '123456789012',
        DhcpConfigurations: [
          { Key: 'domain-name', Values: [{ Value: 'ec2.internal' }] },
          { Key: 'domain-name-servers', Values: [{ Value: 'AmazonProvidedDNS' }] },
        ],
      },
    ]);
  });

  test('security groups are found by name', async () => {
    const named = async (...GroupNames: string[]) =>
      (await subject.ec2.send(new DescribeSecurityGroupsCommand({ GroupNames }))).SecurityGroups;
    expect(await named('default')).toHaveLength(2);
    expect(await refusal(named('default', 'def*'))).toMatchObject({ code: 'InvalidGroup.NotFound' });
  });
});
