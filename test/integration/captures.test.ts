/** Captures: all of their sessions or none, and an end that comes by itself. */
import {
  CreateTagsCommand,
  CreateTrafficMirrorSessionCommand,
  DescribeTrafficMirrorSessionsCommand,
  type TrafficMirrorSession,
} from '@aws-sdk/client-ec2';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { newAuditFile, readAudit } from '../support/audit.ts';
import { filterId, networkInterfaceId, sessionId, targetId } from '../support/demo.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { sumOf } from '../support/metrics.ts';
import { until } from '../support/until.ts';

interface Payload {
  readonly trafficMirrorCapture: {
    readonly id: string;
    readonly state: string;
    readonly expiresAt: string | null;
    readonly reason: string | null;
    readonly sessions: { readonly trafficMirrorSessionId: string; readonly networkInterfaceId: string }[];
  } | null;
  readonly warnings: string[];
  readonly userErrors: { readonly code: string; readonly field: string[] | null; readonly message: string }[];
}

const answer = `trafficMirrorCapture { id state expiresAt reason scope { region } sessions { trafficMirrorSessionId networkInterfaceId sessionNumber description packetLength } }
  warnings userErrors { code field message retryable }`;

let gateway: TestGateway;

async function change(name: 'start' | 'extend' | 'stop', input: object, at = gateway): Promise<Payload> {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}TrafficMirrorCaptureInput`;
  const field = `${name}TrafficMirrorCapture`;
  const query = `mutation ($input: ${type}!) { ${field}(input: $input) { ${answer} } }`;
  return (await at.query<Record<string, Payload>>(query, { input }))[field] as Payload;
}

const wanted = (...sources: number[]) => ({
  networkInterfaceIds: sources.map((n) => networkInterfaceId(n)),
  trafficMirrorTargetId: targetId(2),
  trafficMirrorFilterId: filterId(1),
  minutes: 15,
  reason: 'case 1042',
});

async function sessions(at = gateway): Promise<TrafficMirrorSession[]> {
  const all = await at.ec2.send(new DescribeTrafficMirrorSessionsCommand({}));
  return all.TrafficMirrorSessions ?? [];
}
const tagOf = ({ Tags = [] }: TrafficMirrorSession, key: string) =>
  Tags.find(({ Key }) => Key === key)?.Value;
const captured = async () => (await sessions()).filter((session) => tagOf(session, 'tmgw:capture'));

const idsOf = ({ trafficMirrorCapture }: Payload) =>
  (trafficMirrorCapture?.sessions ?? []).map(({ trafficMirrorSessionId }) => trafficMirrorSessionId);

const setEnd = (ids: readonly string[], end: string, at = gateway) =>
  at.ec2.send(new CreateTagsCommand({ Resources: [...ids], Tags: [{ Key: 'tmgw:expires-at', Value: end }] }));
const minutesFromNow = (text: string | null | undefined) => (Date.parse(text ?? '') - Date.now()) / 60_000;

beforeEach(async () => {
  gateway = await startTestGateway({ env: { AUDIT_FILE: newAuditFile() } });
});

describe('a capture', () => {
  test('is started, listed, extended and stopped, and its sessions say so in their tags', async () => {
    const started = await change('start', { ...wanted(10, 11), packetLength: 128 });
    expect(started).toMatchObject({ warnings: [], userErrors: [] });
    const { id = '', expiresAt, state, reason } = started.trafficMirrorCapture ?? {};
    expect({ state, reason }).toEqual({ state: 'RUNNING', reason: 'case 1042' });
    expect(minutesFromNow(expiresAt)).toBeCloseTo(15, 0);
    for (const session of await captured()) {
      expect(session).toMatchObject({ SessionNumber: 32_766, Description: 'case 1042', PacketLength: 128 });
      expect(tagOf(session, 'managed-by')).toBe('tmgw');
      expect([tagOf(session, 'tmgw:capture'), tagOf(session, 'tmgw:expires-at')]).toEqual([id, expiresAt]);
    }
    const { trafficMirrorCaptures: list } = await gateway.query(
      '{ trafficMirrorCaptures { nodes { id state sessions { networkInterface { networkInterfaceId } } } pageInfo { hasNextPage } scopeErrors { code } } }',
    );
    expect(list).toMatchObject({ nodes: [{ id, state: 'RUNNING', sessions: [{}, {}] }], scopeErrors: [] });

    const extended = await change('extend', { captureId: id, minutes: 90 });
    expect(extended.userErrors).toEqual([]);
    expect(minutesFromNow(extended.trafficMirrorCapture?.expiresAt)).toBeCloseTo(90, 0);

    const before = (await sessions()).length;
    const stopped = { trafficMirrorCapture: null, userErrors: [] };
    expect(await change('stop', { captureId: id })).toEqual({ ...stopped, warnings: [] });
    expect((await sessions()).length).toBe(before - 2);
    expect(await change('stop', { captureId: id })).toEqual({
      ...stopped,
      warnings: [`No session has the id ${id} of a capture: it is over, or in another account or Region.`],
    });
    expect((await change('extend', { captureId: id, minutes: 1 })).userErrors).toMatchObject([
      { code: 'NOT_FOUND', field: ['input', 'captureId'] },
    ]);
  });

  test('is recorded with its id and its end, and each session with its outcome', async () => {
    const auditFile = newAuditFile();
    const audited = await startTestGateway({ env: { AUDIT_FILE: auditFile } });
    const started = await change('start', wanted(10), audited);
    const { id, expiresAt } = started.trafficMirrorCapture ?? {};
    const lines = readAudit(auditFile).filter(({ capture }) => capture === id);
    expect(lines.map(({ event, action, outcome = '' }) => `${event} ${action} ${outcome}`.trim())).toEqual([
      'intent CreateTrafficMirrorSession',
      'outcome CreateTrafficMirrorSession success',
      'intent CreateTags',
      'outcome CreateTags success',
    ]);
    expect(lines[0]).toMatchObject({ inputs: { TagSpecifications: [{ 'tmgw:capture': id }] } });
    expect(lines[2]).toMatchObject({ inputs: { Tags: { 'tmgw:expires-at': expiresAt } } });
  });

  test('is all or nothing: every problem is told by its position, and nothing is made', async () => {
    const unknown = 'eni-0ffffffffffffffff';
    const networkInterfaceIds = [...wanted(10, 1, 2, 8).networkInterfaceIds, unknown];
    const refused = await change('start', { ...wanted(), networkInterfaceIds });
    expect(refused.trafficMirrorCapture).toBeNull();
    expect(refused.userErrors.map(({ code, field }) => [code, field?.join('.')])).toEqual([
      ['QUOTA_EXCEEDED', 'input.networkInterfaceIds.1'],
      ['OVERLAPPING_SESSION', 'input.networkInterfaceIds.2'],
      ['UNSUPPORTED_RESOURCE', 'input.networkInterfaceIds.3'],
      ['NOT_FOUND', 'input.networkInterfaceIds.4'],
    ]);
    expect(gateway.ec2Calls().CreateTrafficMirrorSession).toBeUndefined();
  });

  test('leaves nothing where EC2 refuses a session, does not answer, or does not give it its end', async () => {
    // The guide does not list the instance type of the third, so EC2 is asked.
    const refused = await change('start', wanted(10, 11, 7));
    expect(refused.userErrors).toMatchObject([{ field: ['input', 'networkInterfaceIds', '2'] }]);
    expect(await captured()).toEqual([]);

    const lost = { error: { code: 'InternalError', status: 500 }, times: 20 };
    gateway.emulator.faults('CreateTags', [lost]);
    expect((await change('start', wanted(10, 11))).userErrors).toMatchObject([{ code: 'OUTCOME_UNKNOWN' }]);
    expect(await captured()).toEqual([]);
    gateway.emulator.faults('CreateTags', []);

    const denied = { error: { code: 'UnauthorizedOperation', status: 403 } };
    gateway.emulator.faults('CreateTrafficMirrorSession', [{ times: 1, delayMs: 0 }, denied]);
    expect((await change('start', wanted(10, 11))).userErrors).toMatchObject([{ code: 'UNAUTHORIZED' }]);
    expect(await captured()).toEqual([]);
  });

  test('goes on where a start was cut off, if it is sent again with its key', async () => {
    const input = { ...wanted(10, 11), idempotencyKey: 'again' };
    const denied = { error: { code: 'UnauthorizedOperation', status: 403 } };
    gateway.emulator.faults('CreateTags', [denied]);
    gateway.emulator.faults('DeleteTrafficMirrorSession', [{ ...denied, times: 2 }]);
    expect((await change('start', input)).userErrors).toMatchObject([{ code: 'UNAUTHORIZED' }]);
    const half = await captured();
    expect(half.map((session) => tagOf(session, 'tmgw:expires-at')?.replace(/^.*Z/, ''))).toEqual([
      ' starting',
      ' starting',
    ]);
    const { trafficMirrorCaptures: list } = await gateway.query(
      '{ trafficMirrorCaptures { nodes { state } } }',
    );
    expect(list).toEqual({ nodes: [{ state: 'STARTING' }] });

    const again = await change('start', input);
    expect(again.userErrors).toEqual([]);
    expect(idsOf(again)).toEqual(half.map(({ TrafficMirrorSessionId }) => TrafficMirrorSessionId));
    expect(again.trafficMirrorCapture?.state).toBe('RUNNING');
    expect(await change('start', input)).toEqual({
      ...again,
      trafficMirrorCapture: again.trafficMirrorCapture,
    });
    expect(await captured()).toHaveLength(2);
    const other = await change('start', { ...input, trafficMirrorFilterId: filterId(2) });
    expect(other.userErrors).toMatchObject([
      { code: 'IDEMPOTENCY_CONFLICT', field: ['input', 'idempotencyKey'] },
    ]);
    const more = await change('start', { ...input, ...wanted(10, 11, 12), idempotencyKey: 'again' });
    expect(more.userErrors).toMatchObject([
      { code: 'IDEMPOTENCY_CONFLICT', message: expect.stringContaining('networkInterfaceIds') },
    ]);
  });

  test('is not deleted by a replica that fails to end it, when another one has', async () => {
    const denied = { error: { code: 'UnauthorizedOperation', status: 403 } };
    gateway.emulator.faults('CreateTags', [{ ...denied, times: 1, delayMs: 500 }]);
    const starting = change('start', wanted(10, 11));
    await until(async () => gateway.ec2Calls().CreateTags === 1);
    const ids = (await captured()).map(({ TrafficMirrorSessionId = '' }) => TrafficMirrorSessionId);
    await setEnd(ids, '2099-01-01T00:00:00Z');
    expect((await starting).userErrors).toMatchObject([{ code: 'UNAUTHORIZED' }]);
    expect(await captured()).toHaveLength(2);
  });

  test('says who goes without packets, and what has the number that it needs', async () => {
    const before = await change('start', { ...wanted(6), precedence: 'BEFORE_OTHERS' });
    expect(before.warnings).toEqual([
      expect.stringContaining(`the session ${sessionId(9)} with the number 5 gets only`),
    ]);
    const after = await change('start', { ...wanted(2), precedence: 'AFTER_OTHERS' });
    expect(after.warnings).toEqual([
      expect.stringContaining(`the session ${sessionId(4)} with the number 1 does not`),
    ]);
    const taken = await change('start', { ...wanted(2), precedence: 'BEFORE_OTHERS' });
    expect(taken.userErrors).toMatchObject([
      { code: 'ALREADY_EXISTS', field: ['input', 'networkInterfaceIds', '0'] },
    ]);
  });
});

describe('sweeping', () => {
  test('deletes what is over, and never what has another owner, no end that can be read, or time left', async () => {
    const auditFile = newAuditFile();
    gateway = await startTestGateway({ env: { AUDIT_FILE: auditFile }, sweepEveryMs: 20 });
    const [over, unreadable, running] = [
      await change('start', wanted(10)),
      await change('start', wanted(11)),
      await change('start', { ...wanted(9), precedence: 'AFTER_OTHERS' }),
    ];
    const before = await sessions();
    await gateway.ec2.send(
      // Somebody's own session with an end only.
      new CreateTagsCommand({
        Resources: [sessionId(1)],
        Tags: [{ Key: 'tmgw:expires-at', Value: '2020-01-01T00:00:00Z' }],
      }),
    );
    await setEnd(idsOf(unreadable), 'soon');
    await setEnd(idsOf(over), '2020-01-01T00:00:00Z');
    await until(async () => (await sessions()).length < before.length);
    await until(async () => (await sumOf(gateway.adminUrl, 'mirror_captures_overdue')) === 1);
    const left = new Set((await sessions()).map(({ TrafficMirrorSessionId }) => TrafficMirrorSessionId));
    expect(
      before
        .filter(({ TrafficMirrorSessionId: id }) => !left.has(id))
        .map((one) => one.TrafficMirrorSessionId),
    ).toEqual(idsOf(over));
    expect(idsOf(running).every((id) => left.has(id))).toBe(true);
    expect(
      readAudit(auditFile).filter(({ action }) => action === 'DeleteTrafficMirrorSession'),
    ).toMatchObject([
      { event: 'intent', actor: { subject: 'tmgw-loop' }, capture: over.trafficMirrorCapture?.id },
      { event: 'outcome', outcome: 'success' },
    ]);
    // People can still end it.
    const captureId = unreadable.trafficMirrorCapture?.id;
    expect((await change('stop', { captureId })).userErrors).toEqual([]);
    await until(async () => (await sumOf(gateway.adminUrl, 'mirror_captures_overdue')) === 0);
  });

  test('only counts while changes are off', async () => {
    gateway = await startTestGateway({ env: { READ_ONLY: 'true' }, sweepEveryMs: 20 });
    await gateway.ec2.send(
      new CreateTrafficMirrorSessionCommand({
        NetworkInterfaceId: networkInterfaceId(10),
        TrafficMirrorTargetId: targetId(1),
        TrafficMirrorFilterId: filterId(1),
        SessionNumber: 7,
        TagSpecifications: [
          {
            ResourceType: 'traffic-mirror-session',
            Tags: [
              { Key: 'tmgw:capture', Value: 'x' },
              { Key: 'tmgw:expires-at', Value: '2020-01-01T00:00:00Z' },
            ],
          },
        ],
      }),
    );
    await until(async () => (await sumOf(gateway.adminUrl, 'mirror_captures_overdue')) === 1);
    expect(gateway.ec2Calls().DeleteTrafficMirrorSession).toBeUndefined();
  });
});
