import { DescribeTrafficMirrorSessionsCommand } from '@aws-sdk/client-ec2';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { filterId, sessionId, targetId, unknownSessionId } from '../support/demo.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { modify, modifyWithChanges } from '../support/modify.ts';
import { mutate } from '../support/mutations.ts';

let gateway: TestGateway;
beforeEach(async () => {
  gateway = await startTestGateway();
});

/** The session as EC2 itself shows it. */
async function inEc2(id: string) {
  const command = new DescribeTrafficMirrorSessionsCommand({ TrafficMirrorSessionIds: [id] });
  return (await gateway.ec2.send(command)).TrafficMirrorSessions?.[0];
}

describe('a change', () => {
  test('of every property at once is made in EC2 and answered from EC2', async () => {
    const payload = await modifyWithChanges(gateway, {
      trafficMirrorSessionId: sessionId(1),
      trafficMirrorTargetId: targetId(2),
      trafficMirrorFilterId: filterId(3),
      packetLength: 96,
      sessionNumber: 7,
      virtualNetworkId: 0,
      description: 'everything new',
    });
    expect(payload).toEqual({
      trafficMirrorSession: {
        trafficMirrorSessionId: sessionId(1),
        trafficMirrorTargetId: targetId(2),
        trafficMirrorFilterId: filterId(3),
        packetLength: 96,
        sessionNumber: 7,
        virtualNetworkId: 0,
        description: 'everything new',
        version: expect.any(String),
      },
      dryRun: null,
      changes: [
        { field: 'trafficMirrorTargetId', before: targetId(1), after: targetId(2) },
        { field: 'trafficMirrorFilterId', before: filterId(1), after: filterId(3) },
        { field: 'packetLength', before: null, after: '96' },
        { field: 'sessionNumber', before: '1', after: '7' },
        { field: 'virtualNetworkId', before: '4211001', after: '0' },
        { field: 'description', before: 'API traffic to the IDS', after: 'everything new' },
      ],
      warnings: [],
      userErrors: [],
      awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect(await inEc2(sessionId(1))).toMatchObject({
      TrafficMirrorTargetId: targetId(2),
      TrafficMirrorFilterId: filterId(3),
      PacketLength: 96,
      SessionNumber: 7,
      VirtualNetworkId: 0,
      Description: 'everything new',
    });
  });

  test('sends EC2 exactly the fields of the input', async () => {
    await modify(gateway, {
      trafficMirrorSessionId: sessionId(2),
      sessionNumber: 9,
      description: 'd',
      removeFields: ['PACKET_LENGTH', 'VIRTUAL_NETWORK_ID'],
    });
    const request = gateway.emulator.requests.at(-1);
    expect(request).toMatchObject({ action: 'ModifyTrafficMirrorSession' });
    expect(request?.params).toEqual({
      TrafficMirrorSessionId: sessionId(2),
      SessionNumber: '9',
      Description: 'd',
      'RemoveField.1': 'packet-length',
      'RemoveField.2': 'virtual-network-id',
    });
  });

  test('of one property leaves the others alone', async () => {
    const before = await inEc2(sessionId(2));
    await modify(gateway, { trafficMirrorSessionId: sessionId(2), packetLength: 1 });
    expect(await inEc2(sessionId(2))).toEqual({ ...before, PacketLength: 1 });
  });

  test('costs one EC2 call, and one more if `changes` is selected', async () => {
    await modify(gateway, { trafficMirrorSessionId: sessionId(1), packetLength: 10 });
    expect(gateway.ec2Calls()).toEqual({ ModifyTrafficMirrorSession: 1 });
    await modifyWithChanges(gateway, { trafficMirrorSessionId: sessionId(1), packetLength: 11 });
    expect(gateway.ec2Calls()).toEqual({ ModifyTrafficMirrorSession: 2, DescribeTrafficMirrorSessions: 1 });
  });

  test('finds `changes` in fragments, under an alias, and not where they are skipped', async () => {
    const document = `mutation ($input: ModifyTrafficMirrorSessionInput!, $no: Boolean!) {
      inFragment: modifyTrafficMirrorSession(input: $input) { ...on ModifyTrafficMirrorSessionPayload { ...named } }
      skipped: modifyTrafficMirrorSession(input: $input) { warnings changes @include(if: $no) { field } }
    }
    fragment named on ModifyTrafficMirrorSessionPayload { diff: changes { field } }`;
    const data = await gateway.query(document, {
      input: { trafficMirrorSessionId: sessionId(1), packetLength: 12 },
      no: false,
    });
    expect(data).toEqual({ inFragment: { diff: [{ field: 'packetLength' }] }, skipped: { warnings: [] } });
    expect(gateway.ec2Calls().DescribeTrafficMirrorSessions).toBe(1);
  });

  test('to an empty description is sent as one', async () => {
    await modify(gateway, { trafficMirrorSessionId: sessionId(1), description: '' });
    expect(gateway.emulator.requests.at(-1)?.params).toMatchObject({ Description: '' });
  });

  test('takes the session by ARN and by global ID', async () => {
    const arn = `arn:aws:ec2:us-east-1:123456789012:traffic-mirror-session/${sessionId(1)}`;
    const { trafficMirrorSession } = await gateway.query<{ trafficMirrorSession: { id: string } }>(
      'query ($arn: ID!) { trafficMirrorSession(id: $arn) { id } }',
      { arn },
    );
    for (const name of [arn, trafficMirrorSession.id]) {
      const payload = await modify(gateway, { trafficMirrorSessionId: name, packetLength: 50 });
      expect(payload.trafficMirrorSession?.trafficMirrorSessionId).toBe(sessionId(1));
    }
  });

  test('shows in a read of the same request, and in the next one', async () => {
    const input = { trafficMirrorSessionId: sessionId(1), packetLength: 77 };
    await modify(gateway, input);
    const data = await gateway.query('query ($id: ID!) { trafficMirrorSession(id: $id) { packetLength } }', {
      id: sessionId(1),
    });
    expect(data).toEqual({ trafficMirrorSession: { packetLength: 77 } });
  });

  test('returns the related resources of the changed session', async () => {
    const data = await gateway.query(
      `mutation ($input: ModifyTrafficMirrorSessionInput!) {
        modifyTrafficMirrorSession(input: $input) { trafficMirrorSession { target { type } filter { description } } }
      }`,
      {
        input: {
          trafficMirrorSessionId: sessionId(1),
          trafficMirrorTargetId: targetId(3),
          trafficMirrorFilterId: filterId(2),
        },
      },
    );
    expect(data).toEqual({
      modifyTrafficMirrorSession: {
        trafficMirrorSession: {
          target: { type: 'GATEWAY_LOAD_BALANCER_ENDPOINT' },
          filter: { description: 'Web traffic without SSH' },
        },
      },
    });
  });
});

describe('removeFields', () => {
  const words = {
    PACKET_LENGTH: 'packet-length',
    DESCRIPTION: 'description',
    VIRTUAL_NETWORK_ID: 'virtual-network-id',
  };
  const names = Object.keys(words) as (keyof typeof words)[];
  const subsets = Array.from({ length: 8 }, (_, bits) => names.filter((_name, index) => bits & (1 << index)));

  /** Session 6 mirrors to an interface, session 5 to a load balancer; both have all three properties. */
  test.each(subsets.map((subset) => [subset.join(' and ') || 'nothing', subset] as const))(
    '%s',
    async (_, removeFields) => {
      const before = await inEc2(sessionId(6));
      const payload = await modify(gateway, {
        trafficMirrorSessionId: sessionId(6),
        sessionNumber: 11,
        removeFields,
      });
      const removed = new Set<string>(removeFields);
      expect(payload.userErrors).toEqual([]);
      expect(payload.trafficMirrorSession).toMatchObject({
        sessionNumber: 11,
        packetLength: removed.has('PACKET_LENGTH') ? null : 128,
        description: removed.has('DESCRIPTION') ? null : 'Headers only, for case 1042',
      });
      const after = await inEc2(sessionId(6));
      expect(after?.VirtualNetworkId !== before?.VirtualNetworkId).toBe(removed.has('VIRTUAL_NETWORK_ID'));
      const sent = Object.entries(
        gateway.emulator.requests.findLast(({ action }) => action.startsWith('Modify'))?.params ?? {},
      );
      expect(sent.filter(([name]) => name.startsWith('RemoveField')).map(([, word]) => word)).toEqual(
        removeFields.map((name) => words[name]),
      );
    },
  );

  test('resets the packet length to 8500 at a load balancer', async () => {
    await modify(gateway, { trafficMirrorSessionId: sessionId(5), packetLength: 100 });
    const payload = await modify(gateway, {
      trafficMirrorSessionId: sessionId(5),
      removeFields: ['PACKET_LENGTH'],
    });
    expect(payload.trafficMirrorSession?.packetLength).toBe(8500);
  });

  test('warns that the VXLAN ID will change', async () => {
    const payload = await modify(gateway, {
      trafficMirrorSessionId: sessionId(1),
      removeFields: ['VIRTUAL_NETWORK_ID'],
    });
    expect(payload.warnings).toEqual([expect.stringContaining('new random VXLAN ID')]);
  });

  test('ignores repetitions', async () => {
    await modify(gateway, {
      trafficMirrorSessionId: sessionId(1),
      removeFields: ['DESCRIPTION', 'DESCRIPTION'],
    });
    const sent = gateway.emulator.requests.at(-1)?.params ?? {};
    expect(Object.keys(sent).filter((name) => name.startsWith('RemoveField'))).toEqual(['RemoveField.1']);
  });

  test('can be combined with setting other properties in one call', async () => {
    const payload = await modify(gateway, {
      trafficMirrorSessionId: sessionId(6),
      packetLength: 64,
      removeFields: ['DESCRIPTION'],
    });
    expect(payload.trafficMirrorSession).toMatchObject({ packetLength: 64, description: null });
    expect(gateway.ec2Calls()).toEqual({ ModifyTrafficMirrorSession: 1 });
  });
});

describe('a dry run', () => {
  const input = { trafficMirrorSessionId: sessionId(1), packetLength: 42, dryRun: true };

  test('that EC2 permits is PERMITTED and changes nothing', async () => {
    const payload = await modifyWithChanges(gateway, input);
    expect(payload).toEqual({
      trafficMirrorSession: null,
      dryRun: {
        verdict: 'PERMITTED',
        message: expect.stringContaining('would have succeeded'),
        awsRequestId: expect.any(String),
      },
      changes: [{ field: 'packetLength', before: null, after: '42' }],
      warnings: [],
      userErrors: [],
      awsRequestId: expect.any(String),
    });
    expect((await inEc2(sessionId(1)))?.PacketLength).toBeUndefined();
  });

  test('that IAM refuses is UNAUTHORIZED, with a user error', async () => {
    gateway.emulator.deny('ModifyTrafficMirrorSession');
    const payload = await modify(gateway, input);
    expect(payload.dryRun?.verdict).toBe('UNAUTHORIZED');
    expect(payload.userErrors).toEqual([
      expect.objectContaining({
        __typename: 'TrafficMirrorUnauthorizedError',
        code: 'UNAUTHORIZED',
        awsErrorCode: 'UnauthorizedOperation',
      }),
    ]);
  });

  test('that EC2 refuses otherwise is REJECTED, with the reason', async () => {
    gateway.emulator.faults('ModifyTrafficMirrorSession', [
      { error: { code: 'InvalidParameterValue', message: 'no', status: 400 } },
    ]);
    const payload = await modify(gateway, input);
    expect(payload.dryRun?.verdict).toBe('REJECTED');
    expect(payload.userErrors).toEqual([
      expect.objectContaining({ code: 'INVALID_INPUT', awsErrorCode: 'InvalidParameterValue' }),
    ]);
  });

  test('that EC2 does not answer has no verdict', async () => {
    await gateway.emulator.stop();
    const payload = await modify(gateway, input);
    expect(payload.dryRun).toBeNull();
    expect(payload.userErrors).toEqual([
      expect.objectContaining({ code: 'UPSTREAM_UNAVAILABLE', retryable: true }),
    ]);
  });

  test('that is null is refused by GraphQL, and not treated as false', async () => {
    const answer = await gateway.send(
      'mutation ($input: ModifyTrafficMirrorSessionInput!) { modifyTrafficMirrorSession(input: $input) { warnings } }',
      {
        input: { ...input, dryRun: null },
      },
    );
    expect(answer.data).toBeUndefined();
    expect(answer.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    expect(gateway.ec2Calls()).toEqual({});
  });
});

describe('ifVersion', () => {
  const versionNow = async (id: string) => {
    const data = await gateway.query<{ trafficMirrorSession: { version: string } }>(
      'query ($id: ID!) { trafficMirrorSession(id: $id) { version } }',
      { id },
    );
    return data.trafficMirrorSession.version;
  };

  test('that is current lets the change pass, and the answer has the next version', async () => {
    const version = await versionNow(sessionId(1));
    const payload = await modify(gateway, {
      trafficMirrorSessionId: sessionId(1),
      packetLength: 5,
      ifVersion: version,
    });
    expect(payload.userErrors).toEqual([]);
    expect(payload.trafficMirrorSession?.version).toBe(await versionNow(sessionId(1)));
    expect(payload.trafficMirrorSession?.version).not.toBe(version);
  });

  test('lets exactly one of two concurrent changes pass', async () => {
    const ifVersion = await versionNow(sessionId(1));
    const race = [301, 302, 303, 304].map((packetLength) =>
      modify(gateway, { trafficMirrorSessionId: sessionId(1), packetLength, ifVersion }),
    );
    const payloads = await Promise.all(race);
    const winners = payloads.filter((payload) => payload.trafficMirrorSession !== null);
    expect(winners).toHaveLength(1);
    expect((await inEc2(sessionId(1)))?.PacketLength).toBe(winners[0]?.trafficMirrorSession?.packetLength);
    for (const payload of payloads.filter((other) => other !== winners[0])) {
      expect(payload.userErrors).toEqual([
        expect.objectContaining({ code: 'VERSION_CONFLICT', field: ['input', 'ifVersion'] }),
      ]);
    }
  });

  test.each(['out of date', ''])(
    'of %j, which is not current, returns the current session and changes nothing',
    async (ifVersion) => {
      const data = await gateway.query(
        `mutation ($input: ModifyTrafficMirrorSessionInput!) { modifyTrafficMirrorSession(input: $input) { userErrors {
        code ... on TrafficMirrorVersionConflictError { currentVersion current { ... on TrafficMirrorSession { packetLength version } } }
      } } }`,
        { input: { trafficMirrorSessionId: sessionId(6), packetLength: 5, ifVersion } },
      );
      const version = await versionNow(sessionId(6));
      expect(data).toEqual({
        modifyTrafficMirrorSession: {
          userErrors: [
            { code: 'VERSION_CONFLICT', currentVersion: version, current: { packetLength: 128, version } },
          ],
        },
      });
      expect(gateway.ec2Calls().ModifyTrafficMirrorSession).toBeUndefined();
    },
  );

  test('of a session that does not exist is NOT_FOUND', async () => {
    const payload = await modify(gateway, {
      trafficMirrorSessionId: unknownSessionId,
      packetLength: 5,
      ifVersion: 'any',
    });
    expect(payload.userErrors).toEqual([
      expect.objectContaining({ code: 'NOT_FOUND', field: ['input', 'trafficMirrorSessionId'] }),
    ]);
    expect(gateway.ec2Calls().ModifyTrafficMirrorSession).toBeUndefined();
  });

  test('does not change with the tags, which another action modifies', async () => {
    const [one, two] = [sessionId(4), sessionId(4)];
    expect(await versionNow(one)).toBe(await versionNow(two));
  });
});

test("a dry run that selects `changes` says that the session does not exist, which EC2's dry run may not check", async () => {
  const input = { trafficMirrorSessionId: unknownSessionId, packetLength: 5, dryRun: true };
  const { userErrors, dryRun } = await mutate(gateway, 'modifyTrafficMirrorSession', input);
  expect(userErrors).toEqual([
    expect.objectContaining({ code: 'NOT_FOUND', field: ['input', 'trafficMirrorSessionId'] }),
  ]);
  expect(dryRun).toBeNull();
  expect(gateway.ec2Calls()).toEqual({ DescribeTrafficMirrorSessions: 1 });
});
