import { beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { filterId, sessionId, targetId, unknownSessionId } from '../support/demo.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { modify } from '../support/modify.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
beforeEach(() => gateway.emulator.resetCalls());

const trafficMirrorSessionId = sessionId(4);

describe('a value at the end of its range is sent to EC2', () => {
  test.each([
    ['packetLength', 1],
    ['packetLength', 8500],
    ['sessionNumber', 1],
    ['sessionNumber', 32766],
    ['virtualNetworkId', 0],
    ['virtualNetworkId', 16777215],
  ])('%s: %d', async (name, value) => {
    const payload = await modify(gateway, { trafficMirrorSessionId, [name]: value });
    expect(payload.userErrors).toEqual([]);
    expect(payload.trafficMirrorSession).toMatchObject({ [name]: value });
  });
});

describe('invalid input is a user error at its field, without an EC2 call', () => {
  const globalIdOf = (account: string) =>
    Buffer.from(`${account}/us-east-1/${sessionId(4)}`).toString('base64url');

  test.each<[string, object, { code: string; field: string[]; message: RegExp }]>([
    [
      'packet length one below',
      { packetLength: 0 },
      {
        code: 'INVALID_INPUT',
        field: ['input', 'packetLength'],
        message: /^packetLength must be from 1 to 8500\.$/,
      },
    ],
    [
      'packet length one beyond',
      { packetLength: 8501 },
      { code: 'INVALID_INPUT', field: ['input', 'packetLength'], message: /1 to 8500/ },
    ],
    [
      'negative packet length',
      { packetLength: -1 },
      { code: 'INVALID_INPUT', field: ['input', 'packetLength'], message: /1 to 8500/ },
    ],
    [
      'session number one below',
      { sessionNumber: 0 },
      { code: 'INVALID_INPUT', field: ['input', 'sessionNumber'], message: /1 to 32766/ },
    ],
    [
      'session number one beyond',
      { sessionNumber: 32767 },
      { code: 'INVALID_INPUT', field: ['input', 'sessionNumber'], message: /1 to 32766/ },
    ],
    [
      'network id one below',
      { virtualNetworkId: -1 },
      { code: 'INVALID_INPUT', field: ['input', 'virtualNetworkId'], message: /0 to 16777215/ },
    ],
    [
      'network id one beyond',
      { virtualNetworkId: 16777216 },
      { code: 'INVALID_INPUT', field: ['input', 'virtualNetworkId'], message: /0 to 16777215/ },
    ],
    [
      'a control character',
      { description: 'a\u0007b' },
      { code: 'INVALID_INPUT', field: ['input', 'description'], message: /control/ },
    ],
    [
      'a malformed session id',
      { trafficMirrorSessionId: 'tms-*', packetLength: 1 },
      { code: 'INVALID_INPUT', field: ['input', 'trafficMirrorSessionId'], message: /tms-/ },
    ],
    [
      'a malformed target id',
      { trafficMirrorTargetId: filterId(1) },
      { code: 'INVALID_INPUT', field: ['input', 'trafficMirrorTargetId'], message: /must name a target/ },
    ],
    [
      'a malformed filter id',
      { trafficMirrorFilterId: targetId(1) },
      { code: 'INVALID_INPUT', field: ['input', 'trafficMirrorFilterId'], message: /must name a filter/ },
    ],
    [
      'a session of another account',
      { trafficMirrorSessionId: globalIdOf('210987654321'), packetLength: 1 },
      { code: 'INVALID_INPUT', field: ['input', 'trafficMirrorSessionId'], message: /210987654321/ },
    ],
    [
      'a session of another Region',
      {
        trafficMirrorSessionId: `arn:aws:ec2:eu-west-1:123456789012:traffic-mirror-session/${sessionId(4)}`,
        packetLength: 1,
      },
      { code: 'INVALID_INPUT', field: ['input', 'trafficMirrorSessionId'], message: /eu-west-1/ },
    ],
    [
      'packet length set and removed',
      { packetLength: 1, removeFields: ['PACKET_LENGTH'] },
      {
        code: 'CONFLICTING_INPUT',
        field: ['input', 'packetLength'],
        message: /both set and listed in removeFields/,
      },
    ],
    [
      'description set and removed',
      { description: '', removeFields: ['DESCRIPTION'] },
      { code: 'CONFLICTING_INPUT', field: ['input', 'description'], message: /both/ },
    ],
    [
      'network id set and removed',
      { virtualNetworkId: 0, removeFields: ['VIRTUAL_NETWORK_ID'] },
      { code: 'CONFLICTING_INPUT', field: ['input', 'virtualNetworkId'], message: /both/ },
    ],
    ['nothing to change', {}, { code: 'NO_CHANGES_REQUESTED', field: ['input'], message: /changes nothing/ }],
    [
      'an empty list to remove',
      { removeFields: [] },
      { code: 'NO_CHANGES_REQUESTED', field: ['input'], message: /nothing/ },
    ],
    [
      'nothing but a null list',
      { removeFields: null },
      { code: 'NO_CHANGES_REQUESTED', field: ['input'], message: /nothing/ },
    ],
    [
      'a null for a property without a default',
      { sessionNumber: null },
      { code: 'INVALID_INPUT', field: ['input', 'sessionNumber'], message: /no default/ },
    ],
  ])('%s', async (_, input, { code, field, message }) => {
    const payload = await modify(gateway, { trafficMirrorSessionId, ...input });
    expect(payload.trafficMirrorSession).toBeNull();
    expect(payload.userErrors).toEqual([
      {
        __typename: 'TrafficMirrorGenericError',
        code,
        field,
        message: expect.stringMatching(message),
        awsErrorCode: null,
        awsRequestId: null,
        retryable: false,
      },
    ]);
    expect(gateway.ec2Calls()).toEqual({});
  });

  test('all problems are reported together', async () => {
    const payload = await modify(gateway, {
      trafficMirrorSessionId: 'x',
      trafficMirrorTargetId: 'y',
      packetLength: 9000,
      sessionNumber: 0,
      virtualNetworkId: 1,
      removeFields: ['VIRTUAL_NETWORK_ID', 'PACKET_LENGTH'],
    });
    expect(payload.userErrors.map(({ code, field }) => `${code} ${field?.join('.')}`)).toEqual([
      'INVALID_INPUT input.trafficMirrorSessionId',
      'INVALID_INPUT input.trafficMirrorTargetId',
      'INVALID_INPUT input.packetLength',
      'INVALID_INPUT input.sessionNumber',
      'CONFLICTING_INPUT input.virtualNetworkId',
      'CONFLICTING_INPUT input.packetLength',
    ]);
  });
});

describe('a null', () => {
  test('resets a property, as `removeFields` does, and neither warns nor conflicts with it', async () => {
    const payload = await modify(gateway, {
      trafficMirrorSessionId,
      packetLength: null,
      description: null,
      removeFields: ['DESCRIPTION'],
    });
    expect(payload.trafficMirrorSession).toMatchObject({ packetLength: null, description: null });
    expect([payload.warnings, payload.userErrors]).toEqual([[], []]);
    const sent = Object.entries(gateway.emulator.requests.at(-1)?.params ?? {});
    expect(sent.filter(([name]) => name.startsWith('RemoveField')).map(([, word]) => word)).toEqual([
      'description',
      'packet-length',
    ]);
  });

  test('is told apart from an absent value in every form, also after the document was compiled', async () => {
    const selection = '{ userErrors { message } trafficMirrorSession { description packetLength } }';
    const field = `mutation ($description: String, $length: Int) { modifyTrafficMirrorSession(input: {
      trafficMirrorSessionId: "${trafficMirrorSessionId}", packetLength: $length, description: $description }) ${selection} }`;
    const whole = `mutation ($input: ModifyTrafficMirrorSessionInput!) { modifyTrafficMirrorSession(input: $input) ${selection} }`;
    const literal = (input: string) => `mutation { modifyTrafficMirrorSession(input: {
      trafficMirrorSessionId: "${trafficMirrorSessionId}", ${input} }) ${selection} }`;
    const id = trafficMirrorSessionId;
    for (let round = 0; round < 13; round++) {
      const ways: [string, object, string | null][] = [
        [literal('description: "kept", packetLength: 7'), {}, 'kept'],
        [field, { length: round + 1 }, 'kept'],
        [field, { length: round + 2, description: null }, null],
        [whole, { input: { trafficMirrorSessionId: id, description: 'kept' } }, 'kept'],
        [whole, { input: { trafficMirrorSessionId: id, packetLength: 9 } }, 'kept'],
        [whole, { input: { trafficMirrorSessionId: id, packetLength: 8, description: null } }, null],
        [literal(`description: "kept", packetLength: ${round + 1}`), {}, 'kept'],
        [literal('description: null'), {}, null],
      ];
      for (const [document, variables, description] of ways) {
        const { modifyTrafficMirrorSession: payload } = await gateway.query<Record<string, unknown>>(
          document,
          variables as Record<string, unknown>,
        );
        expect([document, payload]).toMatchObject([
          document,
          { userErrors: [], trafficMirrorSession: { description } },
        ]);
      }
    }
  });
});

describe('a change that EC2 refuses is a user error with its code and request id, and nothing is changed', () => {
  test.each<[string, object, { code: string; awsErrorCode: string; field: string[] | null }]>([
    [
      'an unknown session',
      { trafficMirrorSessionId: unknownSessionId, packetLength: 1 },
      {
        code: 'NOT_FOUND',
        awsErrorCode: 'InvalidTrafficMirrorSessionId.NotFound',
        field: ['input', 'trafficMirrorSessionId'],
      },
    ],
    [
      'an unknown target',
      { trafficMirrorTargetId: 'tmt-0ffffffffffffffff' },
      {
        code: 'NOT_FOUND',
        awsErrorCode: 'InvalidTrafficMirrorTargetId.NotFound',
        field: ['input', 'trafficMirrorTargetId'],
      },
    ],
    [
      'an unknown filter',
      { trafficMirrorFilterId: 'tmf-0ffffffffffffffff' },
      {
        code: 'NOT_FOUND',
        awsErrorCode: 'InvalidTrafficMirrorFilterId.NotFound',
        field: ['input', 'trafficMirrorFilterId'],
      },
    ],
    [
      'the session number of another session',
      { trafficMirrorSessionId: sessionId(1), sessionNumber: 2 },
      { code: 'ALREADY_EXISTS', awsErrorCode: 'InvalidParameterValue', field: ['input', 'sessionNumber'] },
    ],
  ])('%s', async (_, input, expected) => {
    const payload = await modify(gateway, { trafficMirrorSessionId, description: 'never', ...input });
    expect(payload.trafficMirrorSession).toBeNull();
    expect(payload.userErrors).toEqual([
      expect.objectContaining({ ...expected, retryable: false, awsRequestId: expect.any(String) }),
    ]);
    const { trafficMirrorSessions } = await gateway.query<{ trafficMirrorSessions: { nodes: unknown[] } }>(
      '{ trafficMirrorSessions(filter: { descriptions: ["never"] }) { nodes { description } } }',
    );
    expect(trafficMirrorSessions.nodes).toEqual([]);
  });

  test('a denial of IAM', async () => {
    gateway.emulator.deny('ModifyTrafficMirrorSession');
    const payload = await modify(gateway, { trafficMirrorSessionId, packetLength: 3 });
    gateway.emulator.allow('ModifyTrafficMirrorSession');
    expect(payload).toMatchObject({ trafficMirrorSession: null, dryRun: null });
    expect(payload.userErrors).toEqual([
      expect.objectContaining({ code: 'UNAUTHORIZED', awsErrorCode: 'UnauthorizedOperation' }),
    ]);
  });
});

describe('input that GraphQL itself refuses never reaches EC2', () => {
  const document =
    'mutation ($input: ModifyTrafficMirrorSessionInput!) { modifyTrafficMirrorSession(input: $input) { warnings } }';

  test.each<[string, object]>([
    ['an unknown value to remove', { removeFields: ['SESSION_NUMBER'] }],
    ["EC2's name instead of the enum value", { removeFields: ['packet-length'] }],
    ['a number beyond 32 bits', { packetLength: 2147483648 }],
    ['a fraction', { packetLength: 1.5 }],
    ['a text for a number', { sessionNumber: '1' }],
    ['an unknown field', { networkInterfaceId: 'eni-12345678' }],
    ['no session id', { trafficMirrorSessionId: undefined, packetLength: 1 }],
  ])('%s', async (_, input) => {
    const answer = await gateway.send(document, { input: { trafficMirrorSessionId, ...input } });
    expect(answer.data).toBeUndefined();
    expect(answer.errors?.[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      requestId: expect.any(String),
    });
    expect(gateway.ec2Calls()).toEqual({});
  });
});
