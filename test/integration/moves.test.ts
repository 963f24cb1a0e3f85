/** Moves of sessions between targets: what stands against one, how it goes on and back, and what nobody obeys. */
import {
  CreateTagsCommand,
  CreateTrafficMirrorSessionCommand,
  CreateTrafficMirrorTargetCommand,
  DescribeNetworkInterfacesCommand,
  DescribeTrafficMirrorFiltersCommand,
  DescribeTrafficMirrorSessionsCommand,
  DescribeTrafficMirrorTargetsCommand,
  ModifyTrafficMirrorSessionCommand,
  StopInstancesCommand,
  type TrafficMirrorSession,
} from '@aws-sdk/client-ec2';
import { describe, expect, test } from '@jest/globals';
import { createSharedAccess } from '../../src/access/access.ts';
import { createOperationIds } from '../../src/api/operations/ids.ts';
import { noAudit } from '../../src/audit/audit.ts';
import { createMutex } from '../../src/ec2/changes/mutex.ts';
import { createScope } from '../../src/ec2/scope.ts';
import type { TagRecord } from '../../src/ec2/tags.ts';
import type { Fault } from '../../src/emulator/faults/faults.ts';
import { createLog } from '../../src/log.ts';
import { openToLoop } from '../../src/policies/loop.ts';
import { createMoveMarks, type MoveMarks } from '../../src/policies/moveMarks.ts';
import { createMover } from '../../src/policies/mover.ts';
import { type Move, textOf } from '../../src/policies/moves.ts';
import { createSigner } from '../../src/policies/signing.ts';
import { newAuditFile, readRecords } from '../support/audit.ts';
import { cleanUp } from '../support/cleanUp.ts';
import { sessionId, targetId } from '../support/demo.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { sumOf } from '../support/metrics.ts';
import { newPolicyFile, policyText } from '../support/policyFiles.ts';
import { ours, roleOf, startRoleGateway } from '../support/roleGateway.ts';
import { until } from '../support/until.ts';

const secret = 'one secret for all of the replicas';
const marks: MoveMarks = createMoveMarks(createSigner(secret));

interface Rig extends TestGateway {
  readonly auditFile: string;
  /** Two that take 100 sources each, and the others. */
  readonly targets: readonly string[];
  readonly filterId: string;
  /** Sources without a session, and those that have one. */
  readonly sources: string[];
  readonly added: string[];
}

async function start(
  sources = 12,
  { env = {}, sweepEveryMs = 0 }: { env?: Record<string, string>; sweepEveryMs?: number } = {},
): Promise<Rig> {
  const auditFile = newAuditFile();
  const gateway = await startTestGateway({
    seed: `policies:${sources}`,
    env: { AUDIT_FILE: auditFile, CURSOR_SECRET: secret, ...env },
    sweepEveryMs,
  });
  const { ec2 } = gateway;
  const { TrafficMirrorTargets = [] } = await ec2.send(new DescribeTrafficMirrorTargetsCommand({}));
  const { TrafficMirrorFilters: [filter] = [] } = await ec2.send(new DescribeTrafficMirrorFiltersCommand({}));
  const Filters = [{ Name: 'tag:mirror', Values: ['yes'] }];
  const { NetworkInterfaces = [] } = await ec2.send(new DescribeNetworkInterfacesCommand({ Filters }));
  return Object.assign(gateway, {
    auditFile,
    targets: TrafficMirrorTargets.map(({ TrafficMirrorTargetId = '' }) => TrafficMirrorTargetId),
    filterId: filter?.TrafficMirrorFilterId ?? '',
    sources: NetworkInterfaces.map(({ NetworkInterfaceId = '' }) => NetworkInterfaceId),
    added: [],
  });
}

/** Adds sessions on sources that have none. @returns their ids. */
async function add(
  rig: Rig,
  count: number,
  target: string,
  tags: readonly TagRecord[] = [],
): Promise<string[]> {
  const ids: string[] = [];
  for (const NetworkInterfaceId of rig.sources.splice(0, count)) {
    const { TrafficMirrorSession: made } = await rig.ec2.send(
      new CreateTrafficMirrorSessionCommand({
        NetworkInterfaceId,
        TrafficMirrorTargetId: target,
        TrafficMirrorFilterId: rig.filterId,
        SessionNumber: 1,
        ...(tags.length > 0 && {
          TagSpecifications: [
            {
              ResourceType: 'traffic-mirror-session',
              Tags: tags.map(({ key: Key, value: Value }) => ({ Key, Value })),
            },
          ],
        }),
      }),
    );
    ids.push(made?.TrafficMirrorSessionId ?? '');
    rig.added.push(NetworkInterfaceId);
  }
  return ids;
}

async function sessionsAt({ ec2 }: Pick<TestGateway, 'ec2'>): Promise<Map<string, TrafficMirrorSession>> {
  const { TrafficMirrorSessions = [] } = await ec2.send(new DescribeTrafficMirrorSessionsCommand({}));
  return new Map(TrafficMirrorSessions.map((one) => [one.TrafficMirrorSessionId ?? '', one]));
}
const keysOf = ({ Tags = [] }: TrafficMirrorSession) =>
  Tags.map(({ Key = '' }) => Key.replace('tmgw:', '')).sort();
const endOf = ({ Tags = [] }: TrafficMirrorSession) =>
  Tags.find(({ Key }) => Key === 'tmgw:moved')
    ?.Value?.split('/')
    .at(-1);
/** How many of these sessions send to each target, and what their tags say. */
async function summaryOf(rig: Rig, ids: readonly string[]) {
  const all = await sessionsAt(rig);
  return ids.map((id) => {
    const one = all.get(id) ?? {};
    return [one.TrafficMirrorTargetId, ...keysOf(one), endOf(one)]
      .filter((text) => text !== undefined)
      .join(' ');
  });
}

interface Operation {
  readonly id: string;
  readonly state: string;
  readonly done: number;
  readonly failures: readonly { readonly trafficMirrorSessionId: string; readonly error: { code: string } }[];
}
interface Payload {
  readonly operation: Operation | null;
  readonly sessions: { readonly trafficMirrorSessionId: string }[] | null;
  readonly capacity: { readonly sourcesAllowed: number; readonly sourcesInUse: number } | null;
  readonly findings: { readonly added: { readonly code: string }[] } | null;
  readonly warnings: string[];
  readonly userErrors: { readonly code: string; readonly field: string[] | null; readonly message: string }[];
}
const operation = `operation { id kind policyName state total done failed remaining isWorkedOnHere
  failures { trafficMirrorSessionId networkInterfaceId scope { region } error { code } } }`;
const moveQuery = `mutation ($input: MoveTrafficMirrorSessionsInput!) { moveTrafficMirrorSessions(input: $input) {
  ${operation} sessions { trafficMirrorSessionId } capacity { sourcesAllowed sourcesInUse }
  findings { added { code } } warnings userErrors { code field message } } }`;

async function move(rig: TestGateway, input: object): Promise<Payload> {
  const answer = await rig.query<{ moveTrafficMirrorSessions: Payload }>(moveQuery, { input });
  return answer.moveTrafficMirrorSessions;
}
const between = (from = '', to = '') => ({ fromTrafficMirrorTargetId: from, toTrafficMirrorTargetId: to });

async function change(rig: TestGateway, verb: 'stop' | 'resume', input: object): Promise<Payload> {
  const type = `${verb === 'stop' ? 'Stop' : 'Resume'}TrafficMirrorOperationInput`;
  const query = `mutation ($input: ${type}!) { ${verb}TrafficMirrorOperation(input: $input) { ${operation} warnings userErrors { code field message } } }`;
  return (await rig.query<Record<string, Payload>>(query, { input }))[
    `${verb}TrafficMirrorOperation`
  ] as Payload;
}
async function operationAt(rig: TestGateway, id = ''): Promise<Operation> {
  const query = `query ($id: ID!) { trafficMirrorOperation(id: $id) { ${operation.slice(12)} }`;
  return (await rig.query<{ trafficMirrorOperation: Operation }>(query, { id })).trafficMirrorOperation;
}
async function ended(rig: TestGateway, id: string | undefined): Promise<Operation> {
  let last = await operationAt(rig, id);
  await until(async () => {
    last = await operationAt(rig, id);
    return !['RUNNING', 'ROLLING_BACK'].includes(last.state);
  });
  return last;
}
const modifies = ({ emulator }: TestGateway) => emulator.calls.get('ModifyTrafficMirrorSession') ?? 0;

/** EC2 makes some changes, and then refuses one for good. */
const refusedAfter = (count: number, times = 1): Fault[] => [
  { times: count, delayMs: 0 },
  { times, error: { code: 'TrafficMirrorSourcesPerTargetLimitExceeded', status: 400 } },
];

describe('a move', () => {
  test('sends the sessions to the other target and keeps their ids, is recorded, and can be undone', async () => {
    const rig = await start();
    const [from = '', to = ''] = rig.targets;
    const ids = await add(rig, 6, from);
    const others = await add(rig, 2, rig.targets[2] ?? '');
    const before = await summaryOf(rig, others);
    const begun = await move(rig, between(from, to));
    expect(begun).toMatchObject({
      operation: { kind: 'MOVE_SESSIONS', policyName: null, total: 6 },
      capacity: { sourcesInUse: 0 },
      findings: { added: [] },
      warnings: [],
      userErrors: [],
    });
    expect(begun.sessions?.map((one) => one.trafficMirrorSessionId)).toEqual(ids.toSorted());
    const id = begun.operation?.id ?? '';
    expect(await ended(rig, id)).toMatchObject({ state: 'SUCCEEDED', done: 6, failed: 0, remaining: 0 });
    expect(await summaryOf(rig, ids)).toEqual(ids.map(() => `${to} moved there`));
    expect(await summaryOf(rig, others)).toEqual(before);
    expect(modifies(rig)).toBe(6);
    const name = id.slice(0, 22);
    await until(() => readRecords(rig.auditFile).some(({ phase }) => phase === 'end'));
    const lines = readRecords(rig.auditFile).filter((line) => line.operation === name);
    expect(lines.filter(({ event }) => event === 'operation')).toMatchObject([
      { phase: 'begin', onBehalfOf: 'local', from, to, modifies: 6 },
      { phase: 'end', failed: 0, actor: { subject: 'tmgw-loop' } },
    ]);
    const intents = lines.filter(({ event }) => event === 'intent');
    expect(intents[0]).toMatchObject({
      action: 'CreateTags',
      inputs: { Tags: { 'tmgw:move': expect.stringContaining(`/${from}/${to}/forward`) } },
    });
    expect(
      intents.slice(1).every(({ actor }) => (actor as { subject: string }).subject === 'tmgw-loop'),
    ).toBe(true);
    // One that somebody has sent elsewhere since is left alone.
    const [elsewhere = '', ...rest] = ids;
    await rig.ec2.send(
      new ModifyTrafficMirrorSessionCommand({
        TrafficMirrorSessionId: elsewhere,
        TrafficMirrorTargetId: rig.targets[3],
      }),
    );
    const undone = await move(rig, { undoOf: id });
    expect(undone.sessions?.map((one) => one.trafficMirrorSessionId)).toEqual(rest.toSorted());
    expect(await ended(rig, undone.operation?.id)).toMatchObject({ state: 'SUCCEEDED', done: 5 });
    expect(await summaryOf(rig, rest)).toEqual(rest.map(() => `${from} moved there`));
    expect(await operationAt(rig, id)).toMatchObject({ state: 'INCOMPLETE', done: 0 });
    expect(await sumOf(rig.adminUrl, 'mirror_operations_running', { kind: 'MOVE_SESSIONS' })).toBe(0);
  });

  test('goes back as a whole when EC2 refuses one for good, or moves the others, as it was asked for', async () => {
    const rig = await start();
    const [from = '', to = '', third = ''] = rig.targets;
    const ids = await add(rig, 6, from);
    rig.emulator.faults('ModifyTrafficMirrorSession', refusedAfter(3));
    const begun = await move(rig, between(from, to));
    const back = await ended(rig, begun.operation?.id);
    expect(back).toMatchObject({ state: 'ROLLED_BACK', done: 0, remaining: 0, failed: 1 });
    expect(back.failures).toMatchObject([{ error: { code: 'QUOTA_EXCEEDED' } }]);
    const after = await summaryOf(rig, ids);
    expect(after.filter((one) => one === `${from} moved back`)).toHaveLength(5);
    expect(after.filter((one) => one === `${from} move-failed moved back`)).toHaveLength(1);

    rig.emulator.faults('ModifyTrafficMirrorSession', refusedAfter(3));
    const others = await move(rig, { ...between(from, third), rollbackOnFailure: false });
    expect(await ended(rig, others.operation?.id)).toMatchObject({ state: 'INCOMPLETE', done: 5, failed: 1 });
    expect((await summaryOf(rig, ids)).filter((one) => one.startsWith(`${third} `))).toHaveLength(5);
  });

  test('that cannot go back as a whole says which sessions stay', async () => {
    const rig = await start();
    const [from = '', to = ''] = rig.targets;
    const ids = await add(rig, 5, from);
    // The last one, and then the first one that goes back.
    rig.emulator.faults('ModifyTrafficMirrorSession', refusedAfter(4, 2));
    const begun = await move(rig, between(from, to));
    expect(await ended(rig, begun.operation?.id)).toMatchObject({ state: 'INCOMPLETE', done: 1, failed: 2 });
    const after = (await summaryOf(rig, ids)).toSorted();
    expect(after).toEqual(
      [
        ...[1, 2, 3].map(() => `${from} moved back`),
        `${from} move-failed moved back`,
        `${to} move-failed moved kept`,
      ].toSorted(),
    );
    // What stays can still be sent back.
    const undone = await move(rig, { undoOf: begun.operation?.id });
    expect(await ended(rig, undone.operation?.id)).toMatchObject({ state: 'SUCCEEDED', done: 1 });
  });

  test('is stopped at every replica by its tags: what is done stays, or goes back', async () => {
    const rig = await start();
    const [from = '', to = ''] = rig.targets;
    const ids = await add(rig, 12, from);
    let stayed = 0;
    for (const rollBack of [false, true]) {
      rig.emulator.faults('ModifyTrafficMirrorSession', [{ times: 100, delayMs: 200 }]);
      const begun = await move(rig, between(from, to));
      const id = begun.operation?.id ?? '';
      await until(async () => (await summaryOf(rig, ids)).some((one) => one.startsWith(`${to} move`)));
      const stopped = await change(rig, 'stop', { operationId: id, rollBack });
      expect(stopped).toMatchObject({
        userErrors: [],
        operation: { state: expect.not.stringContaining('RUNNING') },
      });
      rig.emulator.faults('ModifyTrafficMirrorSession', []);
      await until(async () => (await sumOf(rig.adminUrl, 'mirror_operations_running')) === 0);
      const over = await ended(rig, id);
      const after = await summaryOf(rig, ids);
      expect(after.filter((one) => / move( |$)/.test(one))).toEqual([]);
      const moved = after.filter((one) => one.startsWith(`${to} `)).length;
      if (rollBack) {
        expect(over).toMatchObject({ state: 'ROLLED_BACK', done: 0 });
        expect(moved).toBe(stayed);
      } else {
        expect(over).toMatchObject({ state: 'INCOMPLETE', done: moved });
        expect(moved).toBeLessThan(12);
        stayed = moved;
      }
      const again = await change(rig, 'stop', { operationId: id });
      expect(again.warnings).toEqual(['Nothing is left to be stopped.']);
    }
  });

  test('is checked as a whole before anything is changed', async () => {
    const rig = await start();
    const [from = '', to = '', third = ''] = rig.targets;
    const errorsOf = async (input: object) =>
      (await move(rig, { dryRun: true, ...input })).userErrors.map(({ code, field }) => [
        code,
        field?.at(-1),
      ]);
    expect(await errorsOf({})).toEqual([
      ['INVALID_INPUT', 'fromTrafficMirrorTargetId'],
      ['INVALID_INPUT', 'toTrafficMirrorTargetId'],
    ]);
    expect(await errorsOf(between(from, from))).toEqual([['CONFLICTING_INPUT', 'toTrafficMirrorTargetId']]);
    expect(await errorsOf({ ...between(from, to), undoOf: 'x' })).toEqual([
      ['CONFLICTING_INPUT', 'fromTrafficMirrorTargetId'],
      ['CONFLICTING_INPUT', 'toTrafficMirrorTargetId'],
      ['NOT_FOUND', 'undoOf'],
    ]);
    expect(await errorsOf(between(from, to))).toEqual([['NO_CHANGES_REQUESTED', 'filter']]);
    const [first = ''] = await add(rig, 3, from);
    expect(await errorsOf(between(from, targetId(99)))).toEqual([['NOT_FOUND', 'toTrafficMirrorTargetId']]);
    const ready = await move(rig, {
      ...between(from, to),
      filter: { trafficMirrorSessionIds: [first] },
      dryRun: true,
    });
    expect(ready).toMatchObject({
      operation: null,
      sessions: [{ trafficMirrorSessionId: first }],
      userErrors: [],
    });
    const running: Move = {
      ...{ accountId: '123456789012', region: 'us-east-1', fromId: from, toId: third },
      ...{ startedAtMs: Date.now(), total: 1, rollsBack: true },
    };
    const { key: Key, value: Value } = marks.onItsWay(running, 'forward');
    await rig.ec2.send(new CreateTagsCommand({ Resources: [first], Tags: [{ Key, Value }] }));
    const blocked = await move(rig, between(from, to));
    expect(blocked.userErrors).toMatchObject([
      { code: 'OPERATION_IN_PROGRESS', message: expect.stringContaining(first) },
    ]);
    expect(modifies(rig)).toBe(0);
    expect(rig.ec2Calls().CreateTags).toBe(1);
    const late = { ...running, startedAtMs: Date.now() - day - 1_000 };
    const { key, value } = marks.onItsWay(late, 'forward');
    await rig.ec2.send(new CreateTagsCommand({ Resources: [first], Tags: [{ Key: key, Value: value }] }));
    const undone = await move(rig, { undoOf: createOperationIds(secret).toMoveId(late) });
    expect(undone.userErrors).toMatchObject([
      { code: 'OPERATION_IN_PROGRESS', message: expect.stringContaining('stop it without rollBack') },
    ]);
  });

  test('is refused where the target has no room, copies would not arrive, or a policy would take the sessions back', async () => {
    const rig = await start(14);
    const [from = ''] = rig.targets;
    const [receiver = ''] = rig.sources;
    await add(rig, 12, from);
    // Its instance type is none of those that take more than ten.
    const { TrafficMirrorTarget: small } = await rig.ec2.send(
      new CreateTrafficMirrorTargetCommand({ NetworkInterfaceId: receiver }),
    );
    const input = { ...between(from, small?.TrafficMirrorTargetId), dryRun: true };
    const full = await move(rig, input);
    expect(full.capacity).toMatchObject({ sourcesAllowed: 10, sourcesInUse: 0 });
    expect(full.userErrors.map(({ code }) => code)).toEqual(['UNSUPPORTED_RESOURCE', 'QUOTA_EXCEEDED']);
    const Filters = [{ Name: 'network-interface-id', Values: [receiver] }];
    const { NetworkInterfaces: [found] = [] } = await rig.ec2.send(
      new DescribeNetworkInterfacesCommand({ Filters }),
    );
    const InstanceIds = [found?.Attachment?.InstanceId ?? ''];
    await rig.ec2.send(new StopInstancesCommand({ InstanceIds }));
    const stopped = await move(rig, { ...input, filter: { networkInterfaceIds: rig.added.slice(1, 3) } });
    expect(stopped.userErrors).toMatchObject([
      { code: 'UNSUPPORTED_RESOURCE', message: expect.stringContaining('COLLECTOR_STOPPED') },
    ]);

    const policyFile = newPolicyFile(
      policyText({
        mode: 'observe',
        select: { everything: 'true' },
        mirror: { filter: 'tmf-0c3d4e5f6a7b80001', targets: [{ id: targetId(2) }], place: 'any-zone' },
      }),
    );
    const owned = await startTestGateway({ env: { CURSOR_SECRET: secret, POLICY_FILE: policyFile } });
    await owned.ec2.send(
      new CreateTagsCommand({
        Resources: [sessionId(1), sessionId(4)],
        Tags: [{ Key: 'tmgw:policy', Value: 'soc/nodes' }],
      }),
    );
    const sessions = await sessionsAt(owned);
    const sender = sessions.get(sessionId(1))?.TrafficMirrorTargetId ?? '';
    const refused = await move(owned, {
      ...between(sender, targetId(4)),
      filter: { trafficMirrorSessionIds: [sessionId(1)] },
      dryRun: true,
    });
    expect(refused.userErrors).toMatchObject([
      { code: 'FORBIDDEN_BY_POLICY', message: expect.stringContaining('TARGET_UNLISTED') },
    ]);
  });
});

test('a session that has just room for the tags of a move can be moved and moved back', async () => {
  const rig = await start();
  const [from = '', to = ''] = rig.targets;
  await add(
    rig,
    1,
    from,
    Array.from({ length: 47 }, (_, index) => ({ key: `own ${index}`, value: '' })),
  );
  const begun = await move(rig, between(from, to));
  expect(await ended(rig, begun.operation?.id)).toMatchObject({ state: 'SUCCEEDED' });
  const undone = await move(rig, { undoOf: begun.operation?.id });
  expect(undone.userErrors).toEqual([]);
  expect(await ended(rig, undone.operation?.id)).toMatchObject({ state: 'SUCCEEDED' });
});

test('a move that has begun has its id in the answer, also when it cannot be read back', async () => {
  const rig = await start();
  const [from = '', to = ''] = rig.targets;
  await add(rig, 2, from);
  const tagged = () => rig.emulator.calls.get('CreateTags') ?? 0;
  rig.emulator.faults('CreateTags', [{ times: 1, delayMs: 200 }]);
  const before = tagged();
  const asked = move(rig, between(from, to));
  await until(() => tagged() > before);
  const error = { code: 'UnauthorizedOperation', status: 403 };
  rig.emulator.faults('DescribeTrafficMirrorSessions', [{ times: 1_000, error }]);
  const begun = await asked;
  expect(begun).toMatchObject({ userErrors: [], operation: { state: 'RUNNING', remaining: 2 } });
  rig.emulator.faults('DescribeTrafficMirrorSessions', []);
  await change(rig, 'resume', { operationId: begun.operation?.id });
  expect(await ended(rig, begun.operation?.id)).toMatchObject({ state: 'SUCCEEDED', done: 2 });
});

test('a move that goes back leaves sessions alone that another one has begun to send elsewhere', async () => {
  const rig = await start(12, { sweepEveryMs: 40 });
  const [from = '', to = '', third = ''] = rig.targets;
  const first: Move = {
    ...{ accountId: '123456789012', region: 'us-east-1', fromId: from, toId: to },
    ...{ startedAtMs: Date.now() - 1, total: 2, rollsBack: true },
  };
  const second = { ...first, fromId: to, toId: third, total: 1 };
  await add(rig, 1, from, both(forward, refused)(first));
  const [id = ''] = await add(rig, 1, to, [...there(first), ...forward(second)]);
  await until(async () => (await summaryOf(rig, [id]))[0] === `${third} moved there`);
});

test('where packets may go is asked at every session', async () => {
  const { mover, scope, rig, allowed, ids } = await startMover();
  const [, to = ''] = rig.targets;
  const isAt = async () => (await summaryOf(rig, ids)).filter((one) => one.startsWith(to)).length;
  allowed.sessions = 3;
  await mover.run(scope, new AbortController().signal);
  const refusedHere = (await summaryOf(rig, ids)).filter((one) => one.includes('move-failed')).length;
  expect([await isAt(), refusedHere]).toEqual([3, 37]);
});

test('nothing more is moved in an account that is not open any more', async () => {
  const { mover, scope, rig, allowed, ids } = await startMover();
  allowed.isOpen = () => modifies(rig) === 0;
  await mover.run(scope, new AbortController().signal);
  expect(modifies(rig)).toBe(20);
  expect((await summaryOf(rig, ids)).filter((one) => one.endsWith(' move'))).toHaveLength(20);
});

/** One that has 40 sessions to move, without a gateway. */
async function startMover() {
  const rig = await start(40);
  const [from = '', to = ''] = rig.targets;
  const made: Move = {
    ...{ accountId: '123456789012', region: 'us-east-1', fromId: from, toId: to },
    ...{ startedAtMs: Date.now(), total: 40, rollsBack: false },
  };
  const ids = await add(rig, 40, from, forward(made));
  const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' };
  const place = { accountId: made.accountId, region: made.region };
  const access = createSharedAccess([createScope({ ...place, endpoint: rig.emulator.url, credentials })]);
  cleanUp(() => access.stop());
  const scope = openToLoop(access.now())?.at(place);
  if (scope === undefined) throw new Error('the account is not open to the gateway itself');
  const allowed = { sessions: Number.POSITIVE_INFINITY, isOpen: () => true };
  const mover = createMover({
    marks,
    approves: () => allowed.sessions-- > 0,
    isOpen: () => allowed.isOpen(),
    audit: noAudit,
    mutex: createMutex(),
    log: createLog('silent'),
  });
  return { mover, scope, rig, allowed, ids };
}

/** A session as a gateway leaves it that is killed somewhere. */
interface Left {
  readonly at: 'from' | 'to' | 'elsewhere';
  readonly tags: (move: Move) => readonly TagRecord[];
}
const forward = (move: Move) => [marks.onItsWay(move, 'forward')];
const back = (move: Move) => [marks.onItsWay(move, 'back')];
const there = (move: Move) => [marks.moved(move, 'there')];
const refused = (move: Move) => [marks.failed(move, 'NO_CAPACITY')];
const both =
  (...all: ((move: Move) => TagRecord[])[]) =>
  (move: Move) =>
    all.flatMap((one) => one(move));
const day = 86_400_000;

/** Where a gateway was killed, what it left, and what becomes of that. */
const crashes: Readonly<
  Record<string, { left: Left[]; becomes: string[]; state: string; move?: Partial<Move> }>
> = {
  'before the tags were read back': {
    left: [
      { at: 'from', tags: forward },
      { at: 'from', tags: forward },
    ],
    becomes: ['to moved there', 'to moved there'],
    state: 'SUCCEEDED',
  },
  'between a change and its tags': {
    left: [
      { at: 'to', tags: forward },
      { at: 'to', tags: both(forward, there) },
    ],
    becomes: ['to moved there', 'to moved there'],
    state: 'SUCCEEDED',
  },
  'after a refusal, before any session was turned': {
    left: [
      { at: 'to', tags: there },
      { at: 'from', tags: both(forward, refused) },
      { at: 'from', tags: forward },
    ],
    becomes: ['from moved back', 'from move-failed moved back', 'from moved back'],
    state: 'ROLLED_BACK',
  },
  'while sessions were turned': {
    left: [
      { at: 'to', tags: back },
      { at: 'to', tags: there },
      { at: 'from', tags: forward },
    ],
    becomes: ['from moved back', 'from moved back', 'from moved back'],
    state: 'ROLLED_BACK',
  },
  'during the rollback': {
    left: [
      { at: 'from', tags: back },
      { at: 'to', tags: both(back, there) },
    ],
    becomes: ['from moved back', 'from moved back'],
    state: 'ROLLED_BACK',
  },
  'after the rollback, when another replica moved one late': {
    left: [
      { at: 'to', tags: there },
      { at: 'from', tags: both(refused, (move) => [marks.moved(move, 'back')]) },
    ],
    becomes: ['from moved back', 'from move-failed moved back'],
    state: 'ROLLED_BACK',
  },
  'and somebody sent one elsewhere meanwhile': {
    left: [
      { at: 'elsewhere', tags: forward },
      { at: 'from', tags: forward },
    ],
    becomes: ['elsewhere move-failed', 'to moved there'],
    state: 'INCOMPLETE',
  },
  'more than a day ago': {
    left: [{ at: 'from', tags: forward }],
    becomes: ['from move'],
    state: 'EXPIRED',
    move: { startedAtMs: Date.now() - 25 * 3_600_000 },
  },
  'a week ago': {
    left: [
      { at: 'to', tags: there },
      { at: 'from', tags: both(forward, refused) },
    ],
    becomes: ['to', 'from'],
    state: 'null',
    move: { startedAtMs: Date.now() - 8 * day },
  },
};

test('every replica goes on where another one was killed, by the tags alone', async () => {
  const rig = await start(40, { sweepEveryMs: 40 });
  const [from = '', to = '', elsewhere = ''] = rig.targets;
  const ends: { name: string; ids: string[]; move: Move }[] = [];
  for (const [index, [name, { left, move: more }]] of Object.entries(crashes).entries()) {
    const made: Move = {
      ...{ accountId: '123456789012', region: 'us-east-1', fromId: from, toId: to },
      ...{ startedAtMs: Date.now() - index, total: left.length, rollsBack: true, ...more },
    };
    const ids: string[] = [];
    for (const { at, tags } of left)
      ids.push(...(await add(rig, 1, { from, to, elsewhere }[at], tags(made))));
    ends.push({ name, ids, move: made });
  }
  const named = (text: string) =>
    text.replace(from, 'from').replace(to, 'to').replace(elsewhere, 'elsewhere');
  await until(async () => {
    for (const { name, ids } of ends) {
      const now = (await summaryOf(rig, ids)).map(named);
      if (JSON.stringify(now) !== JSON.stringify(crashes[name]?.becomes)) return false;
    }
    return true;
  });
  const { toMoveId } = createOperationIds(secret);
  for (const { name, move: made } of ends)
    expect([name, (await operationAt(rig, toMoveId(made)))?.state ?? 'null']).toEqual([
      name,
      crashes[name]?.state,
    ]);
});

test('tags of moves that nobody has signed move nothing, and do not keep a move away', async () => {
  const rig = await start(12, { sweepEveryMs: 30 });
  const [from = '', to = ''] = rig.targets;
  const made: Move = {
    ...{ accountId: '123456789012', region: 'us-east-1', fromId: from, toId: to },
    ...{ startedAtMs: Date.now(), total: 1, rollsBack: true },
  };
  const mark = marks.onItsWay(made, 'forward');
  const with_ = (value: string) => [{ key: mark.key, value }];
  const forged = [
    createMoveMarks(createSigner('another secret than that of the replicas')).onItsWay(made, 'forward').value,
    mark.value.replace('forward', 'back'),
    mark.value.replace(to, rig.targets[2] ?? ''),
    mark.value.replace(/^[^.]+/, (text) => `${text.slice(0, -1)}${text.endsWith('0') ? '1' : '0'}`),
    marks.onItsWay({ ...made, accountId: '210987654321' }, 'forward').value,
    marks.moved(made, 'there').value,
    'nonsense',
  ];
  // What tags are signed with is no id, either.
  const [, , , signature = ''] = (mark.value.split('/')[0] ?? '').split('.');
  const text = Buffer.from(`${textOf(made)} forward`).toString('base64url');
  expect(await operationAt(rig, `${signature}${text}`)).toBeNull();
  const ids: string[] = [];
  for (const value of forged) ids.push(...(await add(rig, 1, from, with_(value))));
  const before = await summaryOf(rig, ids);
  const sweeps = () => rig.emulator.calls.get('DescribeTrafficMirrorSessions') ?? 0;
  const seen = sweeps();
  await until(() => sweeps() > seen + 5);
  expect(await summaryOf(rig, ids)).toEqual(before);
  expect(modifies(rig)).toBe(0);
  const begun = await move(rig, between(from, to));
  expect(begun.userErrors).toEqual([]);
  expect(await ended(rig, begun.operation?.id)).toMatchObject({ state: 'SUCCEEDED', done: forged.length });
});

test('what EC2 cannot do now is tried again, and the gateway stops between two sessions', async () => {
  const rig = await start(12, { sweepEveryMs: 40 });
  const [from = '', to = ''] = rig.targets;
  const ids = await add(rig, 8, from);
  rig.emulator.faults('ModifyTrafficMirrorSession', [
    { times: 2, delayMs: 0 },
    { times: 8, error: { code: 'RequestLimitExceeded', status: 503 } },
    { times: 2, reset: 'after' },
  ]);
  rig.emulator.faults('CreateTags', [
    { times: 1, delayMs: 0 },
    { times: 1, error: { code: 'InternalError', status: 500 } },
  ]);
  const begun = await move(rig, between(from, to));
  expect(await ended(rig, begun.operation?.id)).toMatchObject({ state: 'SUCCEEDED', done: 8 });
  expect(await summaryOf(rig, ids)).toEqual(ids.map(() => `${to} moved there`));
});

test('a caller needs what beginning a move needs, and the gateway moves as a caller of its own', async () => {
  const account = {
    regions: ['us-east-1'],
    roleArn: roleOf(ours),
    callers: ['alice@example.com', 'tmgw-loop'],
  };
  const gateway = await startRoleGateway(
    { accounts: { [ours]: account } },
    {},
    { env: { CURSOR_SECRET: secret } },
  );
  const both_ = 'traffic-mirror:session:write traffic-mirror:tag:write';
  const reads = 'traffic-mirror:read';
  const variables = { input: between(targetId(2), targetId(1)) };
  for (const scopes of [reads, `${reads} traffic-mirror:session:write`, both_])
    expect((await gateway.ask(moveQuery, { scopes, variables })).errors).toMatchObject([
      { extensions: { code: 'FORBIDDEN' } },
    ]);
  const { data } = await gateway.ask(moveQuery, { scopes: `${both_} ${reads}`, variables });
  const begun = data?.moveTrafficMirrorSessions as Payload | undefined;
  expect(begun?.userErrors).toEqual([]);
  const stop = `mutation ($id: ID!) { stopTrafficMirrorOperation(input: { operationId: $id }) { userErrors { code } } }`;
  const asked = { variables: { id: begun?.operation?.id } };
  const other = await gateway.ask(stop, { scopes: `${reads} traffic-mirror:policy:apply`, ...asked });
  expect(other.data?.stopTrafficMirrorOperation).toEqual({ userErrors: [{ code: 'UNAUTHORIZED' }] });
  const made = (action: string) => gateway.emulator.requests.filter((one) => one.action === action);
  await until(() => made('DeleteTags').length > 0);
  const own = await gateway.ask(stop, { scopes: `${both_} ${reads}`, ...asked });
  expect(own.data?.stopTrafficMirrorOperation).toEqual({ userErrors: [] });
  expect(made('AssumeRole').map(({ params }) => params.RoleSessionName)).toEqual(
    expect.arrayContaining(['tmgw-loop']),
  );
});
