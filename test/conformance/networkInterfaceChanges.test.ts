/** Interfaces that come, are attached and go, and the sessions that go with them. Embedded EC2 only. */
import { join } from 'node:path';
import {
  AttachNetworkInterfaceCommand,
  CreateNetworkInterfaceCommand,
  type CreateNetworkInterfaceCommandInput,
  CreateTrafficMirrorSessionCommand,
  DeleteNetworkInterfaceCommand,
  DescribeNetworkInterfacesCommand,
  DescribeRouteTablesCommand,
  DescribeSubnetsCommand,
  DescribeTrafficMirrorSessionsCommand,
  DetachNetworkInterfaceCommand,
  StopInstancesCommand,
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

const create = async (more: Partial<CreateNetworkInterfaceCommandInput> = {}, { ec2 } = subject) =>
  (await ec2.send(new CreateNetworkInterfaceCommand({ SubnetId: ids.subnet, ...more }))).NetworkInterface;
const remove = (NetworkInterfaceId = '') =>
  subject.ec2.send(new DeleteNetworkInterfaceCommand({ NetworkInterfaceId }));
const attach = (NetworkInterfaceId = '', DeviceIndex = 2, InstanceId = ids.instance) =>
  subject.ec2.send(new AttachNetworkInterfaceCommand({ NetworkInterfaceId, InstanceId, DeviceIndex }));
const detach = (AttachmentId = '') =>
  subject.ec2.send(new DetachNetworkInterfaceCommand({ AttachmentId, Force: true }));
const find = async (Name: string, value = '', { ec2 } = subject) =>
  (await ec2.send(new DescribeNetworkInterfacesCommand({ Filters: [{ Name, Values: [value] }] })))
    .NetworkInterfaces ?? [];
const sources = async () =>
  ((await subject.ec2.send(new DescribeTrafficMirrorSessionsCommand({}))).TrafficMirrorSessions ?? []).map(
    ({ NetworkInterfaceId }) => NetworkInterfaceId,
  );
const attachment = (interfaceId: string) => interfaceId.replace('eni-', 'eni-attach-');

describe('CreateNetworkInterface', () => {
  test('serialization: an available interface with the default group and an address of its subnet', async () => {
    const made = await create({
      Description: 'spare',
      TagSpecifications: [{ ResourceType: 'network-interface', Tags: [{ Key: 'a', Value: 'b' }] }],
    });
    expect(made).toMatchObject({
      Status: 'available',
      InterfaceType: 'interface',
      SubnetId: ids.subnet,
      VpcId: ids.defaultVpc,
      AvailabilityZone: 'us-east-1a',
      Description: 'spare',
      RequesterManaged: false,
      SourceDestCheck: true,
      PrivateIpAddress: expect.stringMatching(/^10\.1\.0\.\d+$/),
      MacAddress: expect.stringMatching(/^02:/),
      Groups: [{ GroupId: ids.defaultGroup, GroupName: 'default' }],
      TagSet: [{ Key: 'a', Value: 'b' }],
    });
    expect(made?.Attachment).toBeUndefined();
    expect(await find('network-interface-id', made?.NetworkInterfaceId)).toEqual([made]);
  });

  test('behaviour: addresses are those given, and others that are free', async () => {
    const made = await create({
      PrivateIpAddress: '10.1.0.200',
      PrivateIpAddresses: [{ PrivateIpAddress: '10.1.0.201' }],
      Ipv6Addresses: [{ Ipv6Address: '2001:db8:0:0:0::0077' }],
      Groups: [ids.web],
      InterfaceType: 'efa',
    });
    expect(made?.PrivateIpAddresses).toMatchObject([
      { PrivateIpAddress: '10.1.0.200', Primary: true },
      { PrivateIpAddress: '10.1.0.201', Primary: false },
    ]);
    expect(made?.Ipv6Addresses?.[0]?.Ipv6Address).toBe('2001:db8::77');
    expect(made).toMatchObject({ InterfaceType: 'efa', Groups: [{ GroupId: ids.web }] });
    expect(await refusal(create({ PrivateIpAddress: '10.1.0.201' }))).toMatchObject({
      code: 'InvalidIPAddress.InUse',
    });
    expect(await refusal(create({ Ipv6Addresses: [{ Ipv6Address: '2001:db8::77' }] }))).toMatchObject({
      code: 'InvalidIPAddress.InUse',
    });
  });

  test('behaviour: all 11 addresses of a small subnet are drawn once each, and again after a delete', async () => {
    const made = await Promise.all(Array.from({ length: 11 }, () => create({ SubnetId: ids.tiny })));
    const addresses = made.map((one) => one?.PrivateIpAddress).toSorted();
    expect(addresses).toEqual(Array.from({ length: 11 }, (_, i) => `10.1.2.${i + 4}`).toSorted());
    expect(await refusal(create({ SubnetId: ids.tiny }))).toMatchObject({
      code: 'InsufficientFreeAddressesInSubnet',
    });
    await remove(made[5]?.NetworkInterfaceId);
    expect((await create({ SubnetId: ids.tiny }))?.PrivateIpAddress).toBe(made[5]?.PrivateIpAddress);
  });

  test('idempotency: the same token gives the same interface, also after a restart', async () => {
    const stateFile = join(newFolder(), 'state.json');
    const first = await startOwnNetwork({ stateFile });
    const made = await create({ ClientToken: 'once' }, first);
    await first.stop();
    const second = await startSubject({ stateFile, seed: 'empty' });
    expect(await create({ ClientToken: 'once' }, second)).toEqual(made);
    expect(await find('network-interface-id', made?.NetworkInterfaceId, second)).toEqual([made]);
    expect(await refusal(create({ ClientToken: 'once', Description: 'x' }, second))).toMatchObject({
      code: 'IdempotentParameterMismatch',
    });
  });

  test('every address of the interface is taken from those that its subnet has', async () => {
    const free = async () =>
      (await subject.ec2.send(new DescribeSubnetsCommand({ SubnetIds: [ids.subnet] }))).Subnets?.[0]
        ?.AvailableIpAddressCount ?? 0;
    const before = await free();
    await create({ SecondaryPrivateIpAddressCount: 2 });
    expect(await free()).toBe(before - 3);
  });

  test.each<[string, Partial<CreateNetworkInterfaceCommandInput>, string]>([
    ['no subnet', { SubnetId: undefined }, 'MissingParameter'],
    ['an unknown subnet', { SubnetId: 'subnet-0ffffffffffffffff' }, 'InvalidSubnetID.NotFound'],
    ['an id of another kind', { SubnetId: ids.instance }, 'InvalidSubnetID.Malformed'],
    ['an unknown group', { Groups: ['sg-0ffffffffffffffff'] }, 'InvalidSecurityGroupID.NotFound'],
    ['a group twice', { Groups: [ids.web, ids.web] }, 'InvalidParameterValue'],
    ['a group of another VPC', { Groups: [ids.otherGroup] }, 'InvalidParameter'],
    ['an address outside', { PrivateIpAddress: '10.9.0.9' }, 'InvalidParameterValue'],
    ['the last address', { PrivateIpAddress: '10.1.0.255' }, 'InvalidParameterValue'],
    ['no address', { PrivateIpAddress: '10.1.0' }, 'InvalidParameterValue'],
    ['IPv6 where there is none', { SubnetId: ids.subnetB, Ipv6AddressCount: 1 }, 'InvalidParameterValue'],
    [
      'two primary addresses',
      { PrivateIpAddress: '10.1.0.9', PrivateIpAddresses: [{ PrivateIpAddress: '10.1.0.8', Primary: true }] },
      'InvalidParameterCombination',
    ],
    [
      'secondary addresses and their number',
      { PrivateIpAddresses: [{ PrivateIpAddress: '10.1.0.8' }], SecondaryPrivateIpAddressCount: 1 },
      'InvalidParameterCombination',
    ],
    ['prefixes', { Ipv4PrefixCount: 1 }, 'UnknownParameter'],
  ])('validation: %s', async (_, more, code) => {
    expect(await refusal(create(more))).toMatchObject({ code });
  });
});

describe('AttachNetworkInterface and DetachNetworkInterface', () => {
  test('an attachment is found by its id, and is gone after it is detached', async () => {
    const made = await create();
    const { AttachmentId, NetworkCardIndex } = await attach(made?.NetworkInterfaceId);
    expect(NetworkCardIndex).toBe(0);
    const [one] = await find('attachment.attachment-id', AttachmentId);
    expect(one).toMatchObject({
      NetworkInterfaceId: made?.NetworkInterfaceId,
      Status: 'in-use',
      Attachment: { AttachmentId, InstanceId: ids.instance, DeviceIndex: 2, DeleteOnTermination: false },
    });
    await detach(AttachmentId);
    expect(await find('network-interface-id', made?.NetworkInterfaceId)).toEqual([made]);
    expect(await find('attachment.attachment-id', AttachmentId)).toEqual([]);
    expect(await refusal(detach(AttachmentId))).toMatchObject({ code: 'InvalidAttachmentID.NotFound' });
  });

  test('a session stays when its source is detached', async () => {
    await detach(attachment(ids.second));
    expect(await sources()).toEqual([ids.primary, ids.second]);
  });

  test('validation: what is attached, in another zone, at a taken index or of a service is refused', async () => {
    const made = await create();
    const inB = await create({ SubnetId: ids.subnetB });
    const codes = await Promise.all([
      refusal(attach(ids.second)),
      refusal(attach(made?.NetworkInterfaceId, 1)),
      refusal(attach(inB?.NetworkInterfaceId)),
      refusal(attach('eni-0ffffffffffffffff')),
      refusal(attach(made?.NetworkInterfaceId, 2, 'i-0ffffffffffffffff')),
      refusal(attach(made?.NetworkInterfaceId, 2, ids.second)),
      refusal(detach(attachment(ids.primary))),
      refusal(detach(attachment(ids.rds))),
      refusal(detach(ids.second)),
      refusal(detach('eni-attach-0ffffffffffffffff')),
    ]);
    expect(codes.map(({ code }) => code)).toEqual([
      'InvalidNetworkInterface.InUse',
      'InvalidParameterValue',
      'InvalidParameterCombination',
      'InvalidNetworkInterfaceID.NotFound',
      'InvalidInstanceID.NotFound',
      'InvalidInstanceID.Malformed',
      'OperationNotPermitted',
      'OperationNotPermitted',
      'InvalidNetworkInterfaceAttachmentId.Malformed',
      'InvalidAttachmentID.NotFound',
    ]);
    expect(codes[1]?.message).toBe(
      `Instance '${ids.instance}' already has an interface attached at device index '1'.`,
    );
  });

  test('behaviour: an interface can be attached to a stopped instance', async () => {
    await subject.ec2.send(new StopInstancesCommand({ InstanceIds: [ids.instance] }));
    await attach((await create())?.NetworkInterfaceId);
    expect(await find('attachment.instance-id', ids.instance)).toHaveLength(3);
  });
});

describe('DeleteNetworkInterface', () => {
  test('sessions vanish with their source, and a route to it leads nowhere', async () => {
    expect(await refusal(remove(ids.second))).toMatchObject({
      code: 'InvalidParameterValue',
      message: `Network interface '${ids.second}' is currently in use.`,
    });
    await detach(attachment(ids.second));
    await remove(ids.second);
    expect(await sources()).toEqual([ids.primary]);
    expect(await refusal(remove(ids.second))).toMatchObject({ code: 'InvalidNetworkInterfaceID.NotFound' });
    const { RouteTables } = await subject.ec2.send(
      new DescribeRouteTablesCommand({ RouteTableIds: [ids.routeTable] }),
    );
    expect(RouteTables?.[0]?.Routes).toContainEqual(
      expect.objectContaining({ NetworkInterfaceId: ids.second, State: 'blackhole' }),
    );
  });

  test('an interface of a service is in use', async () => {
    expect(await refusal(remove(ids.rds))).toMatchObject({ code: 'InvalidParameterValue' });
  });

  test('whatever the order of sessions that are created and of the delete, no session is left without its source', async () => {
    const session = (SessionNumber: number) =>
      subject.ec2.send(
        new CreateTrafficMirrorSessionCommand({
          NetworkInterfaceId: ids.second,
          TrafficMirrorTargetId: ids.target,
          TrafficMirrorFilterId: ids.filter,
          SessionNumber,
        }),
      );
    const ended = await Promise.allSettled([
      session(2),
      detach(attachment(ids.second)).then(() => remove(ids.second)),
      session(3),
      ...Array.from({ length: 10 }, (_, i) => session(i + 4)),
    ]);
    expect(ended[1]).toMatchObject({ status: 'fulfilled' });
    expect(await sources()).toEqual([ids.primary]);
  });
});

test.each([
  ['CreateNetworkInterface', `SubnetId=${ids.subnet}`],
  [
    'AttachNetworkInterface',
    `NetworkInterfaceId=eni-0ffffffffffffffff&InstanceId=${ids.instance}&DeviceIndex=5`,
  ],
  ['DetachNetworkInterface', `AttachmentId=${attachment(ids.second)}`],
  ['DeleteNetworkInterface', `NetworkInterfaceId=${ids.second}`],
])('%s: a dry run changes nothing, and a denial comes before it', async (action, parameters) => {
  const call = (more = '') =>
    send(subject.emulator.url, {
      headers: shapeOnly(),
      body: `Action=${action}&Version=2016-11-15&${parameters}${more}`,
    });
  const all = () => subject.ec2.send(new DescribeNetworkInterfacesCommand({}));
  const { NetworkInterfaces: before } = await all();
  expect((await call('&DryRun=true')).body).toContain('<Code>DryRunOperation</Code>');
  subject.emulator.deny(action);
  expect((await call('&DryRun=true')).body).toContain('<Code>UnauthorizedOperation</Code>');
  expect((await call()).body).toContain('<Code>UnauthorizedOperation</Code>');
  expect((await all()).NetworkInterfaces).toEqual(before);
});
