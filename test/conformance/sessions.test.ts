/** CreateTrafficMirrorSession and DeleteTrafficMirrorSession. */

import {
  CreateTrafficMirrorSessionCommand,
  type CreateTrafficMirrorSessionCommandInput,
  DeleteTrafficMirrorSessionCommand,
  DescribeTrafficMirrorSessionsCommand,
  ModifyTrafficMirrorSessionCommand,
} from '@aws-sdk/client-ec2';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { demo, refusal } from '../support/emulatorClient.ts';
import { type EmulatorSetup, onAws, startEmulatorSetup } from '../support/emulatorSetup.ts';

const emulatorTest = onAws ? test.skip : test;

let setup: EmulatorSetup;
beforeEach(async () => {
  setup = await startEmulatorSetup();
});

const unknown = {
  networkInterface: 'eni-0ffffffffffffffff',
  target: 'tmt-0ffffffffffffffff',
  filter: 'tmf-0ffffffffffffffff',
  session: 'tms-0ffffffffffffffff',
};
const remove = (TrafficMirrorSessionId: string, DryRun?: boolean) =>
  setup.ec2.send(new DeleteTrafficMirrorSessionCommand({ TrafficMirrorSessionId, DryRun }));
const described = async (id: string) =>
  (await setup.ec2.send(new DescribeTrafficMirrorSessionsCommand({ TrafficMirrorSessionIds: [id] })))
    .TrafficMirrorSessions?.[0];

describe('CreateTrafficMirrorSession: serialization', () => {
  test('every field that is given is returned, and stored', async () => {
    const given = {
      TrafficMirrorTargetId: (await setup.target()).TrafficMirrorTargetId,
      TrafficMirrorFilterId: (await setup.filter()).TrafficMirrorFilterId,
      NetworkInterfaceId: setup.sources[0],
      PacketLength: 100,
      SessionNumber: 2,
      VirtualNetworkId: 12_345,
      Description: 'd',
    };
    const Tags = [
      { Key: 'Name', Value: 'a b+c&d=é' },
      { Key: 'env', Value: '' },
    ];
    const session = await setup.session({
      ...given,
      TagSpecifications: [{ ResourceType: 'traffic-mirror-session', Tags }],
    });
    expect(session).toEqual({
      ...given,
      TrafficMirrorSessionId: expect.stringMatching(/^tms-[0-9a-f]{17}$/),
      OwnerId: expect.stringMatching(/^\d{12}$/),
      Tags,
    });
    expect(await described(session.TrafficMirrorSessionId)).toEqual(session);
  });

  test('fields that are not given are absent, except that a virtual network id is assigned', async () => {
    const session = await setup.session();
    expect(session).not.toHaveProperty('Description');
    expect(session).not.toHaveProperty('PacketLength');
    expect(session.Tags).toEqual([]);
    expect(session.VirtualNetworkId).toBeGreaterThan(0);
    expect(session.VirtualNetworkId).toBeLessThan(2 ** 24);
  });

  test('the client token is returned', async () => {
    const command = new CreateTrafficMirrorSessionCommand({
      NetworkInterfaceId: setup.sources[0],
      SessionNumber: 1,
      TrafficMirrorTargetId: (await setup.target()).TrafficMirrorTargetId,
      TrafficMirrorFilterId: (await setup.filter()).TrafficMirrorFilterId,
      ClientToken: 'token-1',
    });
    const answer = await setup.ec2.send(command);
    await remove(answer.TrafficMirrorSession?.TrafficMirrorSessionId ?? '');
    expect(answer.ClientToken).toBe('token-1');
  });
});

describe('CreateTrafficMirrorSession: validation', () => {
  type Input = Partial<CreateTrafficMirrorSessionCommandInput>;

  test.each<[string, Input, string]>([
    ['PacketLength 0', { PacketLength: 0 }, 'InvalidParameterValue'],
    ['PacketLength 8501', { PacketLength: 8501 }, 'InvalidParameterValue'],
    ['SessionNumber 0', { SessionNumber: 0 }, 'InvalidParameterValue'],
    ['SessionNumber 32767', { SessionNumber: 32_767 }, 'InvalidParameterValue'],
    ['VirtualNetworkId 2^24', { VirtualNetworkId: 2 ** 24 }, 'InvalidParameterValue'],
    ['no session number', { SessionNumber: undefined }, 'MissingParameter'],
    ['no interface', { NetworkInterfaceId: undefined }, 'MissingParameter'],
    [
      'an unknown interface',
      { NetworkInterfaceId: unknown.networkInterface },
      'InvalidNetworkInterfaceID.NotFound',
    ],
    ['a malformed interface', { NetworkInterfaceId: 'eni-1' }, 'InvalidNetworkInterfaceId.Malformed'],
    ['an unknown target', { TrafficMirrorTargetId: unknown.target }, 'InvalidTrafficMirrorTargetId.NotFound'],
    ['an unknown filter', { TrafficMirrorFilterId: unknown.filter }, 'InvalidTrafficMirrorFilterId.NotFound'],
    [
      'tags for another resource type',
      { TagSpecifications: [{ ResourceType: 'vpc', Tags: [{ Key: 'a', Value: 'b' }] }] },
      'InvalidParameterValue',
    ],
    ['a description of 1025 characters', { Description: 'x'.repeat(1025) }, 'InvalidParameterValue'],
    ['a token of 65 characters', { ClientToken: 'x'.repeat(65) }, 'InvalidParameterValue'],
    ['a token that is not ASCII', { ClientToken: 'é' }, 'InvalidParameterValue'],
  ])('%s is rejected', async (_name, input, code) => {
    expect(await refusal(setup.session(input))).toMatchObject({ code, status: 400 });
  });

  test('a session number that the interface already uses is rejected, but another interface can use it', async () => {
    await setup.session({ SessionNumber: 5 });
    expect(await refusal(setup.session({ SessionNumber: 5 }))).toMatchObject({
      message: expect.stringContaining('already being used'),
    });
    await setup.session({ SessionNumber: 5, NetworkInterfaceId: setup.sources[1] });
  });

  test('the fourth session of an interface is rejected', async () => {
    for (const SessionNumber of [1, 2, 3]) await setup.session({ SessionNumber });
    expect(await refusal(setup.session({ SessionNumber: 4 }))).toMatchObject({
      code: 'TrafficMirrorSessionsPerInterfaceLimitExceeded',
    });
  });

  test('an interface that is a target cannot be a source', async () => {
    await setup.target();
    const TrafficMirrorTargetId = (await setup.target({ NetworkLoadBalancerArn: setup.loadBalancerArn }))
      .TrafficMirrorTargetId;
    const call = setup.session({ NetworkInterfaceId: setup.targetInterface, TrafficMirrorTargetId });
    expect(await refusal(call)).toMatchObject({
      code: 'NetworkInterfaceNotSupported',
      message: `${setup.targetInterface} is already in use as a traffic mirror target`,
    });
  });

  emulatorTest('an interface of an unsupported instance type cannot be a source', async () => {
    expect(await refusal(setup.session({ NetworkInterfaceId: demo.networkInterface(7) }))).toEqual({
      code: 'NetworkInterfaceNotSupported',
      status: 400,
      message: `${demo.networkInterface(7)} must be attached to a supported instance`,
    });
  });

  emulatorTest('an interface of a load balancer cannot be a source', async () => {
    expect(await refusal(setup.session({ NetworkInterfaceId: demo.networkInterface(12) }))).toMatchObject({
      code: 'NetworkInterfaceNotSupported',
      message: `${demo.networkInterface(12)} must be of type interface`,
    });
  });

  emulatorTest('a target whose interface was deleted is rejected', async () => {
    const { TrafficMirrorTargetId } = await setup.target();
    setup.emulator.surroundings().deleteNetworkInterface(setup.targetInterface);
    expect(await refusal(setup.session({ TrafficMirrorTargetId }))).toMatchObject({
      code: 'InvalidTrafficMirrorTarget',
      message: `The interface ID '${setup.targetInterface}' does not exist`,
    });
  });

  emulatorTest('a session cannot move to a target on its own source', async () => {
    const { TrafficMirrorSessionId, NetworkInterfaceId } = await setup.session();
    const { TrafficMirrorTargetId } = await setup.target({ NetworkInterfaceId });
    const move = new ModifyTrafficMirrorSessionCommand({ TrafficMirrorSessionId, TrafficMirrorTargetId });
    expect(await refusal(setup.ec2.send(move))).toMatchObject({ code: 'InvalidTrafficMirrorTarget' });
  });

  emulatorTest('a target whose instance is stopped is rejected', async () => {
    setup.emulator.surroundings().setInstanceState(demo.instance(8), 'stopped');
    expect(await refusal(setup.session())).toMatchObject({ code: 'InvalidTrafficMirrorTarget' });
  });

  emulatorTest('a dry run uses up neither the token nor the session number', async () => {
    const ClientToken = 'dry';
    expect(await refusal(setup.session({ ClientToken, DryRun: true }))).toMatchObject({
      code: 'DryRunOperation',
    });
    expect(await setup.session({ ClientToken, SessionNumber: 9 })).toMatchObject({ SessionNumber: 9 });
  });
});

describe('CreateTrafficMirrorSession: behaviour', () => {
  test('the default packet length with a load balancer target is 8500', async () => {
    const { TrafficMirrorTargetId } = await setup.target({ NetworkLoadBalancerArn: setup.loadBalancerArn });
    expect(await setup.session({ TrafficMirrorTargetId })).toMatchObject({ PacketLength: 8500 });
    expect(await setup.session({ TrafficMirrorTargetId, SessionNumber: 2, PacketLength: 9 })).toMatchObject({
      PacketLength: 9,
    });
  });

  test('the same token returns the same session, but only with the same parameters', async () => {
    const input = {
      TrafficMirrorTargetId: (await setup.target()).TrafficMirrorTargetId,
      TrafficMirrorFilterId: (await setup.filter()).TrafficMirrorFilterId,
      ClientToken: `again-${setup.sources[0]}`,
    };
    const first = await setup.session(input);
    expect(await setup.session(input)).toEqual(first);
    expect(await refusal(setup.session({ ...input, Description: 'other' }))).toEqual({
      code: 'IdempotentParameterMismatch',
      status: 400,
      message:
        'Arguments on this idempotent request are inconsistent with arguments used in previous request(s).',
    });
  });

  emulatorTest('tokens are case-sensitive', async () => {
    const filters = await Promise.all(['t', 'T'].map((ClientToken) => setup.filter({ ClientToken })));
    expect(new Set(filters.map((filter) => filter.TrafficMirrorFilterId)).size).toBe(2);
  });

  emulatorTest('sessions are deleted with their source interface', async () => {
    const { TrafficMirrorSessionId } = await setup.session();
    setup.emulator.surroundings().deleteNetworkInterface(setup.sources[0]);
    expect(await refusal(described(TrafficMirrorSessionId))).toMatchObject({
      code: 'InvalidTrafficMirrorSessionId.NotFound',
    });
  });
});

describe('DeleteTrafficMirrorSession', () => {
  test('serialization: returns the id', async () => {
    const { TrafficMirrorSessionId } = await setup.session();
    expect(await remove(TrafficMirrorSessionId)).toEqual({
      $metadata: expect.anything(),
      TrafficMirrorSessionId,
    });
  });

  test('validation: unknown, malformed and missing ids are rejected', async () => {
    expect(await refusal(remove(unknown.session))).toMatchObject({
      code: 'InvalidTrafficMirrorSessionId.NotFound',
    });
    expect(await refusal(remove('tms-1'))).toMatchObject({ code: 'InvalidParameterValue' });
    expect(await refusal(remove(''))).toMatchObject({ code: 'MissingParameter' });
  });

  test('behaviour: the session no longer exists, and its number is free', async () => {
    const { TrafficMirrorSessionId } = await setup.session({ SessionNumber: 3 });
    expect(await refusal(remove(TrafficMirrorSessionId, true))).toMatchObject({ code: 'DryRunOperation' });
    await remove(TrafficMirrorSessionId);
    const notFound = { code: 'InvalidTrafficMirrorSessionId.NotFound' };
    expect(await refusal(described(TrafficMirrorSessionId))).toMatchObject(notFound);
    expect(await refusal(remove(TrafficMirrorSessionId))).toMatchObject(notFound);
    await setup.session({ SessionNumber: 3 });
  });
});
