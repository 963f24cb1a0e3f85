import { connect } from 'node:net';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { cleanUp } from '../support/cleanUp.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { nextData, openSocket, toPost } from '../support/rawRequests.ts';
import { until } from '../support/until.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});

const json = { 'content-type': 'application/json' };
const ask = (init: RequestInit, path = '/graphql') => fetch(`${gateway.url}${path}`, init);
const post = (body: string, headers: Record<string, string> = json) => ask({ method: 'POST', headers, body });

async function refusalOf(response: Response) {
  const { errors } = (await response.json()) as {
    errors: { message: string; extensions: { code: string; requestId?: string } }[];
  };
  return {
    status: response.status,
    code: errors[0]?.extensions.code,
    message: errors[0]?.message,
    requestId: errors[0]?.extensions.requestId,
  };
}

test.each<[number, string, RequestInit]>([
  [200, '/graphql', { method: 'POST', headers: json, body: '{"query":"{ __typename }"}' }],
  [400, '/graphql', { method: 'POST', headers: json, body: '{"query":"{ nothing }"}' }],
  [400, '/graphql', { method: 'POST', headers: json, body: '<script>' }],
  [405, '/graphql', { method: 'PUT' }],
  [415, '/graphql', { method: 'POST', body: '<script>' }],
  [404, '/<script>', {}],
  [200, '/health/live', {}],
  [200, '/metrics', {}],
  [200, '/map', {}],
])('an answer %i of %s is taken for nothing else by a browser', async (status, path, init) => {
  const answer = await ask(init, path);
  expect([answer.status, answer.headers.get('x-content-type-options')]).toEqual([status, 'nosniff']);
});

describe('a request that is not GraphQL is refused with a 4xx that says what to do', () => {
  test.each<[string, () => Promise<Response>, number, string]>([
    ['bad JSON', () => post('{"query": '), 400, 'BAD_REQUEST'],
    [
      'two operations without an operationName',
      () => post('{"query":"query A { __typename } query B { __typename }"}'),
      400,
      'OPERATION_RESOLUTION_FAILURE',
    ],
    [
      'an unknown operationName',
      () => post('{"query":"query A { __typename }","operationName":"B"}'),
      400,
      'OPERATION_RESOLUTION_FAILURE',
    ],
    [
      'bytes that are not UTF-8',
      () => ask({ method: 'POST', headers: json, body: new Uint8Array([0x22, 0xff, 0x22]) }),
      400,
      'BAD_REQUEST',
    ],
    [
      'another content type',
      () => post('query=%7B__typename%7D', { 'content-type': 'application/x-www-form-urlencoded' }),
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ],
    [
      'no content type',
      () => post('{"query":"{__typename}"}', { 'content-type': '' }),
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ],
    [
      'a compressed body',
      () => post('{"query":"{__typename}"}', { ...json, 'content-encoding': 'gzip' }),
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ],
    [
      'a body one byte too large',
      () => post(JSON.stringify({ query: ' '.repeat(256 * 1024 - 11) })),
      413,
      'PAYLOAD_TOO_LARGE',
    ],
    ['another method', () => ask({ method: 'DELETE' }), 405, 'METHOD_NOT_ALLOWED'],
    ['another path', () => ask({}, '/graphiql'), 404, 'NOT_FOUND'],
    ['a path below', () => ask({}, '/graphql/'), 404, 'NOT_FOUND'],
  ])('%s', async (_, send, status, code) => {
    const response = await send();
    const requestId = response.headers.get('x-request-id');
    expect(await refusalOf(response)).toEqual({ status, code, message: expect.any(String), requestId });
    expect(requestId).toMatch(/^[0-9a-f-]{36}$/);
  });

  test.each<[string, () => Promise<Response>, number]>([
    ['a batch', () => post('[{"query":"{__typename}"},{"query":"{__typename}"}]'), 400],
    ['no query', () => post('{}'), 400],
    [
      'a mutation through GET',
      () =>
        ask(
          { headers: { 'apollo-require-preflight': '1' } },
          `/graphql?query=${encodeURIComponent('mutation { __typename }')}`,
        ),
      405,
    ],
    ['a GET that a page of another site could send', () => ask({}, '/graphql?query=%7B__typename%7D'), 400],
    ['an unknown field', () => post('{"query":"{ nothing }"}'), 400],
    ['a syntax error', () => post('{"query":"{"}'), 400],
    ['a query that is no text', () => post('{"query":1}'), 400],
  ])('%s', async (_, send, status) => {
    const response = await send();
    expect(response.status).toBe(status);
    expect(((await response.json()) as { data?: unknown }).data).toBeUndefined();
  });

  test('an empty operationName names no operation', async () => {
    const { message } = await refusalOf(await post('{"query":"{ __typename }","operationName":""}'));
    expect(message).toBe('The document has no operation with the name in `operationName`.');
  });

  test('a body of the greatest allowed size is accepted', async () => {
    const query = `{__typename}${' '.repeat(256 * 1024 - 24)}`;
    const response = await post(JSON.stringify({ query }));
    expect(await response.json()).toEqual({ data: { __typename: 'Query' } });
  });
});

test('a query through GET works if the client sets a header', async () => {
  const response = await ask(
    { headers: { 'apollo-require-preflight': '1' } },
    '/graphql?query=%7B__typename%7D',
  );
  expect(await response.json()).toEqual({ data: { __typename: 'Query' } });
});

describe('the request id', () => {
  const failing = JSON.stringify({ query: '{ trafficMirrorSession(id: "x") { arn } }' });

  test('is with every error and in the header', async () => {
    const response = await post(failing);
    expect((await refusalOf(response)).requestId).toBe(response.headers.get('x-request-id'));
  });

  test("is the caller's if it is harmless, else a new one", async () => {
    const ownId = (await post(failing, { ...json, 'x-request-id': 'trace-0123456789' })).headers.get(
      'x-request-id',
    );
    expect(ownId).toBe('trace-0123456789');
    const otherId = (await post(failing, { ...json, 'x-request-id': '"}{evil' })).headers.get('x-request-id');
    expect(otherId).toMatch(/^[0-9a-f-]{36}$/);
  });

  test.each([
    ['seven characters', ['a234567'], false],
    ['eight characters', ['a2345678'], true],
    ['128 characters', ['x'.repeat(128)], true],
    ['129 characters', ['x'.repeat(129)], false],
    ['a UUID', ['4bf92f35-77b3-4da6-a3ce-929d0e0e4736'], true],
    ['a trace id of X-Ray', ['Root=1-67891233-abcdef012345678912345678'], false],
    ['two headers', ['request-0001', 'request-0002'], false],
  ])("is the caller's: %s", async (_, ids, isKept) => {
    const socket = await openSocket(gateway.url);
    const lines = ids.map((id) => `x-request-id: ${id}\r\n`).join('');
    socket.write(toPost('{ __typename }').replace('host:', `${lines}host:`));
    const [, answered] = /x-request-id: (.*)\r/i.exec(await nextData(socket)) ?? [];
    expect(answered).toMatch(isKept ? new RegExp(`^${ids[0]}$`) : /^[0-9a-f-]{36}$/);
    expect(ids.includes(answered ?? '')).toBe(isKept);
  });
});

describe('health', () => {
  test('is live and ready, and names the EC2 endpoint', async () => {
    expect(await (await ask({}, '/health/live')).json()).toEqual({ status: 'live' });
    expect(await (await ask({}, '/health/ready')).json()).toEqual({ status: 'ready', ec2: 'embedded' });
  });
});

test('a client that opens a socket and sends nothing does not keep others waiting', async () => {
  const sockets = Array.from({ length: 20 }, () => connect(Number(new URL(gateway.url).port), '127.0.0.1'));
  for (const socket of sockets) cleanUp(() => socket.destroy());
  expect((await post('{"query":"{__typename}"}')).status).toBe(200);
});

test('a mutation whose client disconnects is still made', async () => {
  gateway.emulator.faults('ModifyTrafficMirrorSession', [{ delayMs: 300 }]);
  const gone = new AbortController();
  const query =
    'mutation { modifyTrafficMirrorSession(input: { trafficMirrorSessionId: "tms-0a1b2c3d4e5f60001", packetLength: 7 }) { warnings } }';
  const request = ask({
    method: 'POST',
    headers: json,
    body: JSON.stringify({ query }),
    signal: gone.signal,
  });
  await until(() => gateway.emulator.calls.has('ModifyTrafficMirrorSession'));
  gone.abort();
  await expect(request).rejects.toThrow();
  const read = '{ trafficMirrorSession(id: "tms-0a1b2c3d4e5f60001") { packetLength } }';
  const deadline = Date.now() + 10_000;
  let packetLength: unknown = null;
  while (packetLength === null && Date.now() < deadline) {
    const data = await gateway.query<{ trafficMirrorSession: { packetLength: number | null } }>(read);
    packetLength = data.trafficMirrorSession.packetLength;
  }
  expect(packetLength).toBe(7);
});

describe('with an admin port', () => {
  let split: TestGateway;
  beforeAll(async () => {
    split = await startTestGateway({ env: { ADMIN_PORT: '0' } });
  });

  test('health and metrics are not served where GraphQL is', async () => {
    expect((await fetch(`${split.url}/health/live`)).status).toBe(404);
    expect((await fetch(`${split.url}/metrics`)).status).toBe(404);
    expect((await fetch(`${split.adminUrl}/health/live`)).status).toBe(200);
    expect((await fetch(`${split.adminUrl}/metrics`)).status).toBe(200);
    expect((await fetch(`${split.adminUrl}/graphql`)).status).toBe(404);
  });
});

describe('without authentication', () => {
  test('mutations are off and reads are on', async () => {
    const open = await startTestGateway({ env: { INSECURE_NO_AUTH: 'i-understand' } });
    const [error] = await open.queryErrors(
      'mutation { modifyTrafficMirrorSession(input: { trafficMirrorSessionId: "tms-0a1b2c3d4e5f60001", packetLength: 7 }) { warnings } }',
    );
    expect(error?.extensions).toMatchObject({ code: 'FORBIDDEN' });
    await open.query('{ trafficMirrorSession(id: "tms-0a1b2c3d4e5f60001") { arn } }');
    expect(open.ec2Calls()).toEqual({ DescribeTrafficMirrorSessions: 1 });
    expect(await (await fetch(`${open.url}/health/ready`)).json()).toMatchObject({
      warning: 'INSECURE_NO_AUTH',
    });
  });
});

test('paths are not normalized', async () => {
  const { port } = new URL(gateway.url);
  const statusOf = (path: string) =>
    new Promise<string>((resolve, reject) => {
      const socket = connect(Number(port), '127.0.0.1');
      cleanUp(() => socket.destroy());
      socket.once('data', (data) => resolve(data.toString().slice(9, 12)));
      socket.on('error', reject).end(`GET ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n`);
    });
  expect(await statusOf('/health/live?x=1')).toBe('200');
  for (const path of ['/x/../health/live', '/./health/live', '/x/%2e%2e/health/live', '//health/live'])
    expect([path, await statusOf(path)]).toEqual([path, '404']);
});
