import { afterEach, describe, expect, test } from '@jest/globals';
import { createScope } from '../../src/ec2/clients.ts';
import { describeByIds, describePage } from '../../src/ec2/describe.ts';
import { filterKind } from '../../src/ec2/filters.ts';
import { sessionKind } from '../../src/ec2/sessions.ts';
import { startEmulator } from '../../src/emulator/server.ts';
import { sessionId, unknownSessionId } from '../support/demo.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';

let gateway: TestGateway | undefined;
afterEach(() => gateway?.stop());

const largeId = (n: number) => `tms-0${n.toString(16).padStart(16, '0')}`;
const one = `query ($id: ID!) { trafficMirrorSession(id: $id) {
  trafficMirrorSessionId target { trafficMirrorTargetId } filter { trafficMirrorFilterId }
} }`;
const list =
  'query ($number: Int!) { trafficMirrorSessions(filter: { sessionNumbers: [$number] }) { nodes { arn } } }';

interface One {
  trafficMirrorSession: { trafficMirrorSessionId: string; target: object; filter: object } | null;
}

test('300 clients that read a session each cost a few EC2 calls, and each gets its own', async () => {
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
  expect(calls).toBeLessThan(30);
});

test('equal lists that wait are one EC2 call, different ones are not mixed up', async () => {
  gateway = await startTestGateway({ emulator: { latencyMs: 50 } });
  const { query } = gateway;
  const numbers = Array.from({ length: 100 }, (_, index) => 1 + (index % 2));
  const answers = await Promise.all(numbers.map((number) => query(list, { number })));
  expect(gateway.ec2Calls().DescribeTrafficMirrorSessions).toBeLessThan(12);
  const [first, second] = answers.map((answer) => JSON.stringify(answer));
  expect(first).not.toBe(second);
  expect(answers.map((answer) => JSON.stringify(answer))).toEqual(
    numbers.map((number) => (number === 1 ? first : second)),
  );
});

test('a failing call fails those who waited for it and nobody after them', async () => {
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

test('where one value may be at fault, the other half is answered', async () => {
  gateway = await startTestGateway({ emulator: { latencyMs: 20 } });
  const { send, emulator } = gateway;
  const first = send(one, { id: sessionId(1) });
  while (!emulator.calls.has('DescribeTrafficMirrorSessions')) await new Promise(setImmediate);
  const invalid = { error: { code: 'InvalidParameterValue', status: 400 } };
  emulator.faults('DescribeTrafficMirrorSessions', [invalid, {}, invalid]);
  const answers = await Promise.all([2, 3, 4, 5].map((n) => send(one, { id: sessionId(n) })));
  await first;
  expect(answers.filter(({ errors }) => errors).length).toBe(2);
  expect(answers.filter(({ data }) => data?.trafficMirrorSession).length).toBe(2);
  // The one that was under way, the one of all four, and its halves.
  expect(emulator.calls.get('DescribeTrafficMirrorSessions')).toBe(4);
});

describe('one who goes away', () => {
  const ask = (url: string, id: string, signal: AbortSignal | null = null) =>
    fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: one, variables: { id } }),
      signal,
    });

  test('leaves the queue, and the others in it are answered', async () => {
    gateway = await startTestGateway();
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
  const start = () => startTestGateway({ emulator: { throttle: true }, env: { EC2_BUDGET_PERCENT: '90' } });

  test('more different lists than EC2 takes at once are all answered, and none is refused', async () => {
    gateway = await start();
    const { query } = gateway;
    await Promise.all(Array.from({ length: 115 }, (_, index) => query(list, { number: index + 1 })));
    // The SDK would have repeated a refused one.
    expect(gateway.ec2Calls()).toEqual({ DescribeTrafficMirrorSessions: 115 });
  });

  test('a crowd of lists does not hold up loads by id', async () => {
    gateway = await start();
    const { query } = gateway;
    const events: string[] = [];
    const lists = Array.from({ length: 130 }, (_, index) =>
      query(list, { number: index + 1 }).then(() => events.push('list')),
    );
    const load = (async () => {
      while (events.length < 95) await new Promise((resolve) => setTimeout(resolve, 1));
      await query(one, { id: sessionId(1) });
      events.push('load');
    })();
    await Promise.all([load, ...lists]);
    // 35 lists were waiting for a token when the load came, and at most a few of them go first.
    expect(events.indexOf('load')).toBeLessThan(110);
  });
});

test('what one set of credentials is shown never answers another one', async () => {
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
  const { signal } = new AbortController();
  const found = await Promise.all(
    scopes.flatMap((scope) => [
      describeByIds(scope, sessionKind, [sessionId(1)], signal),
      describePage(scope, filterKind, { filters: [], maxResults: 5, nextToken: undefined }, signal),
    ]),
  );
  expect(found).toEqual([
    [expect.objectContaining({ trafficMirrorSessionId: sessionId(1) })],
    expect.objectContaining({ records: expect.arrayContaining([expect.anything()]) }),
    [null],
    { records: [], nextToken: undefined },
  ]);
  for (const scope of scopes) scope.client.destroy();
  await emulator.stop();
});
