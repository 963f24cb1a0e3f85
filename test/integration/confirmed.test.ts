/** A change is a success only if EC2's answer confirms what was asked; anything else is read back, or its outcome is unknown. */
import {
  DescribeTrafficMirrorSessionsCommand,
  DescribeTrafficMirrorTargetsCommand,
  type TrafficMirrorSession,
} from '@aws-sdk/client-ec2';
import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Emulator } from '../../src/emulator/server.ts';
import { filterId, networkInterfaceId, sessionId, targetId } from '../support/demo.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { mutate } from '../support/mutations.ts';

type Fault = Parameters<Emulator['faults']>[1][number];

let gateway: TestGateway;
beforeEach(async () => {
  gateway = await startTestGateway();
});

/** An answer as EC2 writes it. */
const answer = (action: string, content: string): Fault => ({
  body: `<?xml version="1.0" encoding="UTF-8"?>\n<${action}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>0a1b2c3d-0000-4000-8000-000000000000</requestId>${content}</${action}Response>`,
});
/** For the first attempt and for every call that the gateway makes to find out what happened. */
const always = (fault: Fault): Fault[] => [{ ...fault, times: 50 }];

async function sessionInEc2(id: string): Promise<TrafficMirrorSession | undefined> {
  const { TrafficMirrorSessions = [] } = await gateway.ec2.send(new DescribeTrafficMirrorSessionsCommand({}));
  return TrafficMirrorSessions.find(({ TrafficMirrorSessionId }) => TrafficMirrorSessionId === id);
}

const change = { trafficMirrorSessionId: sessionId(1), packetLength: 333 };
const unknown = [expect.objectContaining({ code: 'OUTCOME_UNKNOWN' })];
const noDryRun: Fault = {
  error: { code: 'DryRunOperation', message: 'It would have succeeded.', status: 412 },
};

describe('DryRunOperation as the answer to a change that was no dry run', () => {
  test('is no success, and no failure', async () => {
    gateway.emulator.faults('ModifyTrafficMirrorSession', always(noDryRun));
    const { trafficMirrorSession, dryRun, userErrors } = await mutate(
      gateway,
      'modifyTrafficMirrorSession',
      change,
    );
    expect({ trafficMirrorSession, dryRun, userErrors }).toEqual({
      trafficMirrorSession: null,
      dryRun: null,
      userErrors: unknown,
    });
  });

  test('is a success if reading back shows the change', async () => {
    gateway.emulator.faults('ModifyTrafficMirrorSession', always({ ...noDryRun, apply: true }));
    const payload = await mutate(gateway, 'modifyTrafficMirrorSession', change);
    expect(payload.userErrors).toEqual([]);
    expect(payload.trafficMirrorSession).toMatchObject({ packetLength: 333 });
  });
});

describe('tags are not reported as set when EC2 answers', () => {
  test.each<[string, Fault]>([
    ['<return>false</return>', answer('CreateTags', '<return>false</return>')],
    ['without <return>', answer('CreateTags', '')],
    [
      'with an <Errors> document and 200',
      { body: '<Response><Errors><Error><Code>X</Code></Error></Errors></Response>' },
    ],
    ['with HTML', { body: '<html><body>hello</body></html>', headers: { 'content-type': 'text/html' } }],
    ['with an empty body', { body: '' }],
    ['as another action does', answer('DeleteTags', '<return>true</return>')],
  ])('%s', async (_, fault) => {
    gateway.emulator.faults('CreateTags', always(fault));
    const payload = await mutate(gateway, 'tagTrafficMirrorResources', {
      resourceIds: [sessionId(1)],
      add: [{ key: 'case', value: '1042' }],
    });
    expect(payload.userErrors).toEqual(unknown);
  });
});

test('a delete that is answered with another id is not reported as made', async () => {
  const fault = answer(
    'DeleteTrafficMirrorSession',
    `<trafficMirrorSessionId>${sessionId(2)}</trafficMirrorSessionId>`,
  );
  gateway.emulator.faults('DeleteTrafficMirrorSession', always(fault));
  const payload = await mutate(gateway, 'deleteTrafficMirrorSession', {
    trafficMirrorSessionId: sessionId(1),
  });
  // The emulator has deleted it, which reading back shows.
  expect(await sessionInEc2(sessionId(1))).toBeUndefined();
  expect(payload).toMatchObject({ deletedTrafficMirrorSessionId: sessionId(1), userErrors: [] });
});

describe('a created session is not reported when EC2 answers with', () => {
  const created = {
    networkInterfaceId: networkInterfaceId(10),
    trafficMirrorTargetId: targetId(1),
    trafficMirrorFilterId: filterId(1),
    sessionNumber: 7,
  };
  const session = (fields: Record<string, string | number>) =>
    answer(
      'CreateTrafficMirrorSession',
      `<trafficMirrorSession>${Object.entries({
        trafficMirrorSessionId: 'tms-0a1b2c3d4e5f6ffff',
        ownerId: '123456789012',
        ...created,
        ...fields,
      })
        .map(([name, value]) => `<${name}>${value}</${name}>`)
        .join('')}</trafficMirrorSession><clientToken>t</clientToken>`,
    );

  test.each<[string, Fault]>([
    ['another interface', session({ networkInterfaceId: networkInterfaceId(1) })],
    ['another session number', session({ sessionNumber: 8 })],
    ['another owner', session({ ownerId: '210987654321' })],
    ['another target', session({ trafficMirrorTargetId: targetId(2) })],
  ])('%s', async (_, fault) => {
    gateway.emulator.faults('CreateTrafficMirrorSession', always(fault));
    const payload = await mutate(gateway, 'createTrafficMirrorSession', created);
    expect(payload).toMatchObject({ trafficMirrorSession: null, userErrors: unknown });
  });
});

test('a modified session is not reported with the values that it had before', async () => {
  const before = await sessionInEc2(sessionId(6));
  const fault = answer(
    'ModifyTrafficMirrorSession',
    `<trafficMirrorSession><trafficMirrorSessionId>${sessionId(6)}</trafficMirrorSessionId><packetLength>${before?.PacketLength}</packetLength></trafficMirrorSession>`,
  );
  // Reading back shows that the change was made.
  gateway.emulator.faults('ModifyTrafficMirrorSession', [fault]);
  const payload = await mutate(gateway, 'modifyTrafficMirrorSession', {
    trafficMirrorSessionId: sessionId(6),
    packetLength: 77,
  });
  expect(payload.trafficMirrorSession).toMatchObject({ packetLength: 77 });
});

test('a created target is not reported when it has another endpoint', async () => {
  const fault = answer(
    'CreateTrafficMirrorTarget',
    `<trafficMirrorTarget><trafficMirrorTargetId>tmt-0b2c3d4e5f6affff</trafficMirrorTargetId><networkInterfaceId>${networkInterfaceId(1)}</networkInterfaceId><type>network-interface</type><ownerId>123456789012</ownerId></trafficMirrorTarget><clientToken>t</clientToken>`,
  );
  gateway.emulator.faults('CreateTrafficMirrorTarget', always(fault));
  const payload = await mutate(gateway, 'createTrafficMirrorTarget', {
    networkInterfaceId: networkInterfaceId(11),
  });
  expect(payload).toMatchObject({ trafficMirrorTarget: null, userErrors: unknown });
  const { TrafficMirrorTargets = [] } = await gateway.ec2.send(new DescribeTrafficMirrorTargetsCommand({}));
  expect(TrafficMirrorTargets.length).toBeGreaterThan(0);
});

describe('a page that is not an answer of EC2 confirms nothing', () => {
  test.each<[string, number, string]>([
    ['well-formed HTML, 408', 408, '<html><body>Request Timeout</body></html>'],
    ['HTML that is no XML, 408', 408, '<html><body><center>Request Time-out</center><hr>nginx</body></html>'],
    ['JSON, 400', 400, '{"message":"no"}'],
    ['an empty body, 403', 403, ''],
    [
      'elements inside the code, 400',
      400,
      '<Response><Errors><Error><Code><x>y</x></Code><Message>m</Message></Error></Errors><RequestID>r</RequestID></Response>',
    ],
    [
      'two codes, 400',
      400,
      '<Response><Errors><Error><Code>A</Code><Code>B</Code><Message>m</Message></Error></Errors><RequestID>r</RequestID></Response>',
    ],
    ['elements nested 100,000 deep, 400', 400, '<a>'.repeat(100_000)],
    [
      'an error document that is cut off, 400',
      400,
      '<Response><Errors><Error><Code>InvalidParameterValue</Code><Message>no',
    ],
  ])('%s', async (_, status, body) => {
    gateway.emulator.faults('ModifyTrafficMirrorSession', always({ status, body }));
    gateway.emulator.faults('DescribeTrafficMirrorSessions', always({ status, body }));
    const { userErrors, trafficMirrorSession } = await mutate(gateway, 'modifyTrafficMirrorSession', change);
    expect(trafficMirrorSession).toBeNull();
    expect(userErrors).toEqual(unknown);
    const errors = await gateway.queryErrors(`{ trafficMirrorSession(id: "${sessionId(1)}") { arn } }`);
    expect(errors).toEqual([
      expect.objectContaining({
        extensions: expect.objectContaining({ code: 'UPSTREAM_UNAVAILABLE', retryable: true }),
      }),
    ]);
    const said = JSON.stringify([userErrors, errors]);
    expect(said).not.toMatch(
      /XML|hidden field|\$response|TypeError|RangeError|object Object|is not a function|NaN/,
    );
  });

  test("a non-numeric value is not accepted as a session's value", async () => {
    const body = answer(
      'DescribeTrafficMirrorSessions',
      `<trafficMirrorSessionSet><item><trafficMirrorSessionId>${sessionId(1)}</trafficMirrorSessionId><packetLength>abc</packetLength></item></trafficMirrorSessionSet>`,
    );
    gateway.emulator.faults('DescribeTrafficMirrorSessions', always(body));
    const errors = await gateway.queryErrors(
      `{ trafficMirrorSession(id: "${sessionId(1)}") { packetLength } }`,
    );
    expect(errors).toEqual([
      expect.objectContaining({
        message: expect.not.stringMatching(/NaN|Int cannot/),
        extensions: expect.objectContaining({ code: 'UPSTREAM_UNAVAILABLE' }),
      }),
    ]);
  });
});

test("EC2's own words are shown, but no more than 500 characters of them", async () => {
  const error = { code: 'InvalidParameterValue', message: `no ${'x'.repeat(2_000)}`, status: 400 };
  gateway.emulator.faults('ModifyTrafficMirrorSession', [{ error }]);
  const { userErrors } = await mutate(gateway, 'modifyTrafficMirrorSession', change);
  expect(userErrors).toEqual([
    expect.objectContaining({ code: 'INVALID_INPUT', message: expect.stringMatching(/^no x{300,496}…$/) }),
  ]);
});
