/** ModifyTrafficMirrorSession. */

import {
  DescribeTrafficMirrorSessionsCommand,
  ModifyTrafficMirrorSessionCommand,
  type ModifyTrafficMirrorSessionCommandInput,
  type TrafficMirrorSessionField,
} from '@aws-sdk/client-ec2';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { demo, refusal, type Subject, startSubject } from '../support/emulatorClient.ts';

let subject: Subject;
beforeEach(async () => {
  subject = await startSubject();
});

type Changes = Omit<ModifyTrafficMirrorSessionCommandInput, 'TrafficMirrorSessionId'>;

async function modify(n: number, changes: Changes) {
  const command = new ModifyTrafficMirrorSessionCommand({
    TrafficMirrorSessionId: demo.session(n),
    ...changes,
  });
  return (await subject.ec2.send(command)).TrafficMirrorSession;
}

async function described(n: number) {
  const command = new DescribeTrafficMirrorSessionsCommand({ TrafficMirrorSessionIds: [demo.session(n)] });
  return (await subject.ec2.send(command)).TrafficMirrorSessions?.[0];
}

describe('serialization', () => {
  test('returns the whole session and stores it', async () => {
    const changed = await modify(1, {
      TrafficMirrorTargetId: demo.target(3),
      TrafficMirrorFilterId: demo.filter(2),
      PacketLength: 200,
      SessionNumber: 7,
      VirtualNetworkId: 9,
      Description: 'a b+c&d=é <"\'> \r\n\t𝄞',
    });
    expect(changed).toEqual({
      TrafficMirrorSessionId: demo.session(1),
      TrafficMirrorTargetId: demo.target(3),
      TrafficMirrorFilterId: demo.filter(2),
      NetworkInterfaceId: demo.networkInterface(1),
      OwnerId: '123456789012',
      PacketLength: 200,
      SessionNumber: 7,
      VirtualNetworkId: 9,
      Description: 'a b+c&d=é <"\'> \r\n\t𝄞',
      Tags: [
        { Key: 'Name', Value: 'api-1-to-ids' },
        { Key: 'team', Value: 'platform' },
        { Key: 'env', Value: 'prod' },
      ],
    });
    expect(await described(1)).toEqual(changed);
  });

  test('an empty description is set, not removed', async () => {
    expect(await modify(1, { Description: '' })).toMatchObject({ Description: '' });
  });
});

describe('validation', () => {
  test.each<[string, Changes]>([
    ['PacketLength 0', { PacketLength: 0 }],
    ['PacketLength 8501', { PacketLength: 8501 }],
    ['SessionNumber 0', { SessionNumber: 0 }],
    ['SessionNumber 32767', { SessionNumber: 32_767 }],
    ['VirtualNetworkId -1', { VirtualNetworkId: -1 }],
    ['VirtualNetworkId 16777216', { VirtualNetworkId: 16_777_216 }],
    ['an unknown field to remove', { RemoveFields: ['session-number' as TrafficMirrorSessionField] }],
    ['a fractional number', { PacketLength: 1.5 }],
  ])('%s is rejected with InvalidParameterValue, and nothing changes', async (_name, changes) => {
    const before = await described(1);
    expect(await refusal(modify(1, changes))).toMatchObject({ code: 'InvalidParameterValue', status: 400 });
    expect(await described(1)).toEqual(before);
  });

  test.each<Changes>([
    { PacketLength: 1, SessionNumber: 9, VirtualNetworkId: 0 },
    { PacketLength: 8500, SessionNumber: 32_766, VirtualNetworkId: 16_777_215 },
  ])('the bounds of the ranges are accepted: %j', async (changes) => {
    expect(await modify(1, changes)).toMatchObject(changes);
  });

  test.each<[TrafficMirrorSessionField, Changes]>([
    ['packet-length', { PacketLength: 5 }],
    ['description', { Description: '' }],
    ['virtual-network-id', { VirtualNetworkId: 5 }],
  ])('%s cannot be both set and removed', async (field, changes) => {
    expect(await refusal(modify(1, { ...changes, RemoveFields: [field] }))).toMatchObject({
      code: 'InvalidParameterCombination',
    });
  });

  test('the session id is required', async () => {
    const command = new ModifyTrafficMirrorSessionCommand({ TrafficMirrorSessionId: undefined });
    expect(await refusal(subject.ec2.send(command))).toEqual({
      code: 'MissingParameter',
      status: 400,
      message: 'The request must contain the parameter TrafficMirrorSessionId',
    });
  });

  test.each<[string, Changes, string]>([
    ['target', { TrafficMirrorTargetId: 'tmt-0ffffffffffffffff' }, 'InvalidTrafficMirrorTargetId.NotFound'],
    ['filter', { TrafficMirrorFilterId: 'tmf-0ffffffffffffffff' }, 'InvalidTrafficMirrorFilterId.NotFound'],
  ])('an unknown %s is rejected', async (_name, changes, code) => {
    expect(await refusal(modify(1, changes))).toMatchObject({ code, status: 400 });
  });

  test('an unknown session is rejected', async () => {
    const command = new ModifyTrafficMirrorSessionCommand({
      TrafficMirrorSessionId: 'tms-0ffffffffffffffff',
    });
    expect(await refusal(subject.ec2.send(command))).toMatchObject({
      code: 'InvalidTrafficMirrorSessionId.NotFound',
    });
  });

  test('the number of another session of the interface is rejected, its own is accepted', async () => {
    expect(await refusal(modify(1, { SessionNumber: 3 }))).toMatchObject({
      code: 'InvalidParameterValue',
      message: expect.stringContaining('already being used'),
    });
    expect(await modify(1, { SessionNumber: 1 })).toMatchObject({ SessionNumber: 1 });
  });

  test('a dry run changes nothing', async () => {
    const before = await described(1);
    expect(await refusal(modify(1, { DryRun: true, PacketLength: 5 }))).toMatchObject({
      code: 'DryRunOperation',
    });
    expect(await described(1)).toEqual(before);
  });
});

describe('behaviour', () => {
  test('changing nothing returns the unchanged session', async () => {
    const before = await described(1);
    expect(await modify(1, {})).toEqual(before);
  });

  test('without a packet length, whole packets go to an interface target', async () => {
    expect(await modify(6, { RemoveFields: ['packet-length'] })).not.toHaveProperty('PacketLength');
  });

  test('removing the packet length sets 8500 for a load balancer target', async () => {
    expect(await modify(9, { RemoveFields: ['packet-length'] })).toMatchObject({ PacketLength: 8500 });
  });

  test('removing the description leaves none', async () => {
    expect(await modify(1, { RemoveFields: ['description'] })).not.toHaveProperty('Description');
  });

  test('removing the virtual network id assigns another one', async () => {
    const changed = await modify(1, { RemoveFields: ['virtual-network-id'] });
    expect(changed?.VirtualNetworkId).toBeGreaterThan(0);
    expect(changed?.VirtualNetworkId).toBeLessThan(2 ** 24);
    expect(changed?.VirtualNetworkId).not.toBe(4_211_001);
  });

  test('an assigned virtual network id is one that no session uses', async () => {
    await subject.stop();
    // The first random number gives the id of session 2; the second gives one that is free.
    const draws = [(4_211_002 - 1) / 16_777_215, 0.5];
    subject = await startSubject({ random: () => draws.shift() ?? 0 });
    expect(await modify(1, { RemoveFields: ['virtual-network-id'] })).toMatchObject({
      VirtualNetworkId: 1 + Math.floor(0.5 * 16_777_215),
    });
  });

  test('a request may set some fields and remove others, as the console does', async () => {
    const changed = await modify(6, {
      RemoveFields: ['description', 'packet-length'],
      SessionNumber: 2,
      VirtualNetworkId: 12_348_395,
      TrafficMirrorTargetId: demo.target(1),
    });
    expect(changed).toMatchObject({ SessionNumber: 2, VirtualNetworkId: 12_348_395 });
    expect(changed).not.toHaveProperty('Description');
    expect(changed).not.toHaveProperty('PacketLength');
  });

  test('a session without a packet length gets 8500 when it moves to a load balancer target', async () => {
    expect(await modify(1, { TrafficMirrorTargetId: demo.target(2) })).toMatchObject({ PacketLength: 8500 });
  });
});
