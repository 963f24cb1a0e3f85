/** The gateway keeps EC2 as the policies say: what it makes, mends and deletes of itself, and what holds it back. */
import { writeFileSync } from 'node:fs';
import {
  CreateTagsCommand,
  CreateTrafficMirrorSessionCommand,
  DeleteTagsCommand,
  DeleteTrafficMirrorSessionCommand,
  DescribeNetworkInterfacesCommand,
  DescribeTrafficMirrorFiltersCommand,
  DescribeTrafficMirrorSessionsCommand,
  DescribeTrafficMirrorTargetsCommand,
  ModifyTrafficMirrorSessionCommand,
  type TrafficMirrorSession,
} from '@aws-sdk/client-ec2';
import { describe, expect, test } from '@jest/globals';
import type { Fault } from '../../src/emulator/faults/faults.ts';
import { newAuditFile, readRecords } from '../support/audit.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { sumOf } from '../support/metrics.ts';
import { approvedTargets, newPolicyFile, policyText, type WantedPolicy } from '../support/policyFiles.ts';
import { until } from '../support/until.ts';

interface Started extends TestGateway {
  readonly auditFile: string;
  readonly policyFile: string;
}

async function start(
  wanted: WantedPolicy,
  { sources = 12, everyMs = 60, env = {} }: { sources?: number; everyMs?: number; env?: object } = {},
): Promise<Started> {
  const [auditFile, policyFile] = [newAuditFile(), newPolicyFile(policyText(wanted))];
  const gateway = await startTestGateway({
    seed: `policies:${sources}`,
    approvedTargets,
    env: { AUDIT_FILE: auditFile, POLICY_FILE: policyFile, ...env },
    policiesEveryMs: everyMs,
  });
  return Object.assign(gateway, { auditFile, policyFile });
}

async function sessionsAt({ ec2 }: TestGateway): Promise<TrafficMirrorSession[]> {
  return (await ec2.send(new DescribeTrafficMirrorSessionsCommand({}))).TrafficMirrorSessions ?? [];
}
const idsAt = async (gateway: TestGateway) =>
  (await sessionsAt(gateway)).map(({ TrafficMirrorSessionId }) => TrafficMirrorSessionId ?? '').sort();
const covered = (gateway: TestGateway, count: number) =>
  until(async () => (await sessionsAt(gateway)).length === count);
const passes = ({ adminUrl }: TestGateway) => sumOf(adminUrl, 'mirror_policy_pass_seconds_count');
/** Waits for passes that begin from now on. */
async function somePasses(gateway: TestGateway, count = 3): Promise<void> {
  const before = await passes(gateway);
  await until(async () => (await passes(gateway)) >= before + count);
}
const blocked = ({ adminUrl }: TestGateway, code: string) =>
  sumOf(adminUrl, 'mirror_policy_blocked', { code });
const deletesIn = ({ auditFile }: Started) =>
  readRecords(auditFile).filter(({ action }) => action === 'DeleteTrafficMirrorSession');

async function sourcesAt({ ec2 }: TestGateway): Promise<string[]> {
  const filters = [{ Name: 'tag:mirror', Values: ['yes'] }];
  const all = await ec2.send(new DescribeNetworkInterfacesCommand({ Filters: filters }));
  return (all.NetworkInterfaces ?? []).map(({ NetworkInterfaceId = '' }) => NetworkInterfaceId);
}

const counts = 'state total done failed remaining isWorkedOnHere';
const payload = `operation { id policyName ${counts} failures { networkInterfaceId error { code } } } warnings userErrors { code field message }`;
interface Operation {
  readonly id: string;
  readonly state: string;
  readonly failures: readonly { readonly error: { readonly code: string } }[];
}
interface Payload {
  readonly operation: Operation | null;
  readonly warnings: readonly string[];
  readonly userErrors: readonly { readonly code: string }[];
}

const planOf = async (gateway: TestGateway) => {
  const answer = await gateway.query<{
    trafficMirrorPolicy: { plan: { hash: string; steps: { kind: string }[] } };
  }>('{ trafficMirrorPolicy(name: "nodes") { plan { hash steps { kind } } } }');
  return answer.trafficMirrorPolicy.plan;
};
const change = async (gateway: TestGateway, field: string, type: string, input: object) =>
  (
    await gateway.query<Record<string, Payload>>(
      `mutation ($input: ${type}!) { ${field}(input: $input) { ${payload} } }`,
      { input },
    )
  )[field] as Payload;
const apply = (gateway: TestGateway, planHash: string) =>
  change(gateway, 'applyTrafficMirrorPolicy', 'ApplyTrafficMirrorPolicyInput', { name: 'nodes', planHash });
const applyPlan = async (gateway: TestGateway) => apply(gateway, (await planOf(gateway)).hash);
const resume = (gateway: TestGateway, operationId: string) =>
  change(gateway, 'resumeTrafficMirrorOperation', 'ResumeTrafficMirrorOperationInput', { operationId });
const stop = (gateway: TestGateway, operationId: string) =>
  change(gateway, 'stopTrafficMirrorOperation', 'StopTrafficMirrorOperationInput', { operationId });

async function operationAt(gateway: TestGateway, id = ''): Promise<Operation> {
  const query = `query ($id: ID!) { trafficMirrorOperation(id: $id) { id ${counts} failures { error { code } } } }`;
  const answer = await gateway.query<{ trafficMirrorOperation: Operation }>(query, { id });
  return answer.trafficMirrorOperation;
}
async function ended(gateway: TestGateway, id: string | undefined): Promise<Operation> {
  let operation = await operationAt(gateway, id);
  await until(async () => {
    operation = await operationAt(gateway, id);
    return operation.state !== 'RUNNING';
  });
  return operation;
}

describe('a policy in mode apply', () => {
  test('is made true within the zones, and then nothing is called for or recorded any more', async () => {
    const gateway = await start({});
    await covered(gateway, 12);
    const [sessions, sources] = [await sessionsAt(gateway), await sourcesAt(gateway)];
    expect(new Set(sessions.map((one) => one.NetworkInterfaceId))).toEqual(new Set(sources));
    const loads = new Map<string, number>();
    for (const { TrafficMirrorTargetId: id = '' } of sessions) loads.set(id, (loads.get(id) ?? 0) + 1);
    expect([...loads.values()]).toEqual([2, 2, 2, 2, 2, 2]);
    for (const session of sessions)
      expect(session).toMatchObject({
        SessionNumber: 1000,
        Description: 'policy nodes',
        Tags: expect.arrayContaining([
          { Key: 'tmgw:policy', Value: 'soc/nodes' },
          { Key: 'managed-by', Value: 'tmgw' },
        ]),
      });
    const intents = readRecords(gateway.auditFile).filter(({ event }) => event === 'intent');
    expect(intents).toHaveLength(12);
    expect(intents[0]).toMatchObject({ actor: { subject: 'tmgw-loop' }, policy: 'nodes' });
    await somePasses(gateway);
    gateway.emulator.resetCalls();
    const { length } = readRecords(gateway.auditFile);
    const before = await passes(gateway);
    await somePasses(gateway);
    const calls = Object.values(gateway.ec2Calls()).reduce((sum, count) => sum + count, 0);
    expect(calls / ((await passes(gateway)) - before)).toBeLessThanOrEqual(7);
    expect(readRecords(gateway.auditFile)).toHaveLength(length);
    expect(
      await sumOf(gateway.adminUrl, 'mirror_policy_interfaces', { policy: 'nodes', state: 'MIRRORED' }),
    ).toBe(12);
    const { trafficMirrorPolicies } = await gateway.query(
      '{ trafficMirrorPolicies { policies { mode plan { steps { kind } blockedBy { code } } } } }',
    );
    expect(trafficMirrorPolicies).toEqual({
      policies: [{ mode: 'APPLY', plan: { steps: [], blockedBy: [] } }],
    });
  });

  test('is mended after sessions were deleted and changed, and leaves those of others as they are', async () => {
    const gateway = await start({});
    await covered(gateway, 12);
    const [own, ...others] = await sessionsAt(gateway);
    const [deleted, changed, foreign] = [others.slice(0, 3), others.slice(3, 6), others[7]];
    // Whoever takes the tag off has the session for themselves, and nobody gets a second one.
    await gateway.ec2.send(
      new DeleteTagsCommand({
        Resources: [foreign?.TrafficMirrorSessionId ?? ''],
        Tags: [{ Key: 'tmgw:policy' }],
      }),
    );
    await gateway.ec2.send(
      new ModifyTrafficMirrorSessionCommand({
        TrafficMirrorSessionId: foreign?.TrafficMirrorSessionId,
        PacketLength: 77,
      }),
    );
    for (const { TrafficMirrorSessionId } of deleted)
      await gateway.ec2.send(new DeleteTrafficMirrorSessionCommand({ TrafficMirrorSessionId }));
    for (const { TrafficMirrorSessionId } of changed)
      await gateway.ec2.send(
        new ModifyTrafficMirrorSessionCommand({ TrafficMirrorSessionId, SessionNumber: 7, PacketLength: 99 }),
      );
    await until(async () => {
      const now = new Map((await sessionsAt(gateway)).map((one) => [one.TrafficMirrorSessionId, one]));
      return (
        now.size === 12 && changed.every((one) => now.get(one.TrafficMirrorSessionId)?.SessionNumber === 1000)
      );
    });
    await somePasses(gateway);
    const after = new Map((await sessionsAt(gateway)).map((one) => [one.TrafficMirrorSessionId, one]));
    expect(after.get(own?.TrafficMirrorSessionId)).toEqual(own);
    expect(after.get(foreign?.TrafficMirrorSessionId)).toMatchObject({ PacketLength: 77 });
    for (const one of changed) expect(after.get(one.TrafficMirrorSessionId)?.PacketLength).toBeUndefined();
    expect(after.size).toBe(12);
  });

  test('makes as many steps in a pass as its changesPerPass allows', async () => {
    const gateway = await start({ guard: { changesPerPass: 5 } }, { everyMs: 300 });
    await until(async () => (await blocked(gateway, 'CHANGE_GUARD')) === 1);
    await covered(gateway, 12);
    expect(await passes(gateway)).toBeGreaterThanOrEqual(2);
  });

  test('that is only observed, or whose gateway makes no changes, changes nothing', async () => {
    const observed = await start({ mode: 'observe' });
    const readOnly = await start({}, { env: { READ_ONLY: 'true' } });
    await somePasses(observed);
    await until(async () => (await blocked(readOnly, 'READ_ONLY')) === 1);
    for (const gateway of [observed, readOnly]) {
      expect(await sumOf(gateway.adminUrl, 'mirror_policy_interfaces', { state: 'MISSING' })).toBe(12);
      expect(await sessionsAt(gateway)).toEqual([]);
    }
  });
});

describe('nothing is deleted', () => {
  const wanted = { guard: { unselected: 'delete' } };

  test.each([
    ['DELETE_GUARD', { DescribeNetworkInterfaces: { items: 'drop:40' } }],
    ['READ_INCOMPLETE', { DescribeTrafficMirrorSessions: { error: { code: 'InternalError', status: 500 } } }],
    ['READ_INCOMPLETE', { DescribeInstances: { error: { code: 'UnauthorizedOperation', status: 403 } } }],
  ] as [string, Record<string, Fault>][])('by %s, whatever a read leaves out', async (code, faults) => {
    const gateway = await start(wanted, { sources: 30 });
    await covered(gateway, 30);
    await somePasses(gateway);
    const before = await idsAt(gateway);
    for (const [action, fault] of Object.entries(faults))
      gateway.emulator.faults(action, [{ ...fault, times: 1_000 }]);
    await until(async () => (await blocked(gateway, code)) === 1);
    if (code === 'DELETE_GUARD') await somePasses(gateway, 8);
    for (const action of Object.keys(faults)) gateway.emulator.faults(action, []);
    await somePasses(gateway, 4);
    expect(await idsAt(gateway)).toEqual(before);
    expect(deletesIn(gateway)).toEqual([]);
  });

  test('that a read by id still shows: below the guard, items that a list leaves out are no reason', async () => {
    const gateway = await start({ guard: { unselected: 'delete', deletePercent: 100 } }, { sources: 20 });
    await covered(gateway, 20);
    const before = await idsAt(gateway);
    gateway.emulator.faults('DescribeNetworkInterfaces', [{ items: 'drop:20', times: 1_000 }]);
    await somePasses(gateway, 8);
    gateway.emulator.faults('DescribeNetworkInterfaces', []);
    expect(await idsAt(gateway)).toEqual(before);
    expect(deletesIn(gateway).length).toBe(0);
  });

  test('because of a tag that comes back, and what stays off goes; many wait until the plan is applied', async () => {
    const gateway = await start(wanted, { sources: 30, everyMs: 100 });
    await covered(gateway, 30);
    const sources = await sourcesAt(gateway);
    const untag = (ids: string[]) =>
      gateway.ec2.send(new DeleteTagsCommand({ Resources: ids, Tags: [{ Key: 'mirror' }] }));
    const tag = (ids: string[]) =>
      gateway.ec2.send(new CreateTagsCommand({ Resources: ids, Tags: [{ Key: 'mirror', Value: 'yes' }] }));
    await untag(sources.slice(0, 2));
    await until(async () => (await blocked(gateway, 'SEEN_ONCE')) === 1);
    await tag(sources.slice(0, 2));
    await somePasses(gateway);
    expect(deletesIn(gateway)).toEqual([]);
    await untag(sources.slice(0, 2));
    await covered(gateway, 28);
    await untag(sources.slice(2, 12));
    await until(async () => (await blocked(gateway, 'DELETE_GUARD')) === 1);
    await somePasses(gateway);
    expect(await sessionsAt(gateway)).toHaveLength(28);
    expect(await applyPlan(gateway)).toMatchObject({
      operation: { state: 'RUNNING', total: 10 },
      userErrors: [],
    });
    await covered(gateway, 18);
  });

  test('by a file that is emptied, cut off or wrong, and to retire takes an approval', async () => {
    const gateway = await start({ guard: { unselected: 'delete' } });
    await covered(gateway, 12);
    const text = policyText({ guard: { unselected: 'delete' } });
    const [source = ''] = await sourcesAt(gateway);
    for (const wrong of ['', text.slice(0, -40), text.replace('"1000"', '"many"')]) {
      writeFileSync(gateway.policyFile, wrong);
      await until(async () => (await sumOf(gateway.adminUrl, 'mirror_policy_file_valid')) === 0);
      await gateway.ec2.send(new DeleteTagsCommand({ Resources: [source], Tags: [{ Key: 'mirror' }] }));
      await until(async () => (await blocked(gateway, 'FILE_INVALID')) === 1);
      await gateway.ec2.send(
        new CreateTagsCommand({ Resources: [source], Tags: [{ Key: 'mirror', Value: 'yes' }] }),
      );
      writeFileSync(gateway.policyFile, text);
      await until(async () => (await sumOf(gateway.adminUrl, 'mirror_policy_file_valid')) === 1);
    }
    writeFileSync(gateway.policyFile, policyText({ mode: 'retire' }));
    await until(async () => (await blocked(gateway, 'DELETE_GUARD')) === 1);
    await somePasses(gateway);
    expect(await sessionsAt(gateway)).toHaveLength(12);
    expect(deletesIn(gateway)).toEqual([]);
    await applyPlan(gateway);
    await covered(gateway, 0);
  });
});

describe('what EC2 refuses', () => {
  const refused = (code: string, message = code) => ({ error: { code, message, status: 400 }, times: 1_000 });

  /** How EC2 answers to creates, the code of the failed steps, and how many creates are tried at the most. */
  test.each([
    // Each target is tried.
    ['TrafficMirrorSourcesPerTargetLimitExceeded', 'QUOTA_EXCEEDED', 24],
    ['InvalidTrafficMirrorTargetId.NotFound', 'NOT_FOUND', 24],
    ['TrafficMirrorSessionsPerInterfaceLimitExceeded', 'UNSUPPORTED_RESOURCE', 12],
    ['NetworkInterfaceNotSupported', 'UNSUPPORTED_RESOURCE', 12],
    ['TrafficMirrorSessionLimitExceeded', 'QUOTA_EXCEEDED', 4],
    ['InvalidTrafficMirrorFilterId.NotFound', 'NOT_FOUND', 4],
    ['UnauthorizedOperation', 'UNAUTHORIZED', 8],
    ['InvalidParameterValue', 'OTHER', 12],
  ])('%s ends in %s, and is not tried again at once', async (awsCode, code, most) => {
    const gateway = await start({ mode: 'observe' }, { everyMs: 0 });
    gateway.emulator.faults('CreateTrafficMirrorSession', [refused(awsCode)]);
    const { operation } = await applyPlan(gateway);
    const { failures, ...progress } = await ended(gateway, operation?.id);
    expect(progress).toMatchObject({ state: 'INCOMPLETE', total: 12, done: 0, isWorkedOnHere: false });
    expect(new Set(failures.map(({ error }) => error.code))).toEqual(new Set([code]));
    expect(gateway.ec2Calls().CreateTrafficMirrorSession).toBeLessThanOrEqual(most);
    gateway.emulator.faults('CreateTrafficMirrorSession', []);
    expect(await resume(gateway, operation?.id ?? '')).toMatchObject({ userErrors: [] });
    await covered(gateway, 12);
    expect(await ended(gateway, operation?.id)).toMatchObject({ state: 'SUCCEEDED', done: 12, failed: 0 });
  });
});

describe('an operation', () => {
  test('makes the plan that somebody has looked at and no other one, and is recorded', async () => {
    const gateway = await start({ mode: 'observe' }, { everyMs: 0 });
    const { hash, steps } = await planOf(gateway);
    expect(steps).toHaveLength(12);
    const [source = ''] = await sourcesAt(gateway);
    await gateway.ec2.send(new DeleteTagsCommand({ Resources: [source], Tags: [{ Key: 'mirror' }] }));
    expect(await apply(gateway, hash)).toMatchObject({
      operation: null,
      userErrors: [{ code: 'PLAN_CHANGED', field: ['input', 'planHash'] }],
    });
    expect(await sessionsAt(gateway)).toEqual([]);
    const { operation } = await applyPlan(gateway);
    expect(operation).toMatchObject({
      state: 'RUNNING',
      total: 11,
      policyName: 'nodes',
      isWorkedOnHere: true,
    });
    expect(await ended(gateway, operation?.id)).toMatchObject({ state: 'SUCCEEDED', done: 11, remaining: 0 });
    const lines = readRecords(gateway.auditFile);
    const name = operation?.id.slice(0, 22);
    expect(lines.filter(({ event }) => event === 'operation')).toMatchObject([
      {
        phase: 'begin',
        operation: name,
        policy: 'nodes',
        creates: 11,
        modifies: 0,
        deletes: 0,
        actor: { subject: 'local' },
      },
      { phase: 'end', operation: name, failed: 0, actor: { subject: 'tmgw-loop' } },
    ]);
    expect(lines.filter(({ event, operation: of }) => event === 'intent' && of === name)).toHaveLength(11);
    expect(lines.find(({ event }) => event === 'intent')).toMatchObject({ onBehalfOf: 'local' });
  });

  test('is stopped, goes on where it was stopped, and is refused for another policy or a forged id', async () => {
    const gateway = await start({ mode: 'observe' }, { everyMs: 0 });
    gateway.emulator.faults('CreateTrafficMirrorSession', [{ delayMs: 100, times: 1_000 }]);
    const { operation } = await applyPlan(gateway);
    const id = operation?.id ?? '';
    await until(async () => (await sessionsAt(gateway)).length >= 1);
    expect(await stop(gateway, id)).toMatchObject({ warnings: [], operation: { isWorkedOnHere: false } });
    gateway.emulator.faults('CreateTrafficMirrorSession', []);
    const { warnings } = await stop(gateway, id);
    expect(warnings).toHaveLength(1);
    expect(await resume(gateway, id)).toMatchObject({ userErrors: [], operation: { id, total: 12 } });
    expect(await ended(gateway, id)).toMatchObject({ state: 'SUCCEEDED', done: 12 });
    const forged = `${id.slice(0, 30)}x${id.slice(31)}`;
    expect(await operationAt(gateway, forged)).toBeNull();
    expect(await resume(gateway, forged)).toMatchObject({ userErrors: [{ code: 'NOT_FOUND' }] });
    writeFileSync(gateway.policyFile, policyText({ mode: 'observe', number: 1001 }));
    await until(async () => (await planOf(gateway)).steps.length === 12);
    expect(await resume(gateway, id)).toMatchObject({ userErrors: [{ code: 'PLAN_CHANGED' }] });
    expect(await operationAt(gateway, id)).toMatchObject({ state: 'INCOMPLETE' });
  });
});

describe('adoption', () => {
  const adopt = async (gateway: TestGateway, input: object) => {
    const query = `mutation ($input: AdoptTrafficMirrorSessionsInput!) { adoptTrafficMirrorSessions(input: $input) {
      adoptionHash adopted { trafficMirrorSession { trafficMirrorSessionId tags { key value } } changes { field after } }
      warnings userErrors { code field message } } }`;
    const answer = await gateway.query<Record<string, Adopted>>(query, {
      input: { name: 'nodes', ...input },
    });
    return answer.adoptTrafficMirrorSessions as Adopted;
  };
  interface Adopted {
    readonly adoptionHash: string | null;
    readonly adopted:
      | readonly { readonly trafficMirrorSession: { readonly trafficMirrorSessionId: string } }[]
      | null;
    readonly userErrors: readonly { readonly code: string }[];
  }

  test('takes sessions over by their tags, after a dry run has shown them, and no others', async () => {
    const gateway = await start({ mode: 'observe' }, { everyMs: 0 });
    const [sources, { TrafficMirrorTargets: sensors = [] }, { TrafficMirrorFilters: filters = [] }] =
      await Promise.all([
        sourcesAt(gateway),
        gateway.ec2.send(new DescribeTrafficMirrorTargetsCommand({})),
        gateway.ec2.send(new DescribeTrafficMirrorFiltersCommand({})),
      ]);
    for (const NetworkInterfaceId of sources.slice(0, 3))
      await gateway.ec2.send(
        new CreateTrafficMirrorSessionCommand({
          NetworkInterfaceId,
          TrafficMirrorTargetId: sensors[0]?.TrafficMirrorTargetId,
          TrafficMirrorFilterId: filters[0]?.TrafficMirrorFilterId,
          SessionNumber: 5,
        }),
      );
    const before = await sessionsAt(gateway);
    expect(await adopt(gateway, {})).toMatchObject({
      userErrors: [{ code: 'INVALID_INPUT', field: ['input', 'adoptionHash'] }],
    });
    const shown = await adopt(gateway, { dryRun: true });
    expect(shown).toMatchObject({
      adopted: [{ changes: [{ field: 'sessionNumber', after: '1000' }] }, {}, {}],
    });
    expect(await sessionsAt(gateway)).toEqual(before);
    const [first, second] = (shown.adopted ?? []).map(
      (one) => one.trafficMirrorSession.trafficMirrorSessionId,
    );
    const some = { trafficMirrorSessionIds: [first] };
    expect(await adopt(gateway, { ...some, adoptionHash: shown.adoptionHash })).toMatchObject({
      adopted: null,
      userErrors: [{ code: 'PLAN_CHANGED', field: ['input', 'adoptionHash'] }],
    });
    const { adoptionHash } = await adopt(gateway, { ...some, dryRun: true });
    const taken = await adopt(gateway, { ...some, adoptionHash });
    expect(taken.userErrors).toEqual([]);
    const tags = [
      { Key: 'managed-by', Value: 'tmgw' },
      { Key: 'tmgw:policy', Value: 'soc/nodes' },
    ];
    const after = new Map((await sessionsAt(gateway)).map((one) => [one.TrafficMirrorSessionId, one]));
    expect(
      after.get(first)?.Tags?.toSorted((one, other) => (`${one.Key}` < `${other.Key}` ? -1 : 1)),
    ).toEqual(tags);
    expect(after.get(second)?.Tags ?? []).toEqual([]);
    expect(readRecords(gateway.auditFile)).toMatchObject([
      {
        event: 'intent',
        action: 'CreateTags',
        policy: 'nodes',
        actor: { subject: 'local' },
        resources: [first],
      },
      { event: 'outcome', outcome: 'success' },
    ]);
    expect(await adopt(gateway, { ...some, dryRun: true })).toMatchObject({
      userErrors: [{ code: 'NOT_FOUND' }],
    });
    expect((await planOf(gateway)).steps.filter(({ kind }) => kind === 'MODIFY')).toHaveLength(1);
  });
});
