/**
 * The other EC2 resources that Traffic Mirroring clients read: interfaces, endpoints, Regions, VPCs, subnets, instances.
 * Embedded EC2 only, because the tests expect the demo estate.
 */
import {
  DescribeInstancesCommand,
  type DescribeInstancesCommandInput,
  DescribeNetworkInterfacesCommand,
  type DescribeNetworkInterfacesCommandInput,
  DescribeRegionsCommand,
  type DescribeRegionsCommandInput,
  DescribeSubnetsCommand,
  DescribeVpcEndpointsCommand,
  type DescribeVpcEndpointsCommandInput,
  DescribeVpcsCommand,
} from '@aws-sdk/client-ec2';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { clientOf, demo, refusal, type Subject, startSubject } from '../support/emulatorClient.ts';
import { sdkPartitions } from '../support/partitions.ts';

let subject: Subject;
beforeAll(async () => {
  subject = await startSubject();
});

describe('DescribeNetworkInterfaces', () => {
  const interfaces = async (input: DescribeNetworkInterfacesCommandInput) =>
    (await subject.ec2.send(new DescribeNetworkInterfacesCommand(input))).NetworkInterfaces ?? [];
  const numbers = async (Name: string, ...Values: string[]) =>
    (await interfaces({ Filters: [{ Name, Values }] })).map((one) =>
      Number(one.NetworkInterfaceId?.slice(-4)),
    );

  test('serialization: an attached interface, with its tags in TagSet', async () => {
    const [one] = await interfaces({ NetworkInterfaceIds: [demo.networkInterface(1)] });
    expect(one).toEqual({
      NetworkInterfaceId: demo.networkInterface(1),
      InterfaceType: 'interface',
      Status: 'in-use',
      OwnerId: '123456789012',
      RequesterManaged: false,
      SourceDestCheck: true,
      VpcId: demo.vpc(1),
      SubnetId: demo.subnet(1),
      AvailabilityZone: 'us-east-1a',
      AvailabilityZoneId: 'use1-az1',
      Description: 'prod-api-1 primary',
      MacAddress: expect.stringMatching(/^02(:[0-9a-f]{2}){5}$/),
      PrivateIpAddress: '10.20.1.11',
      PrivateIpAddresses: [{ PrivateIpAddress: '10.20.1.11', Primary: true }],
      Ipv6Addresses: [],
      Groups: [{ GroupId: demo.vpc(1).replace('vpc-', 'sg-'), GroupName: 'default' }],
      Attachment: {
        AttachmentId: demo.networkInterface(1).replace('eni-', 'eni-attach-'),
        InstanceId: demo.instance(1),
        InstanceOwnerId: '123456789012',
        DeviceIndex: 0,
        NetworkCardIndex: 0,
        Status: 'attached',
        AttachTime: new Date('2026-03-02T08:00:00Z'),
        DeleteOnTermination: true,
      },
      Operator: { Managed: false },
      TagSet: [
        { Key: 'Name', Value: 'prod-api-1' },
        { Key: 'team', Value: 'platform' },
        { Key: 'env', Value: 'prod' },
      ],
    });
  });

  test.each<[string, string, number[]]>([
    ['interface-type', 'network_load_balancer', [12, 16, 17]],
    ['requester-managed', 'true', [12, 16, 17]],
    ['vpc-id', demo.vpc(2), [9, 10, 11, 14, 15, 17]],
    ['subnet-id', demo.subnet(2), [2, 4, 6, 13, 16]],
    ['attachment.instance-id', demo.instance(7), [7]],
    ['private-ip-address', '10.30.*', [9, 10, 11, 14, 15, 17]],
    ['availability-zone', 'us-east-1b', [2, 4, 6, 13, 16]],
    ['tag:team', 'payments', [5]],
    ['status', 'available', []],
  ])('behaviour: filter %s = %s', async (name, value, expected) => {
    expect(await numbers(name, value)).toEqual(expected);
  });

  test('validation: unknown and malformed ids have different codes', async () => {
    expect(await refusal(interfaces({ NetworkInterfaceIds: ['eni-0ffffffffffffffff'] }))).toEqual({
      code: 'InvalidNetworkInterfaceID.NotFound',
      status: 400,
      message: "The networkInterface ID 'eni-0ffffffffffffffff' does not exist",
    });
    expect(await refusal(interfaces({ NetworkInterfaceIds: ['eni-1'] }))).toMatchObject({
      code: 'InvalidNetworkInterfaceId.Malformed',
    });
  });
});

describe('DescribeVpcEndpoints', () => {
  const endpoints = async (input: DescribeVpcEndpointsCommandInput) =>
    (await subject.ec2.send(new DescribeVpcEndpointsCommand(input))).VpcEndpoints ?? [];

  test('serialization: a Gateway Load Balancer endpoint, its state in lower case', async () => {
    const [one] = await endpoints({ VpcEndpointIds: [demo.vpcEndpoint(1)] });
    expect(one).toMatchObject({
      VpcEndpointId: demo.vpcEndpoint(1),
      VpcEndpointType: 'GatewayLoadBalancer',
      VpcId: demo.vpc(1),
      ServiceName: 'com.amazonaws.vpce.us-east-1.vpce-svc-04d5e6f7a8b9c0001',
      State: 'available',
      SubnetIds: [demo.subnet(2)],
      OwnerId: '123456789012',
      CreationTimestamp: new Date('2026-03-02T08:15:00Z'),
    });
  });

  test('validation: MaxResults above 1000 is accepted, unknown ids are not found', async () => {
    expect(await endpoints({ MaxResults: 2000 })).toHaveLength(2);
    expect(await refusal(endpoints({ VpcEndpointIds: ['vpce-0ffffffffffffffff'] }))).toMatchObject({
      code: 'InvalidVpcEndpointId.NotFound',
    });
  });

  test('behaviour: endpoints are filtered by type', async () => {
    const byType = (type: string) => endpoints({ Filters: [{ Name: 'vpc-endpoint-type', Values: [type] }] });
    expect(await byType('GatewayLoadBalancer')).toHaveLength(1);
    expect(await byType('Interface')).toHaveLength(1);
    expect(await byType('Gateway')).toEqual([]);
  });
});

describe('DescribeRegions', () => {
  const regions = async (input: DescribeRegionsCommandInput = {}) =>
    (await subject.ec2.send(new DescribeRegionsCommand(input))).Regions ?? [];

  test('serialization: name, endpoint and opt-in status', async () => {
    expect(await regions({ RegionNames: ['us-east-1'] })).toEqual([
      {
        RegionName: 'us-east-1',
        Endpoint: 'ec2.us-east-1.amazonaws.com',
        OptInStatus: 'opt-in-not-required',
      },
    ]);
  });

  test('validation: unknown names are rejected', async () => {
    expect(await refusal(regions({ RegionNames: ['us-east-1', 'mars-1'] }))).toMatchObject({
      code: 'InvalidParameterValue',
      message: 'Invalid region names: [mars-1]',
    });
  });

  test.each(sdkPartitions)(
    'behaviour: an account of the partition $id sees all Regions that the SDK knows there, and can use each',
    async ({ regions: names, dnsSuffix }) => {
      expect(names.length).toBeGreaterThan(1);
      for (const region of names) {
        const ec2 = clientOf(subject.emulator.url, { region });
        const { Regions = [] } = await ec2.send(new DescribeRegionsCommand({ AllRegions: true }));
        expect(Regions.map(({ RegionName }) => RegionName).toSorted()).toEqual(names.toSorted());
        expect(Regions.map(({ Endpoint }) => Endpoint)).toContain(`ec2.${region}.${dnsSuffix}`);
      }
    },
  );

  test('validation: a Region that does not exist is AuthFailure', async () => {
    const ec2 = clientOf(subject.emulator.url, { region: 'aa-east-1' });
    expect(await refusal(ec2.send(new DescribeRegionsCommand({})))).toMatchObject({ code: 'AuthFailure' });
  });

  test('behaviour: AllRegions adds the Regions that are not enabled', async () => {
    const [enabled, all] = await Promise.all([regions(), regions({ AllRegions: true })]);
    expect(enabled.every((one) => one.OptInStatus === 'opt-in-not-required')).toBe(true);
    expect(all.length).toBeGreaterThan(enabled.length);
    const Filters = [{ Name: 'opt-in-status', Values: ['not-opted-in'] }];
    expect(await regions({ AllRegions: true, Filters })).toHaveLength(all.length - enabled.length);
  });
});

describe('DescribeVpcs, DescribeSubnets and DescribeInstances', () => {
  const instances = async (input: DescribeInstancesCommandInput) =>
    ((await subject.ec2.send(new DescribeInstancesCommand(input))).Reservations ?? []).flatMap(
      (reservation) => reservation.Instances ?? [],
    );

  test('serialization: a VPC, a subnet, an instance with its interface', async () => {
    const { Vpcs } = await subject.ec2.send(new DescribeVpcsCommand({ VpcIds: [demo.vpc(1)] }));
    expect(Vpcs?.[0]).toMatchObject({ VpcId: demo.vpc(1), CidrBlock: '10.20.0.0/16', IsDefault: false });
    const { Subnets } = await subject.ec2.send(new DescribeSubnetsCommand({ SubnetIds: [demo.subnet(2)] }));
    expect(Subnets?.[0]).toMatchObject({
      SubnetId: demo.subnet(2),
      VpcId: demo.vpc(1),
      CidrBlock: '10.20.2.0/24',
      AvailabilityZone: 'us-east-1b',
    });
    expect(await instances({ InstanceIds: [demo.instance(7)] })).toEqual([
      expect.objectContaining({
        InstanceId: demo.instance(7),
        InstanceType: 't2.micro',
        State: { Code: 16, Name: 'running' },
        VpcId: demo.vpc(1),
        NetworkInterfaces: [expect.objectContaining({ NetworkInterfaceId: demo.networkInterface(7) })],
      }),
    ]);
  });

  test('validation: unknown ids are not found, and instance ids cannot be combined with MaxResults', async () => {
    const codes = await Promise.all([
      refusal(subject.ec2.send(new DescribeVpcsCommand({ VpcIds: ['vpc-0ffffffffffffffff'] }))),
      refusal(subject.ec2.send(new DescribeSubnetsCommand({ SubnetIds: ['subnet-0ffffffffffffffff'] }))),
      refusal(instances({ InstanceIds: ['i-0ffffffffffffffff'] })),
      refusal(instances({ InstanceIds: [demo.instance(1)], MaxResults: 5 })),
    ]);
    expect(codes.map(({ code }) => code)).toEqual([
      'InvalidVpcID.NotFound',
      'InvalidSubnetID.NotFound',
      'InvalidInstanceID.NotFound',
      'InvalidParameterCombination',
    ]);
  });

  test('behaviour: resources are filtered by field and tag', async () => {
    const { Subnets } = await subject.ec2.send(
      new DescribeSubnetsCommand({ Filters: [{ Name: 'vpc-id', Values: [demo.vpc(1)] }] }),
    );
    expect(Subnets).toHaveLength(2);
    const { Vpcs } = await subject.ec2.send(
      new DescribeVpcsCommand({ Filters: [{ Name: 'tag:Name', Values: ['prod'] }] }),
    );
    expect(Vpcs).toHaveLength(1);
    expect(await instances({ Filters: [{ Name: 'instance-type', Values: ['m5.large'] }] })).toHaveLength(3);
    const of = [{ Name: 'network-interface.network-interface-id', Values: [demo.networkInterface(3)] }];
    expect((await instances({ Filters: of })).map((one) => one.InstanceId)).toEqual([demo.instance(3)]);
  });
});
