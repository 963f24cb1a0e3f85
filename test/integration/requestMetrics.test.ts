/** Every request is counted once, by the code of its answer: refusals, what is no HTTP, and what got no answer included. */
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { expect, test } from '@jest/globals';
import * as parts from '../fuzz/requests.ts';
import { exchange, parseAnswers } from '../fuzz/wire.ts';
import { sessionId } from '../support/demo.ts';
import { type GraphqlAnswer, startTestGateway } from '../support/gateway.ts';
import { samplesOf, sumOf } from '../support/metrics.ts';
import { openSocket, toPost } from '../support/rawRequests.ts';
import { startTokenIssuer } from '../support/tokens.ts';
import { until } from '../support/until.ts';

const read = `{ trafficMirrorSession(id: "${sessionId(1)}") { arn } }`;

/** Requests of the public port, by their code, without those that are 0. */
async function countsOf(adminUrl: string): Promise<Record<string, number>> {
  const counted = (await samplesOf(adminUrl)).filter(
    ({ name, labels, value }) => name === 'http_requests_total' && labels.port === 'public' && value > 0,
  );
  return Object.fromEntries(counted.map(({ labels: { code = '' }, value }) => [code, value]));
}

test('requests are counted by the code of their answer', async () => {
  const tokens = await startTokenIssuer();
  const gateway = await startTestGateway({
    env: { ...tokens.env, ADMIN_PORT: '0', LIMITS: 'callerPerSecond=8,depth=5,bodyBytes=5000' },
  });
  const token = async (scope: string, sub: string) => `Bearer ${await tokens.token(scope, { sub })}`;
  const alice = await token('traffic-mirror:read', 'alice@example.com');
  const told: Record<string, number> = {};
  /** Notes the code of the answer. */
  async function send(query: string, headers: object = { authorization: alice }, path = '/graphql') {
    const response = await fetch(`${gateway.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query }),
    });
    const { errors: [error] = [] } = (await response.json()) as GraphqlAnswer;
    const code = error === undefined ? 'OK' : String(error.extensions.code);
    told[code] = (told[code] ?? 0) + 1;
  }
  await send(read);
  await send('{ nothing }');
  await send(`{ a ${'{ a '.repeat(20)}${'}'.repeat(20)} }`);
  gateway.emulator.faults('DescribeTrafficMirrorSessions', [{ error: { code: 'AuthFailure', status: 401 } }]);
  await send(read);
  await Promise.all(Array.from({ length: 30 }, () => send(read)));
  await send(read, {});
  await send(read, { authorization: 'Bearer a.b.c' });
  const nobody = { authorization: await token('', 'bob@example.com') };
  await send(read, nobody);
  await send(`{ __typename # ${'x'.repeat(6_000)}\n }`, nobody);
  await send(read, { ...nobody, 'content-type': 'text/plain' });
  await send(read, {}, '/nowhere');
  expect(Object.keys(told).sort()).toEqual([
    ...['FORBIDDEN', 'GRAPHQL_VALIDATION_FAILED', 'LIMIT_EXCEEDED', 'NOT_FOUND', 'OK', 'PAYLOAD_TOO_LARGE'],
    ...['RATE_LIMITED', 'UNAUTHENTICATED', 'UNSUPPORTED_MEDIA_TYPE', 'UPSTREAM_FORBIDDEN'],
  ]);
  expect(await countsOf(gateway.adminUrl)).toEqual(told);
  const counted = (name: string, labels: Record<string, string>) => sumOf(gateway.adminUrl, name, labels);
  expect(await counted('requests_shed_total', { reason: 'callerPerSecond' })).toBe(told.RATE_LIMITED);
  expect(await counted('auth_refused_total', { issuer: 'none', reason: 'no_token' })).toBe(1);
  expect(await counted('auth_refused_total', { issuer: 'none', reason: 'malformed' })).toBe(1);
  // Scrapes and probes are counted apart, so that they do not hide what clients are told.
  expect(await counted('http_requests_total', { port: 'admin', code: 'OK' })).toBeGreaterThan(2);
});

test('a request whose client leaves before its answer is UNSENT', async () => {
  const gateway = await startTestGateway({ env: { ADMIN_PORT: '0' } });
  gateway.emulator.faults('DescribeTrafficMirrorSessions', [{ delayMs: 60_000 }]);
  const socket = await openSocket(gateway.url);
  socket.write(toPost(read));
  await until(() => gateway.emulator.calls.has('DescribeTrafficMirrorSessions'));
  socket.destroy();
  await until(async () => (await countsOf(gateway.adminUrl)).UNSENT === 1);
  expect(await countsOf(gateway.adminUrl)).toEqual({ UNSENT: 1 });
});

test('clients that leave before the body of their request is read are no error of the gateway', async () => {
  const tokens = await startTokenIssuer();
  const gateway = await startTestGateway({ env: { ...tokens.env, ADMIN_PORT: '0' } });
  const authorization = await tokens.token('traffic-mirror:read');
  const request = toPost(read).replace('\r\n', `\r\nauthorization: Bearer ${authorization}\r\n`);
  const clients = await Promise.all(Array.from({ length: 30 }, () => openSocket(gateway.url)));
  for (const socket of clients) socket.end(request, () => socket.destroy());
  const ended = async () => Object.values(await countsOf(gateway.adminUrl)).reduce((sum, n) => sum + n, 0);
  await until(async () => (await ended()) === clients.length);
  // Fails if the log has an error.
  await gateway.stop();
});

test.each([
  ['no HTTP', 'hello\r\n\r\n', 400],
  ['headers that are too large', `GET /graphql HTTP/1.1\r\nhost: x\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
  ['no host', 'GET /graphql HTTP/1.1\r\n\r\n', 400],
  ['an expectation that cannot be met', 'GET /graphql HTTP/1.1\r\nhost: x\r\nexpect: x\r\n\r\n', 400],
])('%s is answered, and counted as BAD_REQUEST', async (_, request, status) => {
  const gateway = await startTestGateway({ env: { ADMIN_PORT: '0' } });
  const socket = await openSocket(gateway.url);
  socket.end(request);
  expect(await text(socket)).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  expect(await countsOf(gateway.adminUrl)).toEqual({ BAD_REQUEST: 1 });
});

test('a second request that is no HTTP does not spoil the answer to the first', async () => {
  const gateway = await startTestGateway({ seed: 'large:1000', env: { ADMIN_PORT: '0' } });
  const socket = await openSocket(gateway.url);
  socket.write(toPost('{ trafficMirrorSessions(first: 1000) { nodes { arn } } }'));
  await once(socket, 'readable');
  socket.write('hello\r\n\r\n');
  const { answers } = parseAnswers(Buffer.from(await text(socket).catch(() => '')));
  expect(answers.every(({ status, body }) => status === 400 || 'data' in JSON.parse(body))).toBe(true);
});

test('an answer that was sent counts, also if what came after its request was no HTTP', async () => {
  const gateway = await startTestGateway({ env: { ADMIN_PORT: '0' } });
  const socket = await openSocket(gateway.url);
  const answer = text(socket);
  socket.write('GET /nowhere HTTP/1.1\r\nhost: x\r\n\r\nhello\r\n\r\n');
  expect(await answer).toMatch(/^HTTP\/1\.1 404 /);
  await until(async () => (await sumOf(gateway.adminUrl, 'connections', { port: 'public' })) === 0);
  expect(await countsOf(gateway.adminUrl)).toEqual({ NOT_FOUND: 1 });
});

/** A generator of numbers, the same for the same seed (mulberry32). */
function createRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below;
  };
}

test('as many answers are counted as were sent, whatever was sent', async () => {
  const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 1e9));
  const random = createRandom(seed);
  const oneOf = <Value>(values: readonly Value[]) => values[Math.floor(random(values.length))] as Value;
  const odd = (share: number) => random(1) < share;
  const tokens = await startTokenIssuer();
  const gateway = await startTestGateway({
    env: { ...tokens.env, ADMIN_PORT: '0', LIMITS: 'callerPerSecond=40,pipelined=2,depth=8' },
  });
  const authorization = `authorization: Bearer ${await tokens.token('traffic-mirror:read')}`;
  const requestText = () => {
    const method = odd(0.2) ? oneOf(parts.methods) : oneOf(['GET', 'POST', 'POST']);
    const target = oneOf([...parts.harmlessTargets, ...(odd(0.2) ? parts.oddTargets : ['/graphql'])]);
    const body = method === 'POST' ? oneOf([...parts.bodies, ...(odd(0.2) ? parts.oddBodies : [])]) : '';
    return [
      `${method} ${target} ${odd(0.1) ? oneOf(parts.versions) : 'HTTP/1.1'}`,
      ...(odd(0.05) ? [] : ['host: 127.0.0.1']),
      ...(odd(0.3) ? [] : [authorization]),
      ...(odd(0.4) ? [oneOf(parts.harmlessHeaders)] : []),
      ...(odd(0.1) ? [oneOf(parts.oddHeaders)] : []),
      ...(method === 'POST' ? ['content-type: application/json'] : []),
      `content-length: ${Buffer.byteLength(body)}`,
      '',
      body,
    ].join('\r\n');
  };
  let sent = 0;
  for (let round = 0; round < 30; round++) {
    const clients = Array.from({ length: 10 }, () => {
      const requests = Array.from({ length: 1 + Math.floor(random(3)) }, requestText);
      // All at once: a connection that is closed while bytes arrive is reset, and its client may lose an answer that was sent.
      return exchange(
        gateway.url,
        { pieces: [Buffer.from(requests.join(''))], end: 'finish at once' },
        20_000,
      );
    });
    for (const { answers, rest } of await Promise.all(clients)) {
      // The answer to a HEAD has a length and no body.
      const isHead = /^HTTP\/1\.1 [2-5].*\r\n\r\n$/s.test(rest);
      sent += answers.length + (isHead ? 1 : 0);
    }
  }
  expect(sent).toBeGreaterThan(200);
  const counted = async () => {
    const { UNSENT = 0, ...others } = await countsOf(gateway.adminUrl);
    return Object.values(others).reduce((sum, count) => sum + count, 0);
  };
  await until(async () => (await sumOf(gateway.adminUrl, 'connections', { port: 'public' })) === 0);
  expect({ seed, counted: await counted() }).toEqual({ seed, counted: sent });
  const codes = Object.keys(await countsOf(gateway.adminUrl));
  expect(codes.length).toBeGreaterThan(4);
});
