/** Elastic Load Balancing through its SDK client: what is described, and how a collector breaks and is mended. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CreateListenerCommand,
  DeleteListenerCommand,
  DeregisterTargetsCommand,
  DescribeCapacityReservationCommand,
  DescribeListenerAttributesCommand,
  DescribeListenersCommand,
  DescribeLoadBalancerAttributesCommand,
  DescribeLoadBalancersCommand,
  DescribeTagsCommand,
  DescribeTargetGroupAttributesCommand,
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  type ElasticLoadBalancingV2Client,
  RegisterTargetsCommand,
  type TargetDescription,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { newFolder } from '../support/cleanUp.ts';
import { demo, type Subject, startSubject } from '../support/emulatorClient.ts';
import { example } from '../support/exampleNetwork.ts';
import { balancingClientOf, balancingRefusal, demoArns } from '../support/loadBalancingClient.ts';

interface Attribute {
  readonly Key?: string | undefined;
  readonly Value?: string | undefined;
}

let subject: Subject;
let elb: ElasticLoadBalancingV2Client;
beforeEach(async () => {
  subject = await startSubject();
  elb = balancingClientOf(subject.emulator.url);
});

const { balancer, stagingBalancer, listener, group, stagingGroup } = demoArns;
const udp = { LoadBalancerArn: balancer, Protocol: 'UDP', Port: 4789 } as const;
const forwardTo = (TargetGroupArn: string) => ({
  DefaultActions: [{ Type: 'forward' as const, TargetGroupArn }],
});

/** State and reason of each target. */
const health = async (TargetGroupArn = group, Targets?: TargetDescription[]) =>
  (
    await elb.send(new DescribeTargetHealthCommand({ TargetGroupArn, Targets }))
  ).TargetHealthDescriptions?.map(({ Target, TargetHealth: { State, Reason } = {} }) => [
    `${Target?.Id}:${Target?.Port}`,
    Reason === undefined ? State : `${State} ${Reason}`,
  ]);
const sensors = (what: string) => [8, 13].map((n) => [`${demo.instance(n)}:4789`, what]);
const instance = (n: number, Port?: number) => ({ Id: demo.instance(n), Port });

describe('the demo', () => {
  test('has the load balancer of each target, in the zones of its nodes', async () => {
    const { LoadBalancers } = await elb.send(new DescribeLoadBalancersCommand({}));
    expect(LoadBalancers?.map((one) => one.LoadBalancerArn)).toEqual([balancer, stagingBalancer]);
    expect(LoadBalancers?.[0]).toEqual({
      LoadBalancerArn: balancer,
      LoadBalancerName: 'prod-sensors',
      DNSName: 'prod-sensors-50dc6c495c0c9188.elb.us-east-1.amazonaws.com',
      CreatedTime: new Date('2026-03-02T08:10:00.000Z'),
      Scheme: 'internal',
      Type: 'network',
      VpcId: demo.vpc(1),
      State: { Code: 'active' },
      AvailabilityZones: [
        { ZoneName: 'us-east-1a', SubnetId: demo.subnet(1), LoadBalancerAddresses: [] },
        { ZoneName: 'us-east-1b', SubnetId: demo.subnet(2), LoadBalancerAddresses: [] },
      ],
      SecurityGroups: [],
      IpAddressType: 'ipv4',
      EnablePrefixForIpv6SourceNat: 'off',
    });
  });

  test('has a listener for VXLAN with two healthy targets at each', async () => {
    const { Listeners } = await elb.send(new DescribeListenersCommand({ LoadBalancerArn: balancer }));
    expect(Listeners).toEqual([
      {
        ListenerArn: listener,
        ...udp,
        DefaultActions: [
          {
            Type: 'forward',
            TargetGroupArn: group,
            ForwardConfig: { TargetGroups: [{ TargetGroupArn: group }] },
          },
        ],
      },
    ]);
    expect(await health()).toEqual(sensors('healthy'));
    expect((await health(stagingGroup))?.map(([, state]) => state)).toEqual(['healthy', 'healthy']);
  });

  test('has target groups with their health checks and load balancers', async () => {
    const { TargetGroups } = await elb.send(new DescribeTargetGroupsCommand({ LoadBalancerArn: balancer }));
    expect(TargetGroups).toEqual([
      {
        TargetGroupArn: group,
        TargetGroupName: 'prod-sensors',
        Protocol: 'UDP',
        Port: 4789,
        VpcId: demo.vpc(1),
        TargetType: 'instance',
        IpAddressType: 'ipv4',
        LoadBalancerArns: [balancer],
        HealthCheckEnabled: true,
        HealthCheckProtocol: 'TCP',
        HealthCheckPort: '80',
        HealthCheckIntervalSeconds: 30,
        HealthCheckTimeoutSeconds: 10,
        HealthyThresholdCount: 5,
        UnhealthyThresholdCount: 2,
      },
    ]);
  });

  test('has the documented defaults of attributes, and no reserved capacity', async () => {
    const value = (attributes: readonly Attribute[] | undefined, key: string) =>
      attributes?.find(({ Key }) => Key === key)?.Value;
    const ofBalancer = await elb.send(
      new DescribeLoadBalancerAttributesCommand({ LoadBalancerArn: balancer }),
    );
    expect(value(ofBalancer.Attributes, 'load_balancing.cross_zone.enabled')).toBe('false');
    expect(value(ofBalancer.Attributes, 'ipv6.deny_all_igw_traffic')).toBe('true');
    expect(value(ofBalancer.Attributes, 'access_logs.s3.bucket')).toBe('');
    const ofGroup = await elb.send(new DescribeTargetGroupAttributesCommand({ TargetGroupArn: group }));
    expect(value(ofGroup.Attributes, 'load_balancing.cross_zone.enabled')).toBe(
      'use_load_balancer_configuration',
    );
    expect(value(ofGroup.Attributes, 'preserve_client_ip.enabled')).toBe('true');
    expect(value(ofGroup.Attributes, 'deregistration_delay.connection_termination.enabled')).toBe('true');
    const ofListener = await elb.send(new DescribeListenerAttributesCommand({ ListenerArn: listener }));
    // The idle timeout is of TCP.
    expect(ofListener.Attributes).toEqual([]);
    const capacity = await elb.send(new DescribeCapacityReservationCommand({ LoadBalancerArn: balancer }));
    expect(capacity.CapacityReservationState).toEqual([]);
    expect(capacity.MinimumLoadBalancerCapacity).toBeUndefined();
  });

  test('has tags', async () => {
    const { TagDescriptions } = await elb.send(new DescribeTagsCommand({ ResourceArns: [balancer, group] }));
    expect(TagDescriptions).toEqual([
      {
        ResourceArn: balancer,
        Tags: [
          { Key: 'Name', Value: 'prod-sensors' },
          { Key: 'team', Value: 'security' },
          { Key: 'env', Value: 'prod' },
        ],
      },
      { ResourceArn: group, Tags: [] },
    ]);
  });
});

describe('lists', () => {
  test('come by name and by ARN, and in pages', async () => {
    const byName = await elb.send(new DescribeLoadBalancersCommand({ Names: ['staging-sensors'] }));
    expect(byName.LoadBalancers?.map((one) => one.LoadBalancerArn)).toEqual([stagingBalancer]);
    const groups = await elb.send(new DescribeTargetGroupsCommand({ TargetGroupArns: [stagingGroup] }));
    expect(groups.TargetGroups?.map((one) => one.LoadBalancerArns)).toEqual([[stagingBalancer]]);
    const first = await elb.send(new DescribeTargetGroupsCommand({ PageSize: 1 }));
    const rest = await elb.send(new DescribeTargetGroupsCommand({ PageSize: 1, Marker: first.NextMarker }));
    expect([first, rest].map((page) => page.TargetGroups?.map((one) => one.TargetGroupArn))).toEqual([
      [group],
      [stagingGroup],
    ]);
    expect(rest.NextMarker).toBeUndefined();
  });

  test('have 400 on a page of a large estate, each with its load balancer in front of two healthy targets', async () => {
    const large = await startSubject({ seed: 'large:45000' });
    elb = balancingClientOf(large.emulator.url);
    const first = await elb.send(new DescribeLoadBalancersCommand({}));
    const rest = await elb.send(new DescribeLoadBalancersCommand({ Marker: first.NextMarker }));
    expect([first.LoadBalancers?.length, rest.LoadBalancers?.length, rest.NextMarker]).toEqual([
      400,
      50,
      undefined,
    ]);
    const names = new Set(
      [...(first.LoadBalancers ?? []), ...(rest.LoadBalancers ?? [])].map((one) => one.LoadBalancerName),
    );
    expect(names.size).toBe(450);
    const last = rest.LoadBalancers?.at(-1)?.LoadBalancerArn ?? '';
    const groups = await elb.send(new DescribeTargetGroupsCommand({ LoadBalancerArn: last }));
    const states = await health(groups.TargetGroups?.[0]?.TargetGroupArn);
    expect(states?.map(([, state]) => state)).toEqual(['healthy', 'healthy']);
  });
});

describe('a collector', () => {
  const create = (input: object = {}) =>
    elb.send(new CreateListenerCommand({ ...udp, ...forwardTo(group), ...input }));

  test('without its listener is unused, and healthy again with a new one', async () => {
    await elb.send(new DeleteListenerCommand({ ListenerArn: listener }));
    const { Listeners } = await elb.send(new DescribeListenersCommand({ LoadBalancerArn: balancer }));
    expect(Listeners).toEqual([]);
    expect(await health()).toEqual(sensors('unused Target.NotInUse'));
    const groups = await elb.send(new DescribeTargetGroupsCommand({ Names: ['prod-sensors'] }));
    expect(groups.TargetGroups?.[0]?.LoadBalancerArns).toEqual([]);

    // Keys may be longer by one than those of EC2.
    const Tags = [
      { Key: 'Name', Value: 'vxlan' },
      { Key: 'k'.repeat(128), Value: '' },
    ];
    const made = await create({ Tags });
    const arn = made.Listeners?.[0]?.ListenerArn ?? '';
    expect(arn).toMatch(/:listener\/net\/prod-sensors\/50dc6c495c0c9188\/[0-9a-f]{16}$/);
    expect(arn).not.toBe(listener);
    expect(await health()).toEqual(sensors('healthy'));
    const tags = await elb.send(new DescribeTagsCommand({ ResourceArns: [arn] }));
    expect(tags.TagDescriptions?.[0]?.Tags).toEqual(Tags);
    // The same settings again are the same listener.
    expect((await create()).Listeners).toEqual(made.Listeners);
  });

  test('has no target after all were deregistered, and some after others were registered', async () => {
    const change = { TargetGroupArn: group, Targets: [8, 13].map((n) => instance(n)) };
    await elb.send(new DeregisterTargetsCommand(change));
    expect(await health()).toEqual([]);
    // What is not registered is left alone.
    await elb.send(new DeregisterTargetsCommand(change));
    const register = new RegisterTargetsCommand({
      TargetGroupArn: group,
      Targets: [instance(13), instance(13, 4790), instance(1)],
    });
    await elb.send(register);
    await elb.send(register);
    expect(await health()).toEqual([
      [`${demo.instance(13)}:4789`, 'healthy'],
      [`${demo.instance(13)}:4790`, 'healthy'],
      [`${demo.instance(1)}:4789`, 'healthy'],
    ]);
    expect(await health(group, [instance(13, 4790), instance(8)])).toEqual([
      [`${demo.instance(13)}:4790`, 'healthy'],
      [`${demo.instance(8)}:4789`, 'unused Target.NotRegistered'],
    ]);
  });

  test.each([
    ['pending', 'initial Elb.InitialHealthChecking'],
    ['stopped', 'unused Target.InvalidState'],
    ['terminated', 'unused Target.InvalidState'],
  ] as const)('on an instance that is %s is %s', async (state, expected) => {
    subject.emulator.surroundings().setInstanceState(demo.instance(8), state);
    expect((await health())?.map(([, is]) => is)).toEqual([expected, 'healthy']);
  });

  test('in a zone without a node is unused', async () => {
    const { url } = (await startSubject({ seed: `file:${example}` })).emulator;
    elb = balancingClientOf(url);
    const arns = (await elb.send(new DescribeTargetGroupsCommand({}))).TargetGroups;
    const TargetGroupArn = arns?.[0]?.TargetGroupArn ?? '';
    await elb.send(new RegisterTargetsCommand({ TargetGroupArn, Targets: [{ Id: 'i-0a000000000000061' }] }));
    expect(await health(TargetGroupArn)).toEqual([
      ['i-0a000000000000062:4789', 'healthy'],
      // The description fixes it.
      ['i-0a000000000000062:4790', 'unhealthy Target.FailedHealthChecks'],
      ['i-0a000000000000061:4789', 'unused Target.NotInUse'],
    ]);
  });

  test('stays as it was changed after a restart', async () => {
    const stateFile = join(newFolder(), 'state.json');
    const first = await startSubject({ stateFile });
    elb = balancingClientOf(first.emulator.url);
    await elb.send(new DeleteListenerCommand({ ListenerArn: listener }));
    await elb.send(new DeregisterTargetsCommand({ TargetGroupArn: group, Targets: [instance(8)] }));
    await first.stop();
    const second = await startSubject({ stateFile });
    elb = balancingClientOf(second.emulator.url);
    expect(await health()).toEqual([[`${demo.instance(13)}:4789`, 'unused Target.NotInUse']]);
  });

  test.each<[string, object, string]>([
    ['another group on a taken port', forwardTo(stagingGroup), 'DuplicateListener'],
    ['a group of another VPC', { Port: 4790, ...forwardTo(stagingGroup) }, 'InvalidConfigurationRequest'],
    ['a group of another protocol', { Port: 4790, Protocol: 'TCP' }, 'IncompatibleProtocols'],
    ['a protocol of other load balancers', { Port: 80, Protocol: 'HTTP' }, 'UnsupportedProtocol'],
    ['a protocol that needs a certificate', { Port: 443, Protocol: 'TLS' }, 'UnsupportedOperation'],
    ['a certificate', { Certificates: [{ CertificateArn: 'arn' }] }, 'UnsupportedOperation'],
    ['no port', { Port: undefined }, 'ValidationError'],
    ['no action', { DefaultActions: [] }, 'ValidationError'],
    ['an action without a group', { DefaultActions: [{ Type: 'forward' }] }, 'ValidationError'],
    [
      'another action',
      { DefaultActions: [{ Type: 'redirect', TargetGroupArn: group }] },
      'UnsupportedOperation',
    ],
    [
      'too many tags',
      { Port: 4790, Tags: Array.from({ length: 51 }, (_, i) => ({ Key: `key-${i}`, Value: '' })) },
      'TooManyTags',
    ],
    ['a tag of too long a key', { Port: 4790, Tags: [{ Key: 'k'.repeat(129) }] }, 'ValidationError'],
    ['an unknown group', { Port: 4790, ...forwardTo(`${group.slice(0, -1)}0`) }, 'TargetGroupNotFound'],
    ['an unknown load balancer', { LoadBalancerArn: `${balancer.slice(0, -1)}0` }, 'LoadBalancerNotFound'],
  ])('cannot have a listener with %s', async (_name, input, code) => {
    expect(await balancingRefusal(create(input))).toMatchObject({ code, status: 400 });
  });

  test('cannot be shared by two load balancers', async () => {
    const arn = (rest: string) => group.replace(/targetgroup.*/, rest);
    const [one, other] = ['a', 'b'].map((digit) => arn(`loadbalancer/net/lb-${digit}/${digit.repeat(16)}`));
    const vpcId = 'vpc-0c000000000000001';
    const subnetIds = ['subnet-0c000000000000001'];
    const estate = {
      vpcs: [{ id: vpcId, cidrBlocks: ['10.0.0.0/16'] }],
      subnets: [{ id: subnetIds[0], vpcId, cidrBlock: '10.0.1.0/24', availabilityZone: 'us-east-1a' }],
      loadBalancers: [
        { id: one, subnetIds },
        { id: other, subnetIds },
      ],
      targetGroups: [{ id: group, vpcId, protocol: 'UDP', port: 4789 }],
    };
    const path = join(newFolder(), 'network.json');
    writeFileSync(path, JSON.stringify({ estates: [estate] }));
    elb = balancingClientOf((await startSubject({ seed: `file:${path}` })).emulator.url);
    await create({ LoadBalancerArn: one });
    expect(await balancingRefusal(create({ LoadBalancerArn: other }))).toMatchObject({
      code: 'TargetGroupAssociationLimit',
    });
    // The same load balancer may use it twice.
    await create({ LoadBalancerArn: one, Port: 4790 });
  });

  test.each<[string, string, string, string]>([
    ['an instance that stopped', group, demo.instance(1), 'InvalidTarget'],
    ['an instance of another VPC', group, demo.instance(9), 'InvalidTarget'],
    ['an unknown instance', group, 'i-0ffffffffffffffff', 'InvalidTarget'],
    ['an address', group, '10.20.1.18', 'InvalidTarget'],
    ['anything, at an unknown group', `${group.slice(0, -1)}0`, demo.instance(8), 'TargetGroupNotFound'],
  ])('cannot have %s registered', async (_name, TargetGroupArn, Id, code) => {
    subject.emulator.surroundings().setInstanceState(demo.instance(1), 'stopped');
    const call = elb.send(new RegisterTargetsCommand({ TargetGroupArn, Targets: [{ Id }] }));
    expect(await balancingRefusal(call)).toMatchObject({ code, status: 400 });
  });
});

test('addresses are healthy while a running instance or a service has them', async () => {
  const { emulator } = await startSubject({ seed: `file:${example}` });
  elb = balancingClientOf(emulator.url);
  const [balancerOfFile] = (await elb.send(new DescribeLoadBalancersCommand({}))).LoadBalancers ?? [];
  const [, addresses] = (await elb.send(new DescribeTargetGroupsCommand({}))).TargetGroups ?? [];
  const TargetGroupArn = addresses?.TargetGroupArn ?? '';
  const { LoadBalancerArn } = balancerOfFile ?? {};
  await elb.send(
    new CreateListenerCommand({ LoadBalancerArn, Protocol: 'TCP', Port: 443, ...forwardTo(TargetGroupArn) }),
  );
  const Targets = ['10.0.2.20', '10.0.1.11', '10.0.9.9'].map((Id) => ({ Id }));
  await elb.send(new RegisterTargetsCommand({ TargetGroupArn, Targets }));
  emulator.surroundings().setInstanceState('i-0a000000000000062', 'stopped');
  const found = await elb.send(new DescribeTargetHealthCommand({ TargetGroupArn }));
  expect(
    found.TargetHealthDescriptions?.map(({ Target, TargetHealth }) => [
      Target?.Id,
      Target?.AvailabilityZone,
      TargetHealth?.State,
    ]),
  ).toEqual([
    ['10.0.2.10', 'us-east-1b', 'unhealthy'],
    ['10.0.2.20', 'us-east-1b', 'healthy'],
    ['10.0.1.11', 'us-east-1a', 'unused'],
    ['10.0.9.9', undefined, 'unhealthy'],
  ]);
  const register = (Target: TargetDescription) =>
    elb.send(new RegisterTargetsCommand({ TargetGroupArn, Targets: [Target] }));
  // Public addresses never, and private ones outside the VPC with a zone only.
  for (const Id of ['i-0a000000000000061', '8.8.8.8', '192.168.0.1', '100.127.0.1'])
    expect(await balancingRefusal(register({ Id }))).toMatchObject({ code: 'ValidationError' });
  expect(await balancingRefusal(register({ Id: '8.8.8.8', AvailabilityZone: 'all' }))).toMatchObject({
    code: 'ValidationError',
  });
  await register({ Id: '192.168.0.1', AvailabilityZone: 'all' });
  const [ofInstances] = (await elb.send(new DescribeTargetGroupsCommand({}))).TargetGroups ?? [];
  const withZone = new RegisterTargetsCommand({
    TargetGroupArn: ofInstances?.TargetGroupArn,
    Targets: [{ Id: 'i-0a000000000000062', AvailabilityZone: 'all' }],
  });
  expect(await balancingRefusal(elb.send(withZone))).toMatchObject({ code: 'ValidationError' });
});
