import { once } from 'node:events';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { expect, test } from '@jest/globals';
import { readChain } from '../../src/audit/chain.ts';
import { ConfigError } from '../../src/config/config.ts';
import { createLog } from '../../src/log.ts';
import { type Line, newAuditFile, readAudit, readRecords } from '../support/audit.ts';
import { cleanUp } from '../support/cleanUp.ts';
import { filterId, networkInterfaceId, sessionId, targetId } from '../support/demo.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { modify } from '../support/modify.ts';
import { apply, mutate } from '../support/mutations.ts';
import { planFor } from '../support/plans.ts';
import { projectRoot } from '../support/process.ts';
import { until } from '../support/until.ts';

const start = (file: string, options: Parameters<typeof startTestGateway>[0] = {}) =>
  startTestGateway({ ...options, env: { AUDIT_FILE: file, ...options.env } });

const change = { trafficMirrorSessionId: sessionId(1), packetLength: 99 };
const modifySession = 'ModifyTrafficMirrorSession';

/** Not `modify()`, which fails the test if there is a top-level error. */
const tryChange = (gateway: TestGateway) =>
  gateway.queryErrors(
    'mutation ($input: ModifyTrafficMirrorSessionInput!) { modifyTrafficMirrorSession(input: $input) { awsRequestId } }',
    { input: change },
  );

function collectLog() {
  const chunks: string[] = [];
  const output = new Writable({ write: (chunk, _, done) => done(void chunks.push(String(chunk))) });
  return {
    logger: createLog('info', output),
    lines: () => chunks.map((line) => JSON.parse(line) as Record<string, unknown>),
  };
}

test('a change is recorded before it is sent to EC2, and again with its outcome', async () => {
  const file = newAuditFile();
  const gateway = await start(file);
  let linesWhenAsked: Line[] = [];
  gateway.emulator.faults(modifySession, [{ delayMs: 200 }]);
  const answer = modify(gateway, change);
  await until(() => gateway.emulator.calls.has(modifySession));
  linesWhenAsked = readRecords(file);
  const { awsRequestId } = await answer;
  const common = {
    v: 2,
    chain: expect.stringMatching(/^[0-9a-f-]{36}$/),
    replica: hostname(),
    ts: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    prev: expect.stringMatching(/^[0-9a-f]{64}$/),
    requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    sourceIp: '127.0.0.1',
    actor: { subject: 'local', issuer: 'local' },
    action: modifySession,
    account: '123456789012',
    region: 'us-east-1',
  };
  const resources = [sessionId(1)];
  const inputs = { PacketLength: 99, RemoveFields: [] };
  const intent = { ...common, seq: 2, event: 'intent', resources, inputs };
  expect(linesWhenAsked).toEqual([intent]);
  expect(readRecords(file)).toEqual([
    intent,
    {
      ...common,
      seq: 3,
      event: 'outcome',
      intent: 2,
      outcome: 'success',
      // Which interface is now mirrored to which target.
      resources: [sessionId(1), targetId(1), filterId(1), networkInterfaceId(1)],
      ec2RequestId: awsRequestId,
      ms: expect.any(Number),
    },
  ]);
});

test('every change of EC2 has an intent and an outcome; no text, tag value, key or token of the caller is in them', async () => {
  const file = newAuditFile();
  const gateway = await start(file);
  const canary = 'canary-7f3a';
  const text = { description: canary, tags: [{ key: 'owner', value: canary }], idempotencyKey: canary };
  const target = await apply(gateway, 'createTrafficMirrorTarget', {
    networkInterfaceId: networkInterfaceId(11),
    ...text,
  });
  const filter = await apply(gateway, 'createTrafficMirrorFilter', text);
  const { trafficMirrorTargetId } = target.trafficMirrorTarget as { trafficMirrorTargetId: string };
  const { trafficMirrorFilterId } = filter.trafficMirrorFilter as { trafficMirrorFilterId: string };
  const blocks = { sourceCidrBlock: '10.0.0.0/8', destinationCidrBlock: '0.0.0.0/0' };
  const ports = { protocol: 6, sourcePortRange: { fromPort: 1, toPort: 2 } };
  const rule = await apply(gateway, 'createTrafficMirrorFilterRule', {
    ...{ trafficMirrorFilterId, trafficDirection: 'INGRESS', ruleNumber: 7, ruleAction: 'ACCEPT' },
    ...{ ...blocks, ...ports, ...text },
  });
  const { trafficMirrorFilterRuleId } = rule.trafficMirrorFilterRule as { trafficMirrorFilterRuleId: string };
  const session = await apply(gateway, 'createTrafficMirrorSession', {
    ...{ networkInterfaceId: networkInterfaceId(10), trafficMirrorTargetId, trafficMirrorFilterId },
    ...{ sessionNumber: 5, ...text },
  });
  const { trafficMirrorSessionId } = session.trafficMirrorSession as { trafficMirrorSessionId: string };
  await apply(gateway, 'modifyTrafficMirrorSession', { trafficMirrorSessionId, description: canary });
  await apply(gateway, 'modifyTrafficMirrorFilterRule', { trafficMirrorFilterRuleId, description: canary });
  await apply(gateway, 'modifyTrafficMirrorFilterNetworkServices', {
    trafficMirrorFilterId,
    addNetworkServices: ['AMAZON_DNS'],
  });
  await apply(gateway, 'tagTrafficMirrorResources', {
    resourceIds: [trafficMirrorSessionId],
    add: [{ key: 'purpose', value: canary }],
    removeKeys: ['owner'],
  });
  await apply(gateway, 'deleteTrafficMirrorSession', { trafficMirrorSessionId });
  await apply(gateway, 'deleteTrafficMirrorFilterRule', { trafficMirrorFilterRuleId });
  await apply(gateway, 'deleteTrafficMirrorFilter', { trafficMirrorFilterId });
  await apply(gateway, 'deleteTrafficMirrorTarget', { trafficMirrorTargetId });
  const message = `You may not. Encoded authorization failure message: ${canary}`;
  gateway.emulator.faults(modifySession, [
    { error: { code: 'UnauthorizedOperation', message, status: 403 } },
  ]);
  await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${canary}`, cookie: canary },
    body: JSON.stringify({
      query: `mutation ${canary.replace('-', '_')} { modifyTrafficMirrorSession(input: { trafficMirrorSessionId: "${sessionId(1)}", description: "${canary}" }) { awsRequestId } }`,
    }),
  });

  const asked = gateway.emulator.requests
    .map(({ action }) => action)
    .filter((action) => !action.startsWith('Describe'));
  const lines = readAudit(file);
  expect(new Set(asked).size).toBe(13);
  expect(lines.filter(({ event }) => event === 'intent').map(({ action }) => action)).toEqual(asked);
  expect(lines.filter(({ event }) => event === 'outcome').map(({ outcome }) => outcome)).toEqual(
    asked.map((_, index) => (index === asked.length - 1 ? 'failed' : 'success')),
  );
  expect(readFileSync(file, 'utf8')).not.toMatch(/canary|AKIA|AWS4|Bearer/i);
  // Every field of a line is documented.
  const page = readFileSync(join(projectRoot, 'docs/audit.md'), 'utf8');
  const keys = [...new Set(lines.flatMap((line) => Object.keys(line)))];
  expect(keys.filter((key) => !page.includes(`\`${key}\``))).toEqual([]);
  const digest = expect.stringMatching(/^sha256:[0-9a-f]{64}$/);
  expect(lines.find(({ action }) => action === 'CreateTrafficMirrorFilterRule')).toMatchObject({
    resources: [trafficMirrorFilterId],
    inputs: {
      TrafficDirection: 'ingress',
      RuleNumber: 7,
      RuleAction: 'accept',
      Protocol: 6,
      SourceCidrBlock: '10.0.0.0/8',
      DestinationCidrBlock: '0.0.0.0/0',
      SourcePortRange: { FromPort: 1, ToPort: 2 },
      Description: digest,
      TagSpecifications: [{ owner: digest }],
    },
    clientToken: rule.clientToken,
  });
  expect(lines.find(({ action }) => action === 'CreateTags')).toMatchObject({
    resources: [trafficMirrorSessionId],
    inputs: { Tags: { purpose: digest } },
  });
  expect(lines.find(({ action }) => action === 'DeleteTags')).toMatchObject({
    inputs: { Tags: { owner: null } },
  });
  expect(lines.findLast(({ action }) => action === 'CreateTrafficMirrorSession')).toMatchObject({
    resources: [trafficMirrorSessionId, trafficMirrorTargetId, trafficMirrorFilterId, networkInterfaceId(10)],
  });
});

test('dry runs are recorded as dry runs; plans, which are queries, are not recorded', async () => {
  const file = newAuditFile();
  const gateway = await start(file);
  await mutate(gateway, 'modifyTrafficMirrorSession', { ...change, dryRun: true });
  await gateway.query(
    'query ($input: ModifyTrafficMirrorSessionInput!) { planTrafficMirrorSession(input: $input) { warnings } }',
    { input: change },
  );
  expect(readRecords(file).map(({ event, dryRun, outcome }) => [event, dryRun, outcome])).toEqual([
    ['intent', true, undefined],
    ['outcome', true, 'success'],
  ]);
});

test('a forbidden target is recorded when it is attempted, not when it is planned', async () => {
  const file = newAuditFile();
  const approvedTargets = {
    trafficMirrorTargetIds: [],
    networkInterfaceIds: [],
    networkLoadBalancerArns: [],
    gatewayLoadBalancerEndpointIds: [],
    ownerAccountIds: [],
  };
  const gateway = await start(file, { approvedTargets });
  const input = { trafficMirrorSessionId: sessionId(1), trafficMirrorTargetId: targetId(2) };
  const { userErrors } = await planFor(gateway, 'modifyTrafficMirrorSession', input);
  expect(userErrors).toMatchObject([{ code: 'FORBIDDEN_BY_POLICY' }]);
  expect(readRecords(file)).toEqual([]);
  await mutate(gateway, 'modifyTrafficMirrorSession', input);
  expect(readRecords(file)).toMatchObject([
    { event: 'denied', action: 'approveTarget', resources: [targetId(2)] },
  ]);
});

test('a change that EC2 refused is recorded as failed with its code, and one whose outcome is unknown as unknown', async () => {
  const file = newAuditFile();
  const gateway = await start(file);
  gateway.emulator.deny(modifySession);
  await modify(gateway, change);
  gateway.emulator.allow(modifySession);
  gateway.emulator.faults(modifySession, [{ reset: 'before', times: 3 }]);
  await modify(gateway, change);
  const outcomes = readAudit(file).filter(({ event }) => event === 'outcome');
  expect(outcomes).toEqual([
    expect.objectContaining({ outcome: 'failed', failure: 'refused', ec2Code: 'UnauthorizedOperation' }),
    expect.objectContaining({ outcome: 'unknown', failure: 'lost' }),
  ]);
});

test.each<[string, (file: string) => void]>([
  ['was deleted', unlinkSync],
  ['was written to by another program', (file) => appendFileSync(file, 'x')],
  ['was emptied', (file) => writeFileSync(file, '')],
])('when the file %s, changes are refused and EC2 is not asked; reads go on', async (_, spoil) => {
  const file = newAuditFile();
  const gateway = await start(file);
  await modify(gateway, change);
  gateway.emulator.resetCalls();
  const whole = readFileSync(file);
  spoil(file);
  for (const attempt of ['at first', 'even when the file is whole again']) {
    const [error] = await tryChange(gateway);
    expect([attempt, error]).toEqual([
      attempt,
      expect.objectContaining({
        message:
          'The gateway cannot write to its audit file, so it makes no changes. EC2 was not asked. Send the request again later.',
        extensions: { code: 'AUDIT_UNAVAILABLE', retryable: true, requestId: expect.any(String) },
      }),
    ]);
    writeFileSync(file, whole);
  }
  expect(gateway.ec2Calls()).toEqual({});
  await gateway.query(`{ trafficMirrorSession(id: "${sessionId(1)}") { packetLength } }`);
});

test('a change that EC2 has made is answered although its outcome cannot be recorded; after that, changes are off', async () => {
  const file = newAuditFile();
  const log = collectLog();
  const gateway = await start(file, { log: log.logger });
  gateway.emulator.faults(modifySession, [{ delayMs: 200 }]);
  const answer = modify(gateway, change);
  await until(() => gateway.emulator.calls.has(modifySession));
  unlinkSync(file);
  expect((await answer).trafficMirrorSession?.packetLength).toBe(99);
  const lost = log.lines().find(({ msg }) => msg === 'audit: an outcome could not be written');
  expect(lost?.entry).toMatchObject({ event: 'outcome', intent: 2, outcome: 'success' });
  expect((await tryChange(gateway))[0]?.extensions.code).toBe('AUDIT_UNAVAILABLE');
});

test('outcomes and denials that could not be recorded are, as soon as the file can be written again', async () => {
  const file = newAuditFile();
  const log = collectLog();
  const nothing = { trafficMirrorTargetIds: [], networkInterfaceIds: [], networkLoadBalancerArns: [] };
  const approvedTargets = { ...nothing, gatewayLoadBalancerEndpointIds: [], ownerAccountIds: [] };
  const gateway = await start(file, { log: log.logger, approvedTargets });
  gateway.emulator.faults(modifySession, [{ delayMs: 200 }]);
  const answer = modify(gateway, change);
  await until(() => gateway.emulator.calls.has(modifySession));
  renameSync(file, `${file}.1`);
  await answer;
  await mutate(gateway, 'createTrafficMirrorTarget', { networkInterfaceId: networkInterfaceId(11) });
  await until(() => existsSync(file) && readAudit(file).length > 1);
  const [opened, intent, closed] = readAudit(`${file}.1`);
  expect(closed).toMatchObject({ seq: 3, event: 'closed', reason: 'moved' });
  const common = { v: 2, ts: expect.any(String), chain: opened?.chain, replica: opened?.replica };
  const { seq, prev, event, ts, v, ...facts } = intent as Line & Record<string, unknown>;
  expect(readAudit(file)).toEqual([
    {
      ...{ ...common, seq: 4, prev: expect.any(String), event: 'opened' },
      ...{ version: opened?.version, commit: opened?.commit, settings: opened?.settings },
      continues: { seq: 3, hash: readAudit(file)[0]?.prev },
      running: [expect.objectContaining({ seq: 2, inputs: facts.inputs, requestId: facts.requestId })],
    },
    {
      ...{ ...common, seq: 5, prev: expect.any(String), event: 'recovered' },
      ...{ reason: 'moved', since: expect.any(String) },
      entries: [
        expect.objectContaining({
          ...{ ts: expect.any(String), event: 'outcome', intent: 2, outcome: 'success' },
          requestId: intent?.requestId,
        }),
        expect.objectContaining({ ts: expect.any(String), event: 'denied', action: 'approveTarget' }),
      ],
      lost: 0,
    },
  ]);
  const logged = log.lines().filter(({ entry }) => entry !== undefined);
  expect(logged.map(({ msg }) => msg)).toEqual([
    'audit: an outcome could not be written',
    'audit: a denial could not be written',
  ]);
  // Every field of the line is documented.
  const page = readFileSync(join(projectRoot, 'docs/audit.md'), 'utf8');
  const keys = readAudit(file).flatMap((line) =>
    [line, ...((line.entries ?? []) as object[])].flatMap(Object.keys),
  );
  expect(keys.filter((key) => !page.includes(`\`${key}\``))).toEqual([]);
});

test('a change that still runs when the gateway ends is recorded as unknown', async () => {
  const file = newAuditFile();
  const log = collectLog();
  const gateway = await start(file, { log: log.logger });
  gateway.emulator.faults(modifySession, [{ delayMs: 1_000 }]);
  const answer = modify(gateway, change).catch(() => 'cut off');
  await until(() => gateway.emulator.calls.has(modifySession));
  await gateway.stop(1);
  expect(await answer).toBe('cut off');
  expect(readAudit(file).map(({ event, outcome }) => [event, outcome])).toEqual([
    ['opened', undefined],
    ['intent', undefined],
    ['outcome', 'unknown'],
    ['closed', undefined],
  ]);
  expect((await readChain(file)).openIntents).toEqual([]);
  // The change itself goes on until its connection ends, and is not recorded twice.
  await until(() => log.lines().some(({ msg }) => msg === 'request'));
  expect(readAudit(file)).toHaveLength(4);
  expect(log.lines().filter(({ level }) => ['error', 'fatal'].includes(String(level)))).toEqual([]);
});

test('a file is continued by the next gateway', async () => {
  const file = newAuditFile();
  const first = await start(file);
  await modify(first, change);
  await first.stop();
  await modify(await start(file), change);
  expect(await readChain(file)).toMatchObject({ seq: 7, tornBytes: 0, openIntents: [] });
  const lines = readAudit(file);
  const [opened, , , closed, again] = lines;
  expect(lines.map(({ event }) => event)).toEqual([
    ...['opened', 'intent', 'outcome', 'closed'],
    ...['opened', 'intent', 'outcome'],
  ]);
  expect(opened).not.toHaveProperty('continues');
  expect(closed).toMatchObject({ reason: 'stopped', chain: opened?.chain });
  expect(again).toMatchObject({
    ...{ version: 'development', commit: 'unknown', settings: expect.stringMatching(/^[0-9a-f]{64}$/) },
    continues: { seq: 4, hash: again?.prev },
  });
  expect(again?.chain).not.toBe(opened?.chain);
});

test('at most ten denials of a kind are recorded per minute and actor', async () => {
  const file = newAuditFile();
  const gateway = await start(file, { env: { INSECURE_NO_AUTH: 'i-understand' } });
  for (let count = 0; count < 12; count++) {
    await tryChange(gateway);
    await gateway.queryErrors('{ __schema { queryType { name } } }');
  }
  const lines = readRecords(file);
  const kinds = lines.map(({ reason }) => reason);
  expect(kinds.filter((reason) => reason === 'READ_ONLY')).toHaveLength(10);
  expect(kinds.filter((reason) => reason === 'MISSING_PERMISSION')).toHaveLength(10);
  expect(lines[0]).toMatchObject({
    event: 'denied',
    requestId: expect.any(String),
    actor: { subject: 'anybody', issuer: 'local' },
    action: 'mutation',
    reason: 'READ_ONLY',
  });
  expect((await readChain(file)).seq).toBe(21);
});

test('a flood of denials of one kind does not hide a denial of another kind', async () => {
  const file = newAuditFile();
  const nothing = { trafficMirrorTargetIds: [], networkInterfaceIds: [], networkLoadBalancerArns: [] };
  const approvedTargets = { ...nothing, gatewayLoadBalancerEndpointIds: [], ownerAccountIds: [] };
  const gateway = await start(file, { approvedTargets });
  const bad = { trafficMirrorSessionId: sessionId(1), trafficMirrorTargetId: targetId(2) };
  for (let count = 0; count < 12; count++)
    await mutate(gateway, 'createTrafficMirrorTarget', { networkInterfaceId: networkInterfaceId(11) });
  await modify(gateway, bad);
  const reasons = readAudit(file).map(({ reason }) => reason);
  expect(
    reasons.filter((reason) => reason === 'FORBIDDEN_BY_POLICY approvedTargets.trafficMirrorTargetIds'),
  ).toHaveLength(1);
});

test('every kind of denial records what was denied, to whom, and by which rule', async () => {
  const keys = createServer((_, response) => response.end('{"keys":[]}')).listen(0, '127.0.0.1');
  cleanUp(() => keys.close());
  await once(keys, 'listening');
  const jwt = { AUTH_ISSUER: 'i', AUTH_AUDIENCE: 'a' };
  const jwks = { AUTH_JWKS_URL: `http://127.0.0.1:${(keys.address() as AddressInfo).port}/` };
  const withJwt = newAuditFile();
  await (await start(withJwt, { env: { ...jwt, ...jwks } })).queryErrors('{ __typename }');
  expect(readRecords(withJwt)).toEqual([
    expect.objectContaining({ event: 'denied', action: 'authenticate', reason: 'UNAUTHENTICATED' }),
  ]);

  const withoutScope = newAuditFile();
  const anybody = await start(withoutScope, { env: { AUTH_MODE: 'none', INSECURE_NO_AUTH: 'i-understand' } });
  await anybody.queryErrors('{ __schema { description } }');
  expect(readRecords(withoutScope)).toEqual([
    expect.objectContaining({ event: 'denied', action: '__schema', reason: 'MISSING_PERMISSION' }),
  ]);

  const withSinks = newAuditFile();
  const nothing = { trafficMirrorTargetIds: [], networkInterfaceIds: [], networkLoadBalancerArns: [] };
  const approvedTargets = { ...nothing, gatewayLoadBalancerEndpointIds: [], ownerAccountIds: [] };
  const policed = await start(withSinks, { approvedTargets });
  await modify(policed, { trafficMirrorSessionId: sessionId(1), trafficMirrorTargetId: targetId(2) });
  await mutate(policed, 'createTrafficMirrorTarget', { networkInterfaceId: networkInterfaceId(11) });
  const denial = { event: 'denied', action: 'approveTarget', actor: { subject: 'local', issuer: 'local' } };
  const rule = 'FORBIDDEN_BY_POLICY approvedTargets.';
  expect(readRecords(withSinks)).toEqual([
    expect.objectContaining({ ...denial, resources: [targetId(2)], reason: `${rule}trafficMirrorTargetIds` }),
    expect.objectContaining({
      ...denial,
      resources: [networkInterfaceId(11)],
      reason: `${rule}networkInterfaceIds`,
    }),
  ]);
});

test.each<[string, (file: string) => void, string]>([
  ['is broken', (file) => writeFileSync(file, '{}\n'), 'line 1 is not an audit line: v is wrong'],
  ['is a folder', (file) => mkdirSync(file), 'EISDIR'],
])('a gateway whose file %s does not start', async (_, spoil, reason) => {
  const file = newAuditFile();
  spoil(file);
  const failure = await start(file).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(ConfigError);
  expect((failure as Error).message).toMatch(new RegExp(`^AUDIT_FILE: ${file}: ${reason}`));
});
