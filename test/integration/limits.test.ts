import { request } from 'node:http';
import { describe, expect, test } from '@jest/globals';
import { cleanUp } from '../support/cleanUp.ts';
import { sessionId } from '../support/demo.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { until } from '../support/until.ts';

const start = (limits: string, options: Parameters<typeof startTestGateway>[0] = {}) =>
  startTestGateway({ ...options, env: { LIMITS: limits, ...options.env } });

const post = ({ url }: TestGateway, query: string) =>
  fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });

const read = (alias: string, number: number) =>
  `${alias}: trafficMirrorSessions(filter: { sessionNumbers: [${number}] }) { nodes { arn } }`;
const change = (n: number, packetLength: number) =>
  `m${packetLength}: modifyTrafficMirrorSession(input: { trafficMirrorSessionId: "${sessionId(n)}", packetLength: ${packetLength} }) {
    trafficMirrorSession { packetLength } changes { field } userErrors { code message retryable }
  }`;

describe('a refusal', () => {
  test('is HTTP 400 with the limit, its value and what to do, through POST and GET', async () => {
    const { url } = await start('depth=2');
    const query = '{ trafficMirrorSession(id: "x") { target { arn } } }';
    const get = `${url}/graphql?query=${encodeURIComponent(query)}`;
    const answers = [
      await post({ url } as TestGateway, query),
      await fetch(get, { headers: { 'apollo-require-preflight': '1' } }),
    ];
    for (const answer of answers) {
      expect(answer.status).toBe(400);
      expect(await answer.json()).toEqual({
        errors: [
          {
            message:
              'Nest fields, and values in variables, at most 2 levels deep, and do not let a fragment spread itself.',
            extensions: {
              code: 'LIMIT_EXCEEDED',
              limit: 'depth',
              max: 2,
              requestId: answer.headers.get('x-request-id'),
            },
          },
        ],
      });
    }
  });

  test('also applies to page sizes in the variables of a GET', async () => {
    const { url } = await start('pageSize=5');
    const search = new URLSearchParams({
      query: 'query ($n: Int!) { trafficMirrorSessions(first: $n) { nodes { arn } } }',
      variables: '{"n":6}',
    });
    const answer = await fetch(`${url}/graphql?${search}`, { headers: { 'apollo-require-preflight': '1' } });
    expect(await answer.json()).toMatchObject({ errors: [{ extensions: { limit: 'pageSize', max: 5 } }] });
  });

  test('of a document with many errors names five of them and repeats no long text', async () => {
    const started = await start('nameLength=100000');
    const answer = await post(
      started,
      `{ ${Array.from({ length: 20 }, (_, i) => `${'x'.repeat(9_000)}${i}`).join(' ')} }`,
    );
    const text = await answer.text();
    expect(answer.status).toBe(400);
    expect((JSON.parse(text) as { errors: object[] }).errors).toHaveLength(6);
    expect(text).toContain('Too many validation errors');
    expect(text.length).toBeLessThan(10_000);
  });
});

test('of many errors in variables five are named', async () => {
  const { queryErrors } = await start('');
  const errors = await queryErrors(
    'query ($numbers: [Int!]) { trafficMirrorSessions(filter: { sessionNumbers: $numbers }) { nodes { arn } } }',
    { numbers: Array(20).fill('x') },
  );
  expect(errors).toHaveLength(6);
  expect(new Set(errors.map(({ extensions }) => extensions.code))).toEqual(new Set(['BAD_USER_INPUT']));
});

describe('the EC2 calls of a request', () => {
  test('are limited: a field beyond the limit is an error, and the others are answered', async () => {
    const { send, ec2Calls } = await start('ec2Calls=3');
    const answer = await send(`{ ${[1, 2, 3, 4, 5].map((n) => read(`s${n}`, n)).join(' ')} }`);
    expect(Object.values(answer.data ?? {}).filter((list) => list !== null)).toHaveLength(3);
    expect(answer.errors).toHaveLength(2);
    expect(answer.errors?.[0]).toMatchObject({
      message: expect.stringMatching(/needs more EC2 calls .* Split it .* or ask for less/),
      extensions: { code: 'LIMIT_EXCEEDED', limit: 'ec2Calls', max: 3, requestId: expect.any(String) },
    });
    expect(ec2Calls()).toEqual({ DescribeTrafficMirrorSessions: 3 });
  });

  test('are counted for each request separately', async () => {
    const { query } = await start('ec2Calls=1');
    for (const n of [1, 2, 3]) await query(`{ ${read('s', n)} }`);
  });

  test('are limited for mutations too, and each change may first read what it changes', async () => {
    const { query, ec2Calls } = await start('ec2Calls=2');
    const data = await query<Record<string, { trafficMirrorSession: object | null; userErrors: object[] }>>(
      `mutation { ${change(1, 101)} ${change(2, 102)} ${change(3, 103)} }`,
    );
    expect(data.m102).toMatchObject({ trafficMirrorSession: { packetLength: 102 }, userErrors: [] });
    expect(data.m103).toMatchObject({
      trafficMirrorSession: null,
      userErrors: [{ code: 'LIMIT_EXCEEDED', retryable: false }],
    });
    expect(ec2Calls()).toEqual({ DescribeTrafficMirrorSessions: 2, ModifyTrafficMirrorSession: 2 });
  });

  test('suffice for a whole bulk change that selects `changes` and related resources', async () => {
    const { query } = await start('');
    const modifications = Array.from({ length: 50 }, (_, index) => ({
      trafficMirrorSessionId: sessionId(1 + (index % 10)),
      packetLength: index + 1,
    }));
    const document = `mutation ($input: ModifyTrafficMirrorSessionsInput!) { modifyTrafficMirrorSessions(input: $input) {
      succeededCount results { changes { field } trafficMirrorSession { target { arn } filter { ingressRules { arn } } } }
    } }`;
    expect(await query(document, { input: { modifications } })).toMatchObject({
      modifyTrafficMirrorSessions: { succeededCount: 50 },
    });
  });
});

describe('the time of a request', () => {
  test('ends a read that EC2 does not answer', async () => {
    const { queryErrors, emulator } = await start('readMs=200');
    emulator.faults('DescribeTrafficMirrorSessions', [{ delayMs: 4_000 }]);
    const [error] = await queryErrors(`{ ${read('s', 1)} }`);
    expect(error).toMatchObject({
      message: 'The request ran out of time. Ask for less at a time, or send it again.',
      extensions: { code: 'UPSTREAM_UNAVAILABLE', retryable: true },
    });
  });

  test('ends the wait for another change of the same resource, which is told as THROTTLED', async () => {
    const { send, emulator } = await start('mutationMs=1000');
    emulator.faults('ModifyTrafficMirrorSession', [{ delayMs: 3_000 }]);
    const first = send(`mutation { ${change(1, 101)} }`);
    await until(() => emulator.calls.has('ModifyTrafficMirrorSession'));
    const { data, errors } = await send<Record<string, object>>(
      `mutation { modifyTrafficMirrorSession(input: { trafficMirrorSessionId: "${sessionId(1)}", packetLength: 102 }) { userErrors { code retryable } } }`,
    );
    expect(errors).toBeUndefined();
    expect(data?.modifyTrafficMirrorSession).toEqual({
      userErrors: [{ code: 'THROTTLED', retryable: true }],
    });
    await first;
  });

  test('never ends a change that was sent, but lets no further one begin', async () => {
    const { query, emulator, ec2Calls } = await start('mutationMs=1000');
    emulator.faults('ModifyTrafficMirrorSession', [{ delayMs: 2_000 }]);
    const withoutChanges = (text: string) => text.replace('changes { field }', '');
    const data = await query<Record<string, object>>(
      `mutation { ${withoutChanges(change(1, 101))} ${withoutChanges(change(2, 102))} }`,
    );
    expect(data.m101).toMatchObject({ trafficMirrorSession: { packetLength: 101 }, userErrors: [] });
    expect(data.m102).toMatchObject({
      trafficMirrorSession: null,
      userErrors: [{ code: 'UPSTREAM_UNAVAILABLE', retryable: true }],
    });
    expect(ec2Calls()).toEqual({ ModifyTrafficMirrorSession: 1 });
  });
});

describe('concurrent requests', () => {
  const ask = (started: TestGateway, n: number) => post(started, `{ ${read('s', n)} }`);

  test('wait for their turn, and those that the queue has no room for are told to retry in a second', async () => {
    const started = await start('active=1,queued=2');
    started.emulator.faults('DescribeTrafficMirrorSessions', [{ delayMs: 3_000 }]);
    const first = ask(started, 1);
    while (!started.emulator.calls.has('DescribeTrafficMirrorSessions')) await new Promise(setImmediate);
    const others = await Promise.all([2, 3, 4, 5].map((n) => ask(started, n)));
    const statuses = others.map(({ status }) => status).sort();
    expect([(await first).status, ...statuses]).toEqual([200, 200, 200, 503, 503]);
    const refused = others.find(({ status }) => status === 503);
    expect(refused?.headers.get('retry-after')).toBe('1');
    expect(await refused?.json()).toMatchObject({ errors: [{ extensions: { code: 'OVERLOADED' } }] });
    expect((await ask(started, 1)).status).toBe(200);
  });

  test('are not kept waiting by one that fails, disconnects, or sends its body slowly', async () => {
    const started = await start('active=1,queued=1');
    const slow = request(`${started.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
    });
    cleanUp(() => slow.destroy());
    slow.on('error', () => {}).write('{"query":');
    expect((await post(started, '{ nothing }')).status).toBe(400);
    started.emulator.faults('DescribeTrafficMirrorSessions', [{ delayMs: 4_000 }]);
    const gone = new AbortController();
    const left = fetch(`${started.url}/graphql?query=${encodeURIComponent(`{ ${read('s', 1)} }`)}`, {
      headers: { 'apollo-require-preflight': '1' },
      signal: gone.signal,
    });
    while (!started.emulator.calls.has('DescribeTrafficMirrorSessions')) await new Promise(setImmediate);
    gone.abort();
    await expect(left).rejects.toThrow();
    expect((await ask(started, 2)).status).toBe(200);
  });
});

test('names in the schema are not suggested if EC2 is the real one', async () => {
  const misspelt = '{ trafficMirrorSesion(id: "x") { arn } }';
  const embedded = await start('');
  expect(await (await post(embedded, misspelt)).text()).toContain('Did you mean');
  const real = await start('', {
    env: { EC2_MODE: 'aws', AWS_REGION: 'us-east-1', INSECURE_NO_AUTH: 'i-understand', DRAIN_SECONDS: '0' },
  });
  const text = await (await post(real, misspelt)).text();
  expect(text).toContain('Cannot query field');
  expect(text).not.toMatch(/Did you mean|trafficMirrorSession\W/);
});
