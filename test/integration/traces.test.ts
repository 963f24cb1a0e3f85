/** What traces say about a request: its spans, from its arrival to the calls of AWS. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import { createLeasedMutex } from '../../src/ec2/changes/leasedMutex.ts';
import { createMutex } from '../../src/ec2/changes/mutex.ts';
import { createLog } from '../../src/log.ts';
import { newAuditFile, readAudit } from '../support/audit.ts';
import { newFolder } from '../support/cleanUp.ts';
import { startCollector } from '../support/collector.ts';
import { sessionId } from '../support/demo.ts';
import { ours, roleOf, startRoleGateway } from '../support/roleGateway.ts';
import { startTokenIssuer } from '../support/tokens.ts';
import { byName, eventsOf, startTraced, tracesTo } from '../support/traced.ts';
import { until } from '../support/until.ts';

const client = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7' };
const traceparent = (flags: string) => `00-${client.traceId}-${client.spanId}-${flags}`;

const list = 'query ListSessions { trafficMirrorSessions(first: 1) { nodes { sessionNumber } } }';
const create = `mutation NewFilter { createTrafficMirrorFilter(input: { description: "traced" }) {
  trafficMirrorFilter { arn } userErrors { code } } }`;
const modify = (number: number) => `mutation { modifyTrafficMirrorSession(input:
  { trafficMirrorSessionId: "${sessionId(number)}", description: "traced" }) { userErrors { code } } }`;

test('a query has a span, its operation in it, and the call of EC2 in that', async () => {
  const { ended, post } = await startTraced();
  const before = Date.now();
  expect((await post(list)).status).toBe(200);
  const { 'POST /graphql': whole, 'query ListSessions': operation, ...rest } = byName(await ended());
  const { 'EC2/DescribeTrafficMirrorSessions': call, ...others } = rest;
  expect(others).toEqual({});
  expect(whole).toMatchObject({
    kind: 2,
    parentSpanId: '',
    isFailed: false,
    attributes: { 'http.response.status_code': 200, 'tmgw.caller': expect.stringMatching(/^[0-9a-f]{12}$/) },
    resource: { 'service.name': 'traffic-mirror-gateway', 'service.version': 'development' },
  });
  expect(operation).toMatchObject({
    kind: 1,
    parentSpanId: whole?.spanId,
    traceId: whole?.traceId,
    attributes: { 'graphql.operation.type': 'query' },
  });
  expect(call).toMatchObject({
    kind: 3,
    parentSpanId: operation?.spanId,
    links: [],
    attributes: {
      'rpc.method': 'DescribeTrafficMirrorSessions',
      'cloud.account.id': '123456789012',
      'cloud.region': 'us-east-1',
      'http.response.status_code': 200,
      'aws.request_id': expect.stringMatching(/^[\w-]+$/),
    },
  });
  expect(eventsOf(call, 'attempt')).toEqual([
    expect.objectContaining({ 'tmgw.result': 'ok', 'http.response.status_code': 200 }),
  ]);
  // A millisecond more, because the times are floating-point numbers here.
  const begun = [before, ...[whole, operation, call].map((span) => span?.startMs ?? 0)];
  expect(begun.every((ms, index) => ms + 1 >= (begun[index - 1] ?? 0))).toBe(true);
  expect((whole?.endMs ?? 0) + 1).toBeGreaterThanOrEqual(call?.endMs ?? Number.POSITIVE_INFINITY);
});

describe('a change', () => {
  test('has one call, with each of its attempts as an event', async () => {
    const { ended, gateway, post } = await startTraced();
    gateway.emulator.faults('CreateTrafficMirrorFilter', [{ status: 503 }, { reset: 'after' }]);
    expect(await (await post(create)).json()).toMatchObject({
      data: { createTrafficMirrorFilter: { userErrors: [] } },
    });
    const spans = byName(await ended());
    const call = spans['EC2/CreateTrafficMirrorFilter'];
    expect(call).toMatchObject({
      isFailed: false,
      parentSpanId: spans['mutation NewFilter']?.spanId,
      attributes: { 'http.response.status_code': 200 },
    });
    expect(eventsOf(call, 'attempt').map((attempt) => attempt['tmgw.result'])).toEqual([
      'broken',
      'lost',
      'ok',
    ]);
  });

  test('that EC2 refuses has failed, and says no more than that', async () => {
    const { collector, ended, gateway, post } = await startTraced();
    gateway.emulator.deny('CreateTrafficMirrorFilter');
    await post(create);
    const spans = byName(await ended());
    expect(spans['EC2/CreateTrafficMirrorFilter']).toMatchObject({
      isFailed: true,
      attributes: { 'http.response.status_code': 403 },
    });
    // The request itself was answered.
    expect(spans['POST /graphql']?.isFailed).toBe(false);
    expect(collector.text()).not.toMatch(/UnauthorizedOperation|not authorized/i);
  });

  test('says how long it waited for another one, in this process and in the store', async () => {
    const takes: ('taken' | undefined)[] = ['taken'];
    const mutex = createLeasedMutex(createMutex(), {
      isAvailable: () => true,
      take: async () => takes.shift() ?? { keep: async () => 'held', release: () => {} },
    });
    const { ended, gateway, post } = await startTraced({ mutex, emulator: { latencyMs: 20 } });
    await Promise.all([post(modify(1)), post(modify(1))]);
    expect(gateway.ec2Calls().ModifyTrafficMirrorSession).toBe(2);
    const mutations = (await ended()).filter(({ name }) => name === 'mutation');
    const waits = (name: string) =>
      mutations.flatMap((span) => eventsOf(span, name).map((event) => Number(event['tmgw.ms'])));
    expect(waits('waited for a lease')).toEqual([expect.any(Number)]);
    expect(waits('waited for a lease')[0]).toBeGreaterThan(40);
    expect(Math.max(...waits('waited for its turn'))).toBeGreaterThan(40);
  });
});

test('a read says how long it waited for a token of the request rates', async () => {
  // A hundredth of the rate: one call at once, and the next one five seconds later.
  const { ended, post } = await startTraced({ env: { EC2_BUDGET_PERCENT: '5' } });
  const lists = Array.from({ length: 6 }, (_, index) => list.replace('first: 1', `first: ${index + 10}`));
  await Promise.all(lists.map((query) => post(query)));
  const operations = (await ended()).filter(({ name }) => name === 'query ListSessions');
  const waits = operations.flatMap((span) => eventsOf(span, 'waited for a token'));
  expect(Math.max(...waits.map((event) => Number(event['tmgw.ms'])))).toBeGreaterThan(500);
});

test('credentials of a role are asked for in a span of their own, once', async () => {
  const collector = await startCollector();
  const gateway = await startRoleGateway(
    { accounts: { [ours]: { regions: ['us-east-1', 'eu-west-1'], roleArn: roleOf(ours) } } },
    { accountId: '555555555555', roles: { [roleOf(ours)]: {} }, latencyMs: 20 },
    { env: tracesTo(collector) },
  );
  const inRegion = (region: string) =>
    `trafficMirrorFilters(scope: { regions: ["${region}"] }, first: 5) { nodes { arn } }`;
  const query = `query Both { one: ${inRegion('us-east-1')} other: ${inRegion('eu-west-1')} }`;
  const { errors } = await gateway.ask(query, { scopes: 'traffic-mirror:read' });
  expect(errors).toBeUndefined();
  await gateway.stop();
  const spans = collector.spans();
  const operation = spans.find(({ name }) => name === 'query Both');
  const roles = spans.filter(({ name }) => name === 'AssumeRole');
  expect(roles).toEqual([
    expect.objectContaining({
      kind: 3,
      parentSpanId: operation?.spanId,
      attributes: {
        'rpc.method': 'AssumeRole',
        'cloud.account.id': ours,
        'http.response.status_code': 200,
        'aws.request_id': expect.stringMatching(/^[\w-]+$/),
      },
    }),
  ]);
  const calls = spans.filter(({ name }) => name === 'EC2/DescribeTrafficMirrorFilters');
  expect(calls.map(({ attributes }) => attributes['cloud.region']).sort()).toEqual([
    'eu-west-1',
    'us-east-1',
  ]);
  // The other Region has waited for the same.
  expect(eventsOf(operation, 'joined a call')).toEqual([
    { 'tmgw.call.trace_id': operation?.traceId, 'tmgw.call.span_id': roles[0]?.spanId },
  ]);
  for (const call of calls) expect(call.startMs + 1).toBeGreaterThanOrEqual(roles[0]?.endMs ?? 0);
});

test('credentials that STS refuses are a span that has failed, and there is no call', async () => {
  const collector = await startCollector();
  const gateway = await startRoleGateway(
    { accounts: { [ours]: { regions: ['us-east-1'], roleArn: roleOf(ours) } } },
    { accountId: '555555555555', roles: {} },
    { env: tracesTo(collector) },
  );
  await gateway.ask(list, { scopes: 'traffic-mirror:read' });
  await gateway.stop();
  const spans = byName(collector.spans());
  expect(Object.keys(spans).sort()).toEqual(['AssumeRole', 'POST /graphql', 'query ListSessions']);
  expect(spans.AssumeRole).toMatchObject({
    isFailed: true,
    attributes: { 'http.response.status_code': 403 },
  });
});

describe('a client with a span of its own', () => {
  test('has the request in its trace, and is told of the span', async () => {
    const { ended, post } = await startTraced({ env: { OTEL_TRACES_SAMPLER_ARG: '0' } });
    const tracestate = 'vendor=canary,ot=th:8;canary:x;rv:0123456789abcd';
    const answer = await post(list, { traceparent: traceparent('01'), tracestate });
    const [whole, ...others] = (await ended()).filter(({ name }) => name === 'POST /graphql');
    expect(others).toEqual([]);
    expect(whole).toMatchObject({
      traceId: client.traceId,
      parentSpanId: client.spanId,
      traceState: 'ot=th:8;rv:0123456789abcd',
    });
    expect(answer.headers.get('traceparent')).toBe(`00-${client.traceId}-${whole?.spanId}-01`);
    expect(answer.headers.get('tracestate')).toBeNull();
  });

  test('decides that nothing is recorded', async () => {
    const { ended, post } = await startTraced();
    const answer = await post(list, { traceparent: traceparent('00') });
    expect(answer.headers.get('traceparent')).toMatch(new RegExp(`^00-${client.traceId}-[0-9a-f]{16}-00$`));
    expect(answer.headers.get('traceparent')).not.toContain(client.spanId);
    expect(await ended()).toEqual([]);
  });

  test('does not decide where the gateway does', async () => {
    const { ended, post } = await startTraced({ env: { OTEL_TRACES_SAMPLER: 'traceidratio' } });
    await post(list, { traceparent: traceparent('00') });
    expect(byName(await ended())['POST /graphql']?.traceId).toBe(client.traceId);
  });

  test('sends nothing to AWS', async () => {
    const { gateway, ended, post } = await startTraced();
    await post(list, { traceparent: traceparent('01'), tracestate: 'ot=th:8' });
    const headers = gateway.emulator.requests.map((request) => JSON.stringify(request));
    expect(headers.join()).not.toMatch(/traceparent|tracestate|4bf92f3577/);
    expect(await ended()).not.toEqual([]);
  });
});

test.each([
  ['always_off', 0],
  ['parentbased_always_off', 0],
  ['always_on', 3],
  ['parentbased_always_on', 3],
])('with the sampler %s, %d spans of a query are recorded', async (OTEL_TRACES_SAMPLER, count) => {
  const { ended, post } = await startTraced({ env: { OTEL_TRACES_SAMPLER } });
  const answer = await post(list);
  expect(answer.headers.get('traceparent')).toBeNull();
  expect(await ended()).toHaveLength(count);
});

test('a tenth of the traces are whole, and of the others there is nothing', async () => {
  const { ended, post } = await startTraced({ env: { OTEL_TRACES_SAMPLER_ARG: '0.1' } });
  for (let sent = 0; sent < 400; sent++) await post('query Name { __typename }');
  const spans = await ended();
  const traces = new Map<string, number>();
  for (const { traceId } of spans) traces.set(traceId, (traces.get(traceId) ?? 0) + 1);
  expect([...new Set(traces.values())]).toEqual([2]);
  // The standard deviation is 6.
  expect(traces.size).toBeGreaterThan(10);
  expect(traces.size).toBeLessThan(80);
});

describe('the name of an operation', () => {
  const long = 'L'.repeat(65);
  test.each([
    ['query Short_1 { __typename }', {}, 'query Short_1'],
    ['{ __typename }', {}, 'query'],
    [`query ${long} { __typename }`, {}, 'query'],
  ])('in %s', async (query, env, name) => {
    const { ended, post } = await startTraced({ env });
    await post(query);
    expect((await ended()).map((span) => span.name).sort()).toEqual(['POST /graphql', name].sort());
  });

  test('is there in any length if the document is trusted', async () => {
    const manifest = join(newFolder(), 'operations.json');
    writeFileSync(manifest, JSON.stringify({ long: `query ${long} { __typename }`, none: '{ __typename }' }));
    const { ended, gateway } = await startTraced({
      env: { OPERATIONS: 'trusted', OPERATIONS_MANIFEST: manifest },
    });
    for (const documentId of ['long', 'none'])
      await fetch(`${gateway.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ documentId }),
      });
    const names = (await ended()).map(({ name }) => name).filter((name) => name !== 'POST /graphql');
    expect(names).toEqual([`query ${long}`, 'query']);
  });

  test('is not there where it is not clear which one is asked for', async () => {
    const { ended, post } = await startTraced();
    await post('query A { __typename } query B { __typename }');
    expect(byName(await ended())).toEqual({
      'POST /graphql': expect.objectContaining({
        isFailed: false,
        attributes: expect.objectContaining({ 'http.response.status_code': 400 }),
      }),
    });
  });
});

test('only callers who are known are traced, and what they are refused for is', async () => {
  const tokens = await startTokenIssuer();
  const { collector, ended, post } = await startTraced({ env: tokens.env });
  const authorization = `Bearer ${await tokens.token('traffic-mirror:read')}`;
  const unknown = { authorization: 'Bearer forged', traceparent: traceparent('01') };
  const refused = await post(list, unknown);
  expect([refused.status, refused.headers.get('traceparent')]).toEqual([401, null]);
  const deep = `{ ${'trafficMirrorSessions { nodes { '.repeat(20)}`;
  const limited = await post(deep, { authorization, traceparent: traceparent('01') });
  expect(limited.status).toBe(400);
  expect(limited.headers.get('traceparent')).toMatch(/-01$/);
  expect(await ended()).toEqual([
    expect.objectContaining({
      name: 'POST /graphql',
      attributes: expect.objectContaining({ 'http.response.status_code': 400 }),
    }),
  ]);
  expect(collector.text()).not.toContain('alice');
});

test('log, audit file and trace have the same ids', async () => {
  const lines: Record<string, unknown>[] = [];
  const output = new Writable({
    write(chunk, _, done) {
      lines.push(JSON.parse(String(chunk)));
      done();
    },
  });
  const auditFile = newAuditFile();
  const log = createLog('info', output);
  const { ended, post } = await startTraced({ log, env: { AUDIT_FILE: auditFile } });
  const requests = () => lines.filter(({ path }) => path === '/graphql');
  await post(create);
  await post(create, { traceparent: traceparent('00') });
  await until(() => requests().length === 2);
  const whole = (await ended()).find(({ name }) => name === 'POST /graphql');
  expect(requests()).toMatchObject([
    { traceId: whole?.traceId, spanId: whole?.spanId },
    // It is not recorded here, so there is only the client's span.
    client,
  ]);
  const intents = readAudit(auditFile).filter(({ event }) => event === 'intent');
  expect(intents.map(({ traceId }) => traceId)).toEqual([whole?.traceId, client.traceId]);
});
