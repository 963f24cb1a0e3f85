import { describe, expect, test } from '@jest/globals';
import { filterKind } from '../../src/ec2/filters.ts';
import { describeByIds, describePage } from '../../src/ec2/reads/describe.ts';
import { createScope } from '../../src/ec2/scope.ts';
import { sessionKind } from '../../src/ec2/sessions.ts';
import { cleanUp } from '../support/cleanUp.ts';
import { sessionId, unknownSessionId } from '../support/demo.ts';
import { startEmulator } from '../support/emulator.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { createTestUsage } from '../support/usage.ts';

let gateway: TestGateway | undefined;

const largeId = (n: number) => `tms-0${n.toString(16).padStart(16, '0')}`;
const one = `query ($id: ID!) { trafficMirrorSession(id: $id) {
  trafficMirrorSessionId target { trafficMirrorTargetId } filter { trafficMirrorFilterId }
} }`;
const list =
  'query ($number: Int!) { trafficMirrorSessions(filter: { sessionNumbers: [$number] }) { nodes { arn } } }';

interface One {
  trafficMirrorSession: { trafficMirrorSessionId: string; target: object; filter: object } | null;
}

/** A gateway that has used more than half of its burst of ten calls, so no call begins while another one is in flight. */
async function startWithoutSpare() {
  const started = await startTestGateway({ env: { EC2_BUDGET_PERCENT: '10' } });
  for (let n = 0; n < 6; n++)
    await started.query('{ trafficMirrorSession(id: "tms-0a1b2c3d4e5f60001") { arn } }');
  started.emulator.resetCalls();
  return started;
}

test('300 clients that each read one session cost a few EC2 calls, and each gets its session', async () => {
  gateway = await startTestGateway({ seed: 'large:300', emulator: { latencyMs: 50 } });
  const { query } = gateway;
  const answers = await Promise.all(
    Array.from({ length: 300 }, (_, index) => query<One>(one, { id: largeId(index + 1) })),
  );
  expect(answers.map(({ trafficMirrorSession }) => trafficMirrorSession?.trafficMirrorSessionId)).toEqual(
    Array.from({ length: 300 }, (_, index) => largeId(index + 1)),
  );
  expect(answers.every(({ trafficMirrorSession: s }) => s?.target && s.filter)).toBe(true);
  const calls = Object.values(gateway.ec2Calls()).reduce((sum, count) => sum + count, 0);
  // One by one they would be 900; the actual number depends on how close together the requests arrive.
  expect(calls).toBeLessThan(300);
});

test('equal waiting lists share one EC2 call, and different ones are not mixed up', async () => {
  gateway = await startTestGateway({ emulator: { latencyMs: 50 } });
  const { query } = gateway;
  const numbers = Array.from({ length: 100 }, (_, index) => 1 + (index % 2));
  const answers = await Promise.all(numbers.map((number) => query(list, { number })));
  expect(gateway.ec2Calls().DescribeTrafficMirrorSessions).toBeLessThan(50);
  const [first, second] = answers.map((answer) => JSON.stringify(answer));
  expect(first).not.toBe(second);
  expect(answers.map((answer) => JSON.stringify(answer))).toEqual(
    numbers.map((number) => (number === 1 ? first : second)),
  );
});

test('a failing call fails the requests that waited for it, and no later ones', async () => {
  gateway = await startTestGateway();
  gateway.emulator.faults('DescribeTrafficMirrorSessions', [
    { error: { code: 'UnauthorizedOperation', status: 403 } },
  ]);
  const [error] = await gateway.queryErrors(one, { id: sessionId(1) });
  expect(error?.extensions.code).toBe('UNAUTHORIZED');
  expect(await gateway.query(one, { id: sessionId(1) })).toMatchObject({
    trafficMirrorSession: { trafficMirrorSessionId: sessionId(1) },
  });
});

test('if one value may be the cause of a failure, the other half of the values is answered', async () => {
  gateway = await startWithoutSpare();
  const { send, emulator } = gateway;
  const invalid = { error: { code: 'InvalidParameterValue', status: 400 } };
  // The first call lasts until all others wait; the second call is for all four of them, the next calls are its halves.
  emulator.faults('DescribeTrafficMirrorSessions', [{ delayMs: 1_000 }, invalid, {}, invalid]);
  const first = send(one, { id: sessionId(1) });
  while (!emulator.calls.has('DescribeTrafficMirrorSessions')) await new Promise(setImmediate);
  const answers = await Promise.all([2, 3, 4, 5].map((n) => send(one, { id: sessionId(n) })));
  await first;
  expect(answers.filter(({ errors }) => errors).length).toBe(2);
  expect(answers.filter(({ data }) => data?.trafficMirrorSession).length).toBe(2);
  expect(emulator.calls.get('DescribeTrafficMirrorSessions')).toBe(4);
});

describe('a client that disconnects', () => {
  const ask = (url: string, id: string, signal: AbortSignal | null = null) =>
    fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: one, variables: { id } }),
      signal,
    });

  test('leaves the queue, and the others in it are answered', async () => {
    gateway = await startWithoutSpare();
    const { url, emulator, query } = gateway;
    emulator.faults('DescribeTrafficMirrorSessions', [{ delayMs: 300 }]);
    const first = query<One>(one, { id: sessionId(1) });
    while (!emulator.calls.has('DescribeTrafficMirrorSessions')) await new Promise(setImmediate);
    const gone = new AbortController();
    const left = ask(url, unknownSessionId, gone.signal);
    const stays = query<One>(one, { id: sessionId(2) });
    setTimeout(() => gone.abort(), 100);
    await expect(left).rejects.toThrow();
    expect((await first).trafficMirrorSession?.trafficMirrorSessionId).toBe(sessionId(1));
    expect((await stays).trafficMirrorSession?.trafficMirrorSessionId).toBe(sessionId(2));
    expect(JSON.stringify(emulator.requests)).not.toContain(unknownSessionId);
  });
});

describe('with the request rates of EC2', () => {
  test('more different lists than EC2 accepts at once are all answered, and none is refused', async () => {
    gateway = await startTestGateway({ emulator: { throttle: true }, env: { EC2_BUDGET_PERCENT: '90' } });
    const { query } = gateway;
    await Promise.all(Array.from({ length: 115 }, (_, index) => query(list, { number: index + 1 })));
    // The SDK would have repeated a refused call.
    expect(gateway.ec2Calls()).toEqual({ DescribeTrafficMirrorSessions: 115 });
  });

  test('changes have a budget of their own: more than EC2 accepts at once are all made', async () => {
    gateway = await startTestGateway({ emulator: { throttle: true }, env: { EC2_BUDGET_PERCENT: '90' } });
    const { query } = gateway;
    const modify =
      'mutation ($id: ID!) { modifyTrafficMirrorSession(input: { trafficMirrorSessionId: $id, packetLength: 7 }) { userErrors { code } } }';
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, n) => query(modify, { id: sessionId(1 + (n % 10)) })),
    );
    expect(answers).toEqual(Array(50).fill({ modifyTrafficMirrorSession: { userErrors: [] } }));
    expect(gateway.ec2Calls()).toEqual({ ModifyTrafficMirrorSession: 50 });
  });

  test('further calls take tokens until half of a burst is left, and EC2 refuses none', async () => {
    gateway = await startTestGateway({
      emulator: { throttle: true, latencyMs: 60 },
      env: { EC2_BUDGET_PERCENT: '40' },
    });
    const { query, ec2Calls, adminUrl } = gateway;
    const calls = () => ec2Calls().DescribeTrafficMirrorSessions ?? 0;
    // A burst has 40 tokens. One call after the other would leave most of them, as 8 a second come back.
    const client = async (index: number) => {
      for (let n = index; calls() < 60; n++)
        await query('query ($id: ID!) { trafficMirrorSession(id: $id) { arn } }', {
          id: sessionId(1 + (n % 9)),
        });
    };
    await Promise.all(Array.from({ length: 8 }, (_, index) => client(index)));
    const metrics = await (await fetch(`${adminUrl}/metrics`)).text();
    expect(metrics).toMatch(
      /ec2_call_duration_seconds_count\{action="DescribeTrafficMirrorSessions",result="ok"\} \d+/,
    );
    expect(metrics).not.toContain('action="DescribeTrafficMirrorSessions",result="throttled"');
  });

  test('a crowd of lists does not hold up a load by id', async () => {
    // 10 calls at once, and then 2 a second.
    gateway = await startTestGateway({ env: { EC2_BUDGET_PERCENT: '10' } });
    const { query } = gateway;
    const events: string[] = [];
    const lists = Array.from({ length: 18 }, async (_, index) => {
      await query(list, { number: index + 1 });
      events.push('list');
    });
    while (events.length < 10) await new Promise(setImmediate);
    const load = query('{ trafficMirrorSession(id: "tms-0a1b2c3d4e5f60001") { arn } }').then(() =>
      events.push('load'),
    );
    await Promise.all([load, ...lists]);
    // Eight lists were waiting for a token. The load gets the second one, or the third if it is late.
    expect(events.indexOf('load')).toBeLessThan(14);
  });
});

test('an answer for one set of credentials is never given to another one', async () => {
  const [ours, theirs] = ['123456789012', '210987654321'];
  const emulator = await startEmulator({
    seed: 'demo',
    accounts: { AKIDOURS: { accountId: ours }, AKIDTHEIRS: { accountId: theirs } },
  });
  const scopeOf = (accountId: string, accessKeyId: string) => ({
    ...createScope({
      accountId,
      region: 'us-east-1',
      endpoint: emulator.url,
      credentials: { accessKeyId, secretAccessKey: 'secret' },
    }),
    allows: () => true,
  });
  const scopes = [scopeOf(ours, 'AKIDOURS'), scopeOf(theirs, 'AKIDTHEIRS')];
  for (const { connection } of scopes) cleanUp(() => connection().close());

  const usage = createTestUsage();
  const found = await Promise.all(
    scopes.flatMap((scope) => [
      describeByIds(scope, sessionKind, [sessionId(1)], usage),
      describePage(scope, filterKind, { filters: [], maxResults: 5, nextToken: undefined }, usage),
    ]),
  );
  expect(found).toEqual([
    [expect.objectContaining({ trafficMirrorSessionId: sessionId(1) })],
    expect.objectContaining({ records: expect.arrayContaining([expect.anything()]) }),
    [null],
    { records: [], nextToken: undefined },
  ]);
});
