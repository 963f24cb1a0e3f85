/** Instances that come, stop and go. Embedded EC2 only. */
import { join } from 'node:path';
import {
  DescribeInstancesCommand,
  DescribeNetworkInterfacesCommand,
  DescribeSubnetsCommand,
  DescribeTrafficMirrorSessionsCommand,
  DescribeTrafficMirrorTargetsCommand,
  type Instance,
  RunInstancesCommand,
  type RunInstancesCommandInput,
  StartInstancesCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { newFolder } from '../support/cleanUp.ts';
import { refusal, type Subject, startSubject } from '../support/emulatorClient.ts';
import { send, shapeOnly } from '../support/emulatorWire.ts';
import { ids, startOwnNetwork } from './ownNetwork.ts';

let now: number;
let subject: Subject;
beforeEach(async () => {
  now = Date.UTC(2026, 0, 1);
  subject = await startOwnNetwork({ now: () => now });
});

const input = (more: Partial<RunInstancesCommandInput> = {}): RunInstancesCommandInput => ({
  ImageId: 'ami-0123456789abcdef0',
  InstanceType: 'm5.large',
  MinCount: 1,
  MaxCount: 1,
  SubnetId: ids.subnet,
  ...more,
});
const run = (more: Partial<RunInstancesCommandInput> = {}, { ec2 } = subject) =>
  ec2.send(new RunInstancesCommand(input(more)));
const described = async (...InstanceIds: (string | undefined)[]): Promise<Instance[]> => {
  const found = InstanceIds.flatMap((one) => one ?? []);
  const answer = await subject.ec2.send(new DescribeInstancesCommand({ InstanceIds: found }));
  return (answer.Reservations ?? []).flatMap(({ Instances = [] }) => Instances);
};
const interfaces = async (...values: string[]) =>
  (
    await subject.ec2.send(
      new DescribeNetworkInterfacesCommand({
        Filters: [{ Name: 'network-interface-id', Values: values }],
      }),
    )
  ).NetworkInterfaces ?? [];
const sessionIds = async () =>
  ((await subject.ec2.send(new DescribeTrafficMirrorSessionsCommand({}))).TrafficMirrorSessions ?? []).map(
    ({ NetworkInterfaceId }) => NetworkInterfaceId,
  );

describe('RunInstances', () => {
  test('the instances of a request are found by its client token', async () => {
    const { Instances = [] } = await run({ ClientToken: 'fleet-1', MinCount: 2, MaxCount: 2 });
    expect(Instances.map(({ ClientToken }) => ClientToken)).toEqual(['fleet-1', 'fleet-1']);
    const found = await subject.ec2.send(
      new DescribeInstancesCommand({ Filters: [{ Name: 'client-token', Values: ['fleet-1'] }] }),
    );
    expect(found.Reservations).toHaveLength(2);
  });

  test('without a subnet, an instance is in one that is described as the default of its zone', async () => {
    const { Subnets = [] } = await subject.ec2.send(
      new DescribeSubnetsCommand({ Filters: [{ Name: 'default-for-az', Values: ['true'] }] }),
    );
    expect(Subnets.map(({ SubnetId }) => SubnetId)).toEqual([ids.subnet, ids.subnetB]);
    const { Instances = [] } = await run({ SubnetId: undefined });
    expect(Instances[0]?.SubnetId).toBe(ids.subnet);
  });

  test('serialization: the answer shows a pending instance; later reads show it running with its interface', async () => {
    const answer = await run({
      SecurityGroupIds: [ids.web],
      PrivateIpAddress: '10.1.0.77',
      TagSpecifications: [
        { ResourceType: 'instance', Tags: [{ Key: 'Name', Value: 'made' }] },
        { ResourceType: 'network-interface', Tags: [{ Key: 'of', Value: 'made' }] },
        { ResourceType: 'volume', Tags: [{ Key: 'of', Value: 'made' }] },
      ],
    });
    const [made] = answer.Instances ?? [];
    expect(answer).toMatchObject({ OwnerId: '123456789012', ReservationId: expect.stringMatching(/^r-0/) });
    expect(made).toMatchObject({
      State: { Code: 0, Name: 'pending' },
      ImageId: 'ami-0123456789abcdef0',
      AmiLaunchIndex: 0,
      LaunchTime: new Date(now),
      PrivateIpAddress: '10.1.0.77',
      SecurityGroups: [{ GroupId: ids.web, GroupName: 'web' }],
      Placement: expect.objectContaining({ AvailabilityZone: 'us-east-1a' }),
      Tags: [{ Key: 'Name', Value: 'made' }],
    });
    const [later] = await described(made?.InstanceId);
    expect(later).toEqual({ ...made, State: { Code: 16, Name: 'running' } });
    const [one] = await interfaces(later?.NetworkInterfaces?.[0]?.NetworkInterfaceId ?? '');
    expect(one).toMatchObject({
      Status: 'in-use',
      SubnetId: ids.subnet,
      PrivateIpAddress: '10.1.0.77',
      TagSet: [{ Key: 'of', Value: 'made' }],
      Attachment: {
        InstanceId: made?.InstanceId,
        DeviceIndex: 0,
        DeleteOnTermination: true,
        AttachTime: new Date(now),
      },
    });
  });

  test('behaviour: several instances share a reservation, and each has an address of its own', async () => {
    const { Instances = [], ReservationId } = await run({ MinCount: 2, MaxCount: 3 });
    expect(Instances.map(({ AmiLaunchIndex }) => AmiLaunchIndex)).toEqual([0, 1, 2]);
    expect(new Set(Instances.map(({ PrivateIpAddress }) => PrivateIpAddress)).size).toBe(3);
    const answer = await subject.ec2.send(
      new DescribeInstancesCommand({ InstanceIds: Instances.flatMap(({ InstanceId }) => InstanceId ?? []) }),
    );
    expect(new Set(answer.Reservations?.map((one) => one.ReservationId))).toEqual(new Set([ReservationId]));
  });

  test('behaviour: as many as there are addresses are launched, or none if that is fewer than MinCount', async () => {
    const SubnetId = ids.tiny;
    expect((await run({ SubnetId, MaxCount: 20 })).Instances).toHaveLength(11);
    expect(await refusal(run({ SubnetId }))).toMatchObject({ code: 'InsufficientFreeAddressesInSubnet' });
    expect(await refusal(run({ SubnetId, MinCount: 12, MaxCount: 12 }))).toMatchObject({
      code: 'InsufficientFreeAddressesInSubnet',
    });
  });

  test('behaviour: without a subnet, the default VPC is used, in the zone that is wanted', async () => {
    const { Instances: [anywhere] = [] } = await run({ SubnetId: undefined });
    expect(anywhere).toMatchObject({ VpcId: ids.defaultVpc, SubnetId: ids.subnet });
    const Placement = { AvailabilityZone: 'us-east-1b' };
    const { Instances: [inB] = [] } = await run({ SubnetId: undefined, Placement, SecurityGroups: ['web'] });
    expect(inB).toMatchObject({ SubnetId: ids.subnetB, SecurityGroups: [{ GroupId: ids.web }] });
    const demo = await startSubject();
    expect(await refusal(run({ SubnetId: undefined }, demo))).toMatchObject({ code: 'VPCIdNotSpecified' });
  });

  test('behaviour: interfaces are new ones as specified, or existing ones', async () => {
    const { Instances: [made] = [] } = await run({
      SubnetId: undefined,
      NetworkInterfaces: [
        {
          DeviceIndex: 0,
          SubnetId: ids.subnet,
          Description: 'front',
          Groups: [ids.web],
          PrivateIpAddresses: [
            { PrivateIpAddress: '10.1.0.50', Primary: true },
            { PrivateIpAddress: '10.1.0.51', Primary: false },
          ],
          Ipv6AddressCount: 1,
          DeleteOnTermination: false,
        },
        { DeviceIndex: 1, SubnetId: ids.tiny, SecondaryPrivateIpAddressCount: 2 },
      ],
    });
    const [front, back] = await interfaces(
      ...(made?.NetworkInterfaces ?? []).map(({ NetworkInterfaceId = '' }) => NetworkInterfaceId),
    );
    expect(front).toMatchObject({ Description: 'front', Attachment: { DeleteOnTermination: false } });
    expect(front?.PrivateIpAddresses?.map(({ PrivateIpAddress }) => PrivateIpAddress)).toEqual([
      '10.1.0.50',
      '10.1.0.51',
    ]);
    expect(front?.Ipv6Addresses?.[0]?.Ipv6Address).toMatch(/^2001:db8::/);
    expect(back).toMatchObject({ SubnetId: ids.tiny, Attachment: { DeviceIndex: 1 } });
    expect(back?.PrivateIpAddresses).toHaveLength(3);

    await subject.ec2.send(new TerminateInstancesCommand({ InstanceIds: [made?.InstanceId ?? ''] }));
    const NetworkInterfaceId = front?.NetworkInterfaceId;
    const again = await run({
      SubnetId: undefined,
      NetworkInterfaces: [{ DeviceIndex: 0, NetworkInterfaceId }],
    });
    expect(again.Instances?.[0]?.PrivateIpAddress).toBe('10.1.0.50');
    expect(
      await refusal(
        run({ SubnetId: undefined, NetworkInterfaces: [{ DeviceIndex: 0, NetworkInterfaceId }] }),
      ),
    ).toMatchObject({ code: 'InvalidNetworkInterface.InUse' });
  });

  test('behaviour: an instance of a subnet with IPv6 only has an IPv6 address only', async () => {
    const { Instances: [made] = [] } = await run({ SubnetId: ids.ipv6 });
    expect(made?.PrivateIpAddress).toBeUndefined();
    const [one] = await interfaces(made?.NetworkInterfaces?.[0]?.NetworkInterfaceId ?? '');
    expect(one?.Ipv6Addresses?.[0]?.Ipv6Address).toMatch(/^2001:db8:0:1:/);
  });

  test('idempotency: the same token gives the same instances until one of them is terminated, also after a restart', async () => {
    const stateFile = join(newFolder(), 'state.json');
    const first = await startOwnNetwork({ stateFile });
    const twice = { MinCount: 2, MaxCount: 2, ClientToken: 'once', KeyName: 'one' };
    const made = await run(twice, first);
    await first.stop();
    subject = await startSubject({ stateFile, seed: 'empty' });
    const repeated = await run(twice);
    expect(repeated.Instances?.map(({ InstanceId }) => InstanceId)).toEqual(
      made.Instances?.map(({ InstanceId }) => InstanceId),
    );
    expect(repeated.Instances?.[1]?.State?.Name).toBe('running');
    // KeyName has no effect, but it is another request.
    expect(await refusal(run({ ...twice, KeyName: 'two' }))).toMatchObject({
      code: 'IdempotentParameterMismatch',
    });
    const InstanceIds = [made.Instances?.[1]?.InstanceId ?? ''];
    await subject.ec2.send(new TerminateInstancesCommand({ InstanceIds }));
    expect(await refusal(run(twice))).toMatchObject({ code: 'IdempotentInstanceTerminated' });
  });

  const existing = { DeviceIndex: 0, NetworkInterfaceId: ids.second };
  test.each<[string, Partial<RunInstancesCommandInput>, string]>([
    ['no image', { ImageId: undefined }, 'MissingParameter'],
    ['a malformed image', { ImageId: 'ami-x' }, 'InvalidAMIID.Malformed'],
    ['an impossible type', { InstanceType: 'large' as 'm5.large' }, 'InvalidParameterValue'],
    ['no instances', { MaxCount: 0 }, 'InvalidParameterValue'],
    ['less than the minimum', { MinCount: 2 }, 'InvalidParameterCombination'],
    ['an unknown subnet', { SubnetId: 'subnet-0ffffffffffffffff' }, 'InvalidSubnetID.NotFound'],
    ['an id of another kind', { SubnetId: ids.defaultVpc }, 'InvalidSubnetID.Malformed'],
    ['an unknown group', { SecurityGroupIds: ['sg-0ffffffffffffffff'] }, 'InvalidGroup.NotFound'],
    ['a group of another VPC', { SecurityGroupIds: [ids.otherGroup] }, 'InvalidParameter'],
    [
      'groups by id and name',
      { SecurityGroupIds: [ids.web], SecurityGroups: ['web'] },
      'InvalidParameterCombination',
    ],
    ['an unknown name of a group', { SecurityGroups: ['none'] }, 'InvalidGroup.NotFound'],
    ['an address outside', { PrivateIpAddress: '10.1.1.9' }, 'InvalidParameterValue'],
    ['a reserved address', { PrivateIpAddress: '10.1.0.3' }, 'InvalidParameterValue'],
    ['an address that is taken', { PrivateIpAddress: '10.1.0.10' }, 'InvalidIPAddress.InUse'],
    ['an address of several', { PrivateIpAddress: '10.1.0.90', MaxCount: 2 }, 'InvalidParameterCombination'],
    ['interfaces and a subnet', { NetworkInterfaces: [existing] }, 'InvalidParameterCombination'],
    [
      'an interface in use',
      { SubnetId: undefined, NetworkInterfaces: [existing] },
      'InvalidNetworkInterface.InUse',
    ],
    [
      'an interface twice',
      {
        SubnetId: undefined,
        NetworkInterfaces: [
          { DeviceIndex: 0, NetworkInterfaceId: ids.free },
          { DeviceIndex: 1, NetworkInterfaceId: ids.free },
        ],
      },
      'InvalidParameterCombination',
    ],
    [
      'no primary interface',
      { SubnetId: undefined, NetworkInterfaces: [{ DeviceIndex: 1, SubnetId: ids.subnet }] },
      'MissingParameter',
    ],
    [
      'interfaces in two zones',
      {
        SubnetId: undefined,
        NetworkInterfaces: [
          { DeviceIndex: 0, SubnetId: ids.subnet },
          { DeviceIndex: 1, SubnetId: ids.subnetB },
        ],
      },
      'InvalidParameterCombination',
    ],
    ['a launch template', { LaunchTemplate: { LaunchTemplateId: 'lt-1' } }, 'UnknownParameter'],
    ['termination protection', { DisableApiTermination: true }, 'InvalidParameterValue'],
    [
      'tags of something else',
      { TagSpecifications: [{ ResourceType: 'vpc', Tags: [{ Key: 'a', Value: 'b' }] }] },
      'InvalidParameterValue',
    ],
  ])('validation: %s', async (_, more, code) => {
    expect(await refusal(run(more))).toMatchObject({ code });
    expect((await subject.ec2.send(new DescribeInstancesCommand({}))).Reservations).toHaveLength(2);
  });

  test('what has no effect is accepted', async () => {
    await run({
      KeyName: 'key',
      EbsOptimized: true,
      UserData: 'ZWNobw==',
      BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { VolumeSize: 8 } }],
      MetadataOptions: { HttpTokens: 'required' },
      IamInstanceProfile: { Name: 'profile' },
      Monitoring: { Enabled: true },
      DisableApiTermination: false,
    });
  });
});

describe('StartInstances, StopInstances and TerminateInstances', () => {
  const InstanceIds = [ids.instance];

  test('an instance stops and starts; its sessions stay, and the launch time is that of the start', async () => {
    const stop = () => subject.ec2.send(new StopInstancesCommand({ InstanceIds, Force: true }));
    expect((await stop()).StoppingInstances).toEqual([
      {
        InstanceId: ids.instance,
        CurrentState: { Code: 64, Name: 'stopping' },
        PreviousState: { Code: 16, Name: 'running' },
      },
    ]);
    expect((await described(ids.instance))[0]?.State?.Name).toBe('stopped');
    expect((await stop()).StoppingInstances?.[0]).toMatchObject({
      CurrentState: { Name: 'stopped' },
      PreviousState: { Name: 'stopped' },
    });
    const { StartingInstances } = await subject.ec2.send(new StartInstancesCommand({ InstanceIds }));
    expect(StartingInstances?.[0]).toMatchObject({ CurrentState: { Name: 'pending' } });
    expect((await described(ids.instance))[0]).toMatchObject({
      State: { Name: 'running' },
      LaunchTime: new Date(now),
    });
    expect(await sessionIds()).toEqual([ids.primary, ids.second]);
  });

  test('termination takes interfaces that go with it, with their sessions, and frees the others', async () => {
    const terminate = () => subject.ec2.send(new TerminateInstancesCommand({ InstanceIds }));
    expect((await terminate()).TerminatingInstances?.[0]).toMatchObject({
      CurrentState: { Code: 32, Name: 'shutting-down' },
    });
    expect((await terminate()).TerminatingInstances?.[0]).toMatchObject({
      CurrentState: { Code: 48, Name: 'terminated' },
      PreviousState: { Name: 'terminated' },
    });
    const [gone] = await described(ids.instance);
    expect(gone).toMatchObject({ State: { Name: 'terminated' }, NetworkInterfaces: [] });
    expect(gone?.SubnetId).toBeUndefined();
    const left = await interfaces(ids.primary, ids.second);
    expect(left).toMatchObject([{ NetworkInterfaceId: ids.second, Status: 'available' }]);
    expect(left[0]?.Attachment).toBeUndefined();
    expect(await sessionIds()).toEqual([ids.second]);
    expect(await refusal(subject.ec2.send(new StartInstancesCommand({ InstanceIds })))).toMatchObject({
      code: 'IncorrectInstanceState',
    });
  });

  test('a target whose interface is gone stays', async () => {
    await subject.ec2.send(new TerminateInstancesCommand({ InstanceIds: [ids.collector] }));
    const { TrafficMirrorTargets } = await subject.ec2.send(new DescribeTrafficMirrorTargetsCommand({}));
    expect(TrafficMirrorTargets?.[0]?.NetworkInterfaceId).toBe(ids.collectorInterface);
    expect(await interfaces(ids.collectorInterface)).toEqual([]);
    expect(await sessionIds()).toHaveLength(2);
  });

  test('a terminated instance is listed for an hour', async () => {
    await subject.ec2.send(new TerminateInstancesCommand({ InstanceIds }));
    now += 59 * 60_000;
    expect(await described(ids.instance)).toHaveLength(1);
    now += 60_000;
    expect(await refusal(described(ids.instance))).toMatchObject({ code: 'InvalidInstanceID.NotFound' });
  });

  test('one unknown instance among several changes none', async () => {
    const unknown = 'i-0ffffffffffffffff';
    for (const command of [
      new StopInstancesCommand({ InstanceIds: [ids.instance, unknown] }),
      new TerminateInstancesCommand({ InstanceIds: [ids.instance, unknown] }),
    ])
      expect(await refusal(subject.ec2.send(command as StopInstancesCommand))).toMatchObject({
        code: 'InvalidInstanceID.NotFound',
        message: `The instance ID '${unknown}' does not exist`,
      });
    expect((await described(ids.instance))[0]?.State?.Name).toBe('running');
  });
});

test.each([
  ['RunInstances', `ImageId=ami-12345678&MinCount=1&MaxCount=1&SubnetId=${ids.subnet}`],
  ['StartInstances', `InstanceId.1=${ids.instance}`],
  ['StopInstances', `InstanceId.1=${ids.instance}`],
  ['TerminateInstances', `InstanceId.1=${ids.instance}`],
])('%s: a dry run changes nothing, and a denial comes before it', async (action, parameters) => {
  const call = (more = '') =>
    send(subject.emulator.url, {
      headers: shapeOnly(),
      body: `Action=${action}&Version=2016-11-15&${parameters}${more}`,
    });
  const before = await described();
  expect((await call('&DryRun=true')).body).toContain('<Code>DryRunOperation</Code>');
  subject.emulator.deny(action);
  expect((await call('&DryRun=true')).body).toContain('<Code>UnauthorizedOperation</Code>');
  expect(await described()).toEqual(before);
  subject.emulator.allow(action);
  expect((await call()).status).toBe(200);
});
