/** The gateway keeps EC2 as the policies say: what it makes, mends and deletes of itself, and what holds it back. */
import { unlinkSync, writeFileSync } from 'node:fs';
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
import { readChain } from '../../src/audit/chain.ts';
import type { Fault } from '../../src/emulator/faults/faults.ts';
import { newAuditFile, readRecords } from '../support/audit.ts';
import type { EmulatorOptions } from '../support/emulator.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { sumOf } from '../support/metrics.ts';
import {
  approvedTargets,
  newPolicyFile,
  policyText,
  twoPoliciesText,
  type WantedPolicy,
} from '../support/policyFiles.ts';
import { startPasses } from '../support/policyPasses.ts';
import { ours, roleOf, startRoleGateway, theirs } from '../support/roleGateway.ts';
import { until } from '../support/until.ts';

interface Started extends TestGateway {
  readonly auditFile: string;
  readonly policyFile: string;
}

/** @param wanted a policy, or the text of the policy file. */
async function start(
  wanted: WantedPolicy | string,
  {
    sources = 12,
    everyMs = 60,
    env = {},
    emulator = {},
  }: { sources?: number; everyMs?: number; env?: object; emulator?: EmulatorOptions } = {},
): Promise<Started> {
  const text = typeof wanted === 'string' ? wanted : policyText(wanted);
  const [auditFile, policyFile] = [newAuditFile(), newPolicyFile(text)];
  const gateway = await startTestGateway({
    seed: `policies:${sources}`,
    emulator,
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

describe('what the replica that answers knows from its own passes', () => {
  interface Told {
    readonly coverage: { readonly missing: number; readonly impossible: number };
    readonly sources: { readonly nodes: { readonly policyReason: string; readonly policyMessage: string }[] };
    readonly plan: { readonly steps: object[]; readonly blockedBy: { readonly code: string }[] };
  }
  const toldBy = async (gateway: TestGateway) =>
    (
      await gateway.query<{ trafficMirrorPolicy: Told }>(`{ trafficMirrorPolicy(name: "nodes") {
        coverage { missing impossible } sources(states: [IMPOSSIBLE]) { nodes { policyReason policyMessage } }
        plan { steps { kind } blockedBy { code } } } }`)
    ).trafficMirrorPolicy;
  const create = 'CreateTrafficMirrorSession';

  test.each([
    ['UnauthorizedOperation', 'UNAUTHORIZED', ['NOT_ALLOWED']],
    ['TrafficMirrorSessionLimitExceeded', 'ACCOUNT_QUOTA', []],
    ['TrafficMirrorSourcesPerTargetLimitExceeded', 'NO_CAPACITY', []],
    ['InvalidParameterValue', 'REFUSED', []],
  ])(
    '%s is told of the sources as %s, while the plan still has their steps',
    async (awsCode, reason, blocks) => {
      const gateway = await start({}, { everyMs: 1_000 });
      gateway.emulator.faults(create, [{ error: { code: awsCode, status: 400 }, times: 1_000 }]);
      await somePasses(gateway, 1);
      const { coverage, sources, plan } = await toldBy(gateway);
      expect(new Set(sources.nodes.map(({ policyReason }) => policyReason))).toEqual(new Set([reason]));
      expect(sources.nodes[0]?.policyMessage).toContain('tried again later');
      expect(coverage.impossible).toBe(sources.nodes.length);
      expect(coverage.missing + coverage.impossible).toBe(12);
      expect(plan.steps).toHaveLength(12);
      expect(plan.blockedBy.map(({ code }) => code)).toEqual(blocks);
      expect(await sumOf(gateway.adminUrl, 'mirror_policy_interfaces', { state: 'IMPOSSIBLE' })).toBe(
        coverage.impossible,
      );
    },
  );

  test('an audit file that cannot be written any more ends all changes, and the plan says so', async () => {
    const gateway = await start({}, { everyMs: 200 });
    gateway.emulator.faults(create, [{ delayMs: 100, times: 1_000 }]);
    await until(async () => (await sessionsAt(gateway)).length > 0);
    unlinkSync(gateway.auditFile);
    await until(async () => (await blocked(gateway, 'AUDIT_UNAVAILABLE')) === 1);
    gateway.emulator.resetCalls();
    await somePasses(gateway);
    expect(gateway.ec2Calls()[create]).toBeUndefined();
    expect((await toldBy(gateway)).plan.blockedBy).toEqual([{ code: 'AUDIT_UNAVAILABLE' }]);
  });

  test('includes that an account is not open to it; operations are nothing to callers of other accounts', async () => {
    const account = (id: string, callers: string[]) => ({
      regions: ['us-east-1'],
      roleArn: roleOf(id),
      callers,
    });
    const accounts = { [ours]: account(ours, ['alice', 'tmgw-loop']), [theirs]: account(theirs, ['carol']) };
    const env = { POLICY_FILE: newPolicyFile(policyText({ mode: 'observe' })) };
    const gateway = await startRoleGateway({ accounts, approvedTargets }, { seed: 'policies:3' }, { env });
    const scopes = 'traffic-mirror:read traffic-mirror:policy:apply';
    const ask = async <Data>(subject: string, query: string, variables: object = {}) =>
      (await gateway.ask(query, { subject, scopes, variables })).data as Data;
    const plan =
      '{ trafficMirrorPolicy(name: "nodes") { plan { hash blockedBy { code scope { accountId } } } } }';
    expect(await ask('carol', plan)).toMatchObject({
      trafficMirrorPolicy: {
        plan: { blockedBy: [{ code: 'FILTER_GONE' }, { code: 'NOT_ALLOWED', scope: { accountId: theirs } }] },
      },
    });
    interface Planned {
      readonly trafficMirrorPolicy: {
        readonly plan: { readonly hash: string; readonly blockedBy: object[] };
      };
    }
    const { trafficMirrorPolicy } = await ask<Planned>('alice', plan);
    const { hash: planHash, blockedBy } = trafficMirrorPolicy.plan;
    expect(blockedBy).toEqual([]);
    const applied = await ask<{ applyTrafficMirrorPolicy: Payload }>(
      'alice',
      `mutation ($input: ApplyTrafficMirrorPolicyInput!) { applyTrafficMirrorPolicy(input: $input) { ${payload} } }`,
      { input: { name: 'nodes', planHash } },
    );
    const id = applied.applyTrafficMirrorPolicy.operation?.id;
    const query = 'query ($id: ID!) { trafficMirrorOperation(id: $id) { id } }';
    expect(await ask('alice', query, { id })).toEqual({ trafficMirrorOperation: { id } });
    expect(await ask('carol', query, { id })).toEqual({ trafficMirrorOperation: null });
  });
});

describe('what EC2 refuses for good', () => {
  interface Case {
    /** Of the target, as the policy says. */
    readonly capacity?: string;
    readonly quotas?: EmulatorOptions['quotas'];
    /** The numbers of sessions of others on the first source. */
    readonly numbers?: readonly number[];
    /** Whether lists of EC2 do not show them. */
    readonly isHidden?: boolean;
  }

  test.each<[what: string, wanted: Case, reason: string, tries: number]>([
    ['an 11th source at a target of 10', { capacity: '10' }, 'NO_CAPACITY', 0],
    ['an 11th source, as EC2 alone knows', { quotas: { sourcesPerLargeTarget: 10 } }, 'NO_CAPACITY', 2],
    ['a number that somebody else has', { numbers: [1000] }, 'NUMBER_TAKEN', 0],
    ['the same, as EC2 alone knows', { numbers: [1000], isHidden: true }, 'NUMBER_TAKEN', 2],
    ['an interface that has three sessions', { numbers: [1, 2, 3] }, 'INELIGIBLE', 0],
    ['the same, as EC2 alone knows', { numbers: [1, 2, 3], isHidden: true }, 'INELIGIBLE', 2],
  ])('%s (%j) is %s, and is tried %i times in ten minutes', async (_, wanted, reason, tries) => {
    const { capacity = '100', quotas = {}, numbers = [], isHidden = false } = wanted;
    const { ec2, emulator, others, pass, sources, standings } = await startPasses(
      11,
      { quotas },
      ({ targetId: id }) => ({ mirror: { targets: [{ id, capacity }], place: 'any-zone' } }),
    );
    if (isHidden) emulator.faults('DescribeTrafficMirrorSessions', [{ stale: true, times: 1_000 }]);
    for (const SessionNumber of numbers)
      await ec2.send(
        new CreateTrafficMirrorSessionCommand({ ...others, NetworkInterfaceId: sources[0], SessionNumber }),
      );
    for (let minute = 0; minute < 10; minute++) await pass(minute);
    emulator.faults('DescribeTrafficMirrorSessions', []);
    const { TrafficMirrorSessions = [] } = await ec2.send(new DescribeTrafficMirrorSessionsCommand({}));
    const made = TrafficMirrorSessions.filter(({ Description }) => Description === 'policy nodes');
    expect(made).toHaveLength(10);
    const [left, ...more] = standings().filter(({ networkInterfaceId: id }) =>
      made.every(({ NetworkInterfaceId }) => NetworkInterfaceId !== id),
    );
    expect(more).toEqual([]);
    expect(left).toMatchObject({ state: 'IMPOSSIBLE', because: { reason } });
    const tried = emulator.requests.filter(
      ({ action, params }) =>
        action === 'CreateTrafficMirrorSession' &&
        params.Description === 'policy nodes' &&
        params.NetworkInterfaceId === left?.networkInterfaceId,
    );
    expect(tried).toHaveLength(tries);
  });

  test('a stale list deletes nothing: what it asks for is read by id', async () => {
    const { ec2, emulator, pass, sources } = await startPasses(6, {}, () => ({
      guard: { unselected: 'delete', deletePercent: 100 },
    }));
    await pass(0);
    const tags = [{ Key: 'mirror', Value: 'yes' }];
    await ec2.send(new DeleteTagsCommand({ Resources: [...sources], Tags: tags }));
    emulator.faults('DescribeNetworkInterfaces', [{ stale: true, times: 2 }]);
    await ec2.send(new CreateTagsCommand({ Resources: [...sources], Tags: tags }));
    for (const minute of [1, 2, 3]) await pass(minute);
    expect(emulator.calls.get('DeleteTrafficMirrorSession')).toBeUndefined();
    expect(emulator.calls.get('CreateTrafficMirrorSession')).toBe(6);
  });
});

test('a gateway that is stopped begins no step any more, and records how those end that run', async () => {
  const gateway = await start({});
  gateway.emulator.faults('CreateTrafficMirrorSession', [{ delayAfterMs: 300, times: 1_000 }]);
  await until(async () => (await sessionsAt(gateway)).length >= 2);
  await gateway.stop();
  const { openIntents } = await readChain(gateway.auditFile);
  expect(openIntents).toEqual([]);
  const outcomes = readRecords(gateway.auditFile).filter(({ event }) => event === 'outcome');
  expect(outcomes.length).toBeLessThan(12);
  expect(new Set(outcomes.map(({ outcome }) => outcome))).toEqual(new Set(['success']));
});

test('policies that share a target plan in turn, and the plan that is shown is the one that is approved', async () => {
  // All accounts of this seed are the same.
  const { ec2 } = await start({ mode: 'observe' }, { everyMs: 0 });
  const { TrafficMirrorTargets: [sensor] = [] } = await ec2.send(new DescribeTrafficMirrorTargetsCommand({}));
  const { NetworkInterfaces: all = [] } = await ec2.send(new DescribeNetworkInterfacesCommand({}));
  const [first, ...others] = [...new Set(all.map(({ SubnetId }) => SubnetId))];
  const mirror = {
    targets: [{ id: sensor?.TrafficMirrorTargetId, capacity: '10' }],
    place: 'any-zone',
  };
  const select = (subnets: unknown[]) => ({ tags: { mirror: 'yes' }, tagsOf: 'interface', subnets });
  const started = (mode: string) =>
    start(
      twoPoliciesText(
        { mode, select: select([first]), mirror },
        { mode: 'observe', select: select(others), mirror },
      ),
      { everyMs: 0 },
    );
  const plansOf = async (gateway: TestGateway) =>
    (
      await gateway.query<{
        trafficMirrorPolicies: { policies: { plan: { createCount: number; hash: string } }[] };
      }>('{ trafficMirrorPolicies { policies { plan { createCount hash } } } }')
    ).trafficMirrorPolicies.policies.map(({ plan }) => plan);
  // Of what nobody makes, no room is taken.
  expect((await plansOf(await started('observe'))).map(({ createCount }) => createCount)).toEqual([4, 8]);
  const gateway = await started('apply');
  const [nodes, rest] = await plansOf(gateway);
  expect([nodes?.createCount, rest?.createCount]).toEqual([4, 6]);
  const input = { name: 'others', planHash: rest?.hash };
  const { operation } = await change(
    gateway,
    'applyTrafficMirrorPolicy',
    'ApplyTrafficMirrorPolicyInput',
    input,
  );
  expect(await ended(gateway, operation?.id)).toMatchObject({ state: 'SUCCEEDED', done: 6 });
  expect(await sessionsAt(gateway)).toHaveLength(10);
});

describe('whoever changes a session of a policy', () => {
  const ofSession = async (mode: string) => {
    const gateway = await start({ mode }, { everyMs: 0 });
    const [[source], { TrafficMirrorTargets: [sensor] = [] }, { TrafficMirrorFilters: [filter] = [] }] =
      await Promise.all([
        sourcesAt(gateway),
        gateway.ec2.send(new DescribeTrafficMirrorTargetsCommand({})),
        gateway.ec2.send(new DescribeTrafficMirrorFiltersCommand({})),
      ]);
    const Tags = [{ Key: 'tmgw:policy', Value: 'soc/nodes' }];
    const { TrafficMirrorSession } = await gateway.ec2.send(
      new CreateTrafficMirrorSessionCommand({
        NetworkInterfaceId: source,
        TrafficMirrorTargetId: sensor?.TrafficMirrorTargetId,
        TrafficMirrorFilterId: filter?.TrafficMirrorFilterId,
        SessionNumber: 1000,
        TagSpecifications: [{ ResourceType: 'traffic-mirror-session', Tags }],
      }),
    );
    const id = TrafficMirrorSession?.TrafficMirrorSessionId ?? '';
    const changed = `trafficMirrorSessionId: "${id}" packetLength: 99`;
    const told = 'warningDetails { code message }';
    const answer = await gateway.query<
      Record<string, { warningDetails: Told[]; results: Shown[]; plans: Shown[] }>
    >(`{
      plan: planTrafficMirrorSession(input: { ${changed} }) { ${told} }
      planOfDelete: planDeleteTrafficMirrorSession(input: { trafficMirrorSessionId: "${id}" }) { ${told} }
      planOfMany: planModifyTrafficMirrorSessions(input: { modifications: [{ ${changed} }] }) { plans { ${told} } } }`);
    const made = await gateway.query<typeof answer>(`mutation {
      text: modifyTrafficMirrorSession(input: { trafficMirrorSessionId: "${id}" description: "x" }) { ${told} }
      dryRun: modifyTrafficMirrorSession(input: { ${changed} dryRun: true }) { ${told} }
      one: modifyTrafficMirrorSession(input: { ${changed} }) { ${told} }
      many: modifyTrafficMirrorSessions(input: { modifications: [{ ${changed} }] }) { results { ${told} } }
      remove: deleteTrafficMirrorSession(input: { trafficMirrorSessionId: "${id}" }) { ${told} } }`);
    const all = Object.entries({ ...answer, ...made });
    return all.filter(([, one]) => {
      const each = [one, ...(one.results ?? []), ...(one.plans ?? [])];
      const warnings = each.flatMap(({ warningDetails = [] }: Partial<Shown>) => warningDetails);
      return warnings.some(
        ({ code, message }) =>
          code === 'OWNED_BY_POLICY' && /^Policy nodes owns .* if the policy still wants/.test(message),
      );
    });
  };
  interface Told {
    readonly code: string;
    readonly message: string;
  }
  interface Shown {
    readonly warningDetails: Told[];
  }

  test('is warned in mode apply, in plans and dry runs, too, unless the policy has nothing to say of it', async () => {
    expect((await ofSession('apply')).map(([name]) => name)).toEqual([
      'plan',
      'planOfDelete',
      'planOfMany',
      'dryRun',
      'one',
      'many',
      'remove',
    ]);
    expect(await ofSession('observe')).toEqual([]);
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
    expect(await stop(gateway, id)).toMatchObject({
      warnings: [],
      operation: { state: 'INCOMPLETE', isWorkedOnHere: false },
    });
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

describe('an operation of which nothing can be done', () => {
  const waiting = async () => {
    const gateway = await start({ mode: 'observe' }, { everyMs: 0 });
    const busy = { times: 1_000, error: { code: 'RequestLimitExceeded', status: 503 } };
    gateway.emulator.faults('CreateTrafficMirrorSession', [busy]);
    const { operation } = await applyPlan(gateway);
    expect(operation).toMatchObject({ state: 'RUNNING', isWorkedOnHere: true });
    return { gateway, id: operation?.id };
  };

  test('because the policy is not in the file any more ends, and holds the account and Region no longer', async () => {
    const { gateway, id } = await waiting();
    writeFileSync(gateway.policyFile, policyText({ mode: 'observe' }).replaceAll('"nodes"', '"others"'));
    expect(await ended(gateway, id)).toMatchObject({ state: 'INCOMPLETE', done: 0, isWorkedOnHere: false });
    expect(await sumOf(gateway.adminUrl, 'mirror_operations_running')).toBe(0);
    const lines = readRecords(gateway.auditFile).filter(({ event }) => event === 'operation');
    expect(lines.map(({ phase }) => phase)).toEqual(['begin', 'end']);
  });

  test('because the filter is gone has not succeeded', async () => {
    const { gateway, id } = await waiting();
    const { TrafficMirrorFilters: all = [] } = await gateway.ec2.send(
      new DescribeTrafficMirrorFiltersCommand({}),
    );
    const Resources = all.map(({ TrafficMirrorFilterId = '' }) => TrafficMirrorFilterId);
    await gateway.ec2.send(new DeleteTagsCommand({ Resources, Tags: [{ Key: 'Name' }] }));
    expect(await operationAt(gateway, id)).toMatchObject({ state: 'RUNNING', done: 0, remaining: 12 });
    expect(await resume(gateway, id ?? '')).toMatchObject({ userErrors: [{ code: 'PLAN_CHANGED' }] });
    // Another revision of the file, so a pass begins.
    writeFileSync(gateway.policyFile, `${policyText({ mode: 'observe' })}\n`);
    expect(await ended(gateway, id)).toMatchObject({ state: 'INCOMPLETE', done: 0, remaining: 12 });
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
