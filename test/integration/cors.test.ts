/** Pages of other origins: what a browser asks first, and what it lets a page read. */
import { beforeAll, describe, expect, test } from '@jest/globals';
import { sessionId } from '../support/demo.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { startTokenIssuer, type TokenIssuer } from '../support/tokens.ts';

const app = 'https://app.example.com';
const stranger = 'https://stranger.example.com';

let tokens: TokenIssuer;
let gateway: TestGateway;
beforeAll(async () => {
  tokens = await startTokenIssuer();
  const LIMITS = 'active=1,queued=1,bodyBytes=1000';
  gateway = await startTestGateway({
    env: { ...tokens.env, LIMITS, CORS_ORIGINS: `${app},http://localhost:5173` },
  });
});

const preflight = (origin: string, url = `${gateway.url}/graphql`, headers: Record<string, string> = {}) =>
  fetch(url, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,content-type',
      ...headers,
    },
  });

const json = { 'content-type': 'application/json' };
const body = '{"query":"{ __typename }"}';
const bearer = async (sub = 'alice@example.com') => ({
  authorization: `Bearer ${await tokens.token('traffic-mirror:read', { sub })}`,
});
const post = async (headers: Record<string, string>, text = body) =>
  fetch(`${gateway.url}/graphql`, { method: 'POST', headers: { ...json, ...headers }, body: text });

/** The headers of an answer that the CORS protocol is about. */
function corsOf({ headers }: Response): Record<string, string> {
  return Object.fromEntries(
    [...headers].filter(([name]) => name.startsWith('access-control-') || name === 'vary'),
  );
}

const readable = {
  vary: 'origin',
  'access-control-allow-origin': app,
  'access-control-expose-headers': 'x-request-id, retry-after, x-ec2-cost, traceparent',
};

describe('a preflight', () => {
  test('of a page that is allowed gets 204 without a token', async () => {
    const response = await preflight(app);
    expect([response.status, await response.text()]).toEqual([204, '']);
    expect(corsOf(response)).toEqual({
      ...readable,
      'access-control-allow-methods': 'GET, POST',
      'access-control-allow-headers':
        'authorization, content-type, x-request-id, x-ec2-cost, traceparent, tracestate, apollographql-client-name, apollographql-client-version, apollo-require-preflight, x-apollo-operation-name',
      'access-control-max-age': '7200',
    });
    expect((await preflight('http://localhost:5173')).headers.get('access-control-allow-origin')).toBe(
      'http://localhost:5173',
    );
  });

  test.each([stranger, 'null', `${app}.evil.example.com`, `${app}:8443`, 'http://app.example.com'])(
    'of %s gets no permission',
    async (origin) => {
      const response = await preflight(origin);
      expect([response.status, corsOf(response)]).toEqual([403, { vary: 'origin' }]);
    },
  );

  test('is not answered at other paths, nor where no origins are set', async () => {
    const closed = await startTestGateway();
    const answers = await Promise.all([
      ...['/health/live', '/metrics', '/map'].map((path) => preflight(app, `${gateway.url}${path}`)),
      preflight(app, `${closed.url}/graphql`),
    ]);
    for (const answer of answers) expect(corsOf(answer)).toEqual({});
    expect(answers.at(-1)?.status).toBe(405);
  });

  test('is only what asks for a method: other OPTIONS are refused', async () => {
    const response = await fetch(`${gateway.url}/graphql`, { method: 'OPTIONS', headers: { origin: app } });
    expect([response.status, corsOf(response)]).toEqual([405, readable]);
  });
});

describe('an answer can be read by a page that is allowed', () => {
  test('and by no other', async () => {
    expect(corsOf(await post({ ...(await bearer()), origin: app }))).toEqual(readable);
    expect(corsOf(await post({ ...(await bearer()), origin: stranger }))).toEqual({ vary: 'origin' });
    expect(corsOf(await post(await bearer()))).toEqual({ vary: 'origin' });
    expect(
      (await fetch(`${gateway.url}/health/live`, { headers: { origin: app } })).headers.has('vary'),
    ).toBe(false);
  });

  test.each<[number, Record<string, string>, string]>([
    [401, { authorization: 'Bearer a.b.c' }, body],
    [400, {}, '{"query":'],
    [400, {}, '{"query":"{ nothing }"}'],
    [413, {}, JSON.stringify({ query: ' '.repeat(1_001) })],
    [415, { 'content-type': 'text/plain' }, body],
  ])('also if it is a refusal with %s (%j)', async (status, headers, text) => {
    const response = await post({ ...(await bearer()), origin: app, ...headers }, text);
    expect([response.status, corsOf(response)]).toEqual([status, readable]);
  });

  test('also if the page sends too many requests', async () => {
    const slow = await startTestGateway({
      env: { ...tokens.env, LIMITS: 'callerPerSecond=1', CORS_ORIGINS: app },
    });
    const init = { method: 'POST', headers: { ...json, ...(await bearer()), origin: app }, body };
    const answers = await Promise.all(Array.from({ length: 5 }, () => fetch(`${slow.url}/graphql`, init)));
    const [refused] = answers.filter(({ status }) => status === 429);
    expect(refused && corsOf(refused)).toEqual(readable);
  });

  test('also if the gateway has too much to do', async () => {
    gateway.emulator.faults('DescribeTrafficMirrorSessions', [{ delayMs: 1_000 }]);
    const query = JSON.stringify({ query: `{ trafficMirrorSession(id: "${sessionId(1)}") { arn } }` });
    const sender = { ...(await bearer('carol@example.com')), origin: app };
    const answers = await Promise.all([1, 2, 3, 4].map(() => post(sender, query)));
    const [refused] = answers.filter(({ status }) => status === 503);
    expect(refused && corsOf(refused)).toEqual(readable);
  });
});

describe('what a browser sends without asking first is still refused', () => {
  test.each<[string, RequestInit, string]>([
    ['a form', { method: 'POST', headers: { 'content-type': 'text/plain' }, body }, ''],
    ['a link', {}, '?query=%7B__typename%7D'],
  ])('%s', async (_, init, search) => {
    const open = await startTestGateway({ env: { CORS_ORIGINS: 'http://localhost:5173' } });
    const headers = { origin: 'http://localhost:5173', ...init.headers };
    const response = await fetch(`${open.url}/graphql${search}`, { ...init, headers });
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(await response.json()).not.toHaveProperty('data');
  });

  test('a query in the URL is answered if a header shows that the browser has asked', async () => {
    const headers = { ...(await bearer('dave@example.com')), origin: app, 'apollo-require-preflight': '1' };
    const response = await fetch(`${gateway.url}/graphql?query=%7B__typename%7D`, { headers });
    expect([response.status, corsOf(response)]).toEqual([200, readable]);
  });
});
