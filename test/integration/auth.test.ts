import { request as sendHttp } from 'node:http';
import { text } from 'node:stream/consumers';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { JWTPayload } from 'jose';
import { oneIssuer } from '../../src/config/issuers.ts';
import { type Jwks, startJwks } from '../../src/identity/jwks.ts';
import { readToken } from '../../src/identity/tokens.ts';
import { cleanUp } from '../support/cleanUp.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { openSocket, toPost } from '../support/rawRequests.ts';
import { audience, type Claims, issuer, startTokenIssuer, type TokenIssuer } from '../support/tokens.ts';
import { until } from '../support/until.ts';

let tokens: TokenIssuer;
let gateway: TestGateway;
beforeAll(async () => {
  tokens = await startTokenIssuer();
  gateway = await startTestGateway({ env: tokens.env });
});
beforeEach(() => gateway.emulator.resetCalls());

/** Checks tokens of the standard issuer with these keys. */
function authenticateWith(jwks: Jwks) {
  const trusted = oneIssuer({ issuer, audiences: [audience], jwksUrl: 'https://issuer.example.com/jwks' });
  if ('problems' in trusted) throw new Error(trusted.problems.join());
  return ({ authorization }: { authorization: string }) => readToken(authorization, [{ ...trusted, jwks }]);
}

const read = '{ trafficMirrorSession(id: "tms-0a1b2c3d4e5f60001") { sessionNumber } }';

async function ask(token: string | undefined, query = read) {
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token === undefined ? {} : { authorization: token }) },
    body: JSON.stringify({ query }),
  });
  const body = (await response.json()) as {
    data?: unknown;
    errors?: { message: string; extensions: { code: string } }[];
  };
  return { status: response.status, body, challenge: response.headers.get('www-authenticate') };
}

const bearer = async (scope = 'traffic-mirror:read', claims?: Claims, header?: Record<string, unknown>) =>
  `Bearer ${await tokens.token(scope, claims, header)}`;

test('a valid token is accepted', async () => {
  expect(await ask(await bearer())).toMatchObject({
    status: 200,
    body: { data: { trafficMirrorSession: { sessionNumber: 1 } } },
  });
});

test.each<[string, JWTPayload]>([
  ['a list in `scp`', { scp: ['traffic-mirror:read'] }],
  ['a text in `scp`', { scp: 'openid traffic-mirror:read' }],
  ['one audience of several', { scope: 'traffic-mirror:read', aud: ['other', audience] }],
])('a token with %s is let in', async (_, claims) => {
  const { scope = undefined } = claims;
  expect((await ask(await bearer(scope as string, claims))).status).toBe(200);
});

test('one permission with a space in it is not two permissions', async () => {
  const claims = { scope: null, scp: ['traffic-mirror:read traffic-mirror:session:write'] };
  expect((await ask(await bearer('', claims))).status).toBe(403);
});

describe('a good token is looked for nowhere but in `authorization`', () => {
  const json = { 'content-type': 'application/json' };
  const body = JSON.stringify({ query: read });

  test.each<[string, (token: string) => RequestInit & { search?: string }]>([
    ['the URL', (token) => ({ search: `?access_token=${token}`, body, headers: json })],
    ['the body', (token) => ({ body: JSON.stringify({ query: read, access_token: token }), headers: json })],
    [
      'variables',
      (token) => ({ body: JSON.stringify({ query: read, variables: { token } }), headers: json }),
    ],
    ['a cookie', (token) => ({ body, headers: { ...json, cookie: `access_token=${token}` } })],
    ['a header of its own', (token) => ({ body, headers: { ...json, 'x-access-token': token } })],
    [
      'a header for proxies',
      (token) => ({ body, headers: { ...json, 'proxy-authorization': `Bearer ${token}` } }),
    ],
    [
      'a header of proxies',
      (token) => ({ body, headers: { ...json, 'x-forwarded-authorization': `Bearer ${token}` } }),
    ],
    [
      'a subprotocol',
      (token) => ({ body, headers: { ...json, 'sec-websocket-protocol': `bearer, ${token}` } }),
    ],
  ])('not in %s', async (_, toRequest) => {
    const { search = '', ...init } = toRequest((await bearer()).slice('Bearer '.length));
    const response = await fetch(`${gateway.url}/graphql${search}`, { method: 'POST', ...init });
    expect([response.status, gateway.ec2Calls()]).toEqual([401, {}]);
  });

  test('of several such headers, the first one counts', async () => {
    const [good, bad] = [await bearer(), 'Bearer a.b.c'];
    const statusOf = async (...headers: readonly string[]) => {
      const socket = await openSocket(gateway.url);
      const lines = headers.map((value) => `authorization: ${value}\r\n`).join('');
      socket.write(toPost(read).replace('\r\n\r\n', `\r\n${lines}connection: close\r\n\r\n`));
      return (await text(socket)).slice(9, 12);
    };
    expect([await statusOf(bad, good), await statusOf(good, bad)]).toEqual(['401', '200']);
    expect([await statusOf('', good), await statusOf(`${bad}, ${good}`)]).toEqual(['401', '401']);
  });
});

test('none of 20,000 mutated tokens is accepted', async () => {
  const jwks = await startJwks({ url: tokens.env.AUTH_JWKS_URL ?? '' }, () => {});
  cleanUp(() => jwks.stop());
  const authenticate = authenticateWith(jwks);
  const good = await tokens.token('traffic-mirror:read');
  await authenticate({ authorization: `Bearer ${good}` });
  const signature = good.lastIndexOf('.') + 1;
  const accepted: string[] = [];
  let seed = 20261122;
  const random = (below: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return seed % below;
  };
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.';
  for (let count = 0; count < 20_000; count += 1) {
    // The last character of a signature has unused bits.
    const at = random(good.length - 1);
    const character = alphabet[random(alphabet.length)] ?? '';
    const kind = count % 3;
    const mutated =
      kind === 0
        ? good.slice(0, at) + character + good.slice(at + 1)
        : kind === 1
          ? good.slice(0, at) + good.slice(at + 1 + random(4))
          : good.slice(0, signature + random(80)) + character + good.slice(signature + random(80));
    if (mutated === good) continue;
    await authenticate({ authorization: `Bearer ${mutated}` }).then(
      () => accepted.push(mutated),
      () => undefined,
    );
  }
  expect(accepted).toEqual([]);
});

/** The keys of a new issuer, with a clock that the test moves. */
async function startOwnKeys() {
  const own = await startTokenIssuer();
  const clock = { nowMs: 0 };
  const failures: string[] = [];
  const jwks = await startJwks(
    { url: own.env.AUTH_JWKS_URL ?? '' },
    (reason) => failures.push(reason),
    () => clock.nowMs,
  );
  cleanUp(() => jwks.stop());
  return { own, clock, failures, jwks, authenticate: authenticateWith(jwks) };
}

describe('the keys of the issuer', () => {
  test('are fetched once after a rotation, and a flood of tokens with unknown keys does not reach the issuer', async () => {
    const { own, clock, authenticate } = await startOwnKeys();
    const before = { authorization: `Bearer ${await own.token('traffic-mirror:read')}` };
    await expect(authenticate(before)).resolves.toBeDefined();
    await own.rotate();
    const rotated = { authorization: `Bearer ${await own.token('traffic-mirror:read')}` };
    await expect(authenticate(rotated)).rejects.toThrow();
    clock.nowMs += 31_000;
    await expect(authenticate(rotated)).resolves.toMatchObject({ subject: 'alice@example.com' });
    // The key of before is no longer there.
    await expect(authenticate(before)).rejects.toMatchObject({ reason: 'unknown_key' });
    const unknown = {
      authorization: `Bearer ${await own.token('traffic-mirror:read', {}, { kid: 'unknown' })}`,
    };
    await Promise.allSettled(Array.from({ length: 100 }, () => authenticate(unknown)));
    expect(own.fetches()).toBe(2);
  });

  test('are trusted for six hours while the issuer is down, and no longer', async () => {
    const { own, clock, failures, jwks, authenticate } = await startOwnKeys();
    own.breakDown();
    const token = { authorization: `Bearer ${await own.token('traffic-mirror:read')}` };
    clock.nowMs += 5 * 3_600_000;
    await expect(authenticate(token)).resolves.toBeDefined();
    expect(jwks.isReady()).toBe(true);
    clock.nowMs += 2 * 3_600_000;
    await expect(authenticate(token)).rejects.toMatchObject({ reason: 'no_keys' });
    expect(jwks.isReady()).toBe(false);
    expect(failures).toEqual(['HTTP 503']);
  });

  test.each([
    ['an empty list', '{"keys":[]}'],
    ['a list without a public key', '{"keys":[{},{"kty":"oct","k":"AAAA"},{"kty":"EC","crv":"P-256"}]}'],
  ])('are not replaced by %s', async (_, body) => {
    const { own, clock, failures, authenticate } = await startOwnKeys();
    own.breakDown((response) => response.end(body));
    clock.nowMs += 31_000;
    const unknown = await own.token('traffic-mirror:read', {}, { kid: 'unknown' });
    await expect(authenticate({ authorization: `Bearer ${unknown}` })).rejects.toThrow();
    expect(failures).toEqual(['it has no public keys']);
    const good = await own.token('traffic-mirror:read');
    await expect(authenticate({ authorization: `Bearer ${good}` })).resolves.toBeDefined();
  });

  test('are not replaced by more than a hundred, or by something else', async () => {
    const { own, clock, failures, authenticate } = await startOwnKeys();
    const good = { authorization: `Bearer ${await own.token('traffic-mirror:read')}` };
    const unknown = {
      authorization: `Bearer ${await own.token('traffic-mirror:read', {}, { kid: 'unknown' })}`,
    };
    const key = { kty: 'oct', k: 'AAAA' };
    for (const body of [JSON.stringify({ keys: Array(101).fill(key) }), '{"keys":{}}', '[]', 'null', 'no']) {
      own.breakDown((response) => response.end(body));
      clock.nowMs += 31_000;
      await expect(authenticate(unknown)).rejects.toThrow();
      await expect(authenticate(good)).resolves.toBeDefined();
    }
    expect(failures).toHaveLength(5);
    expect(failures[0]).toBe('it has more than 100 keys');
  });

  test('are fetched within a bound, if the issuer does not stop sending', async () => {
    const own = await startTokenIssuer();
    let sent = 0;
    own.breakDown((response) => {
      const send = () => {
        do sent += 65_536;
        while (!response.destroyed && response.write('x'.repeat(65_536)));
        response.once('drain', send);
      };
      send();
    });
    const failures: string[] = [];
    const jwks = await startJwks({ url: own.env.AUTH_JWKS_URL ?? '' }, (reason) => failures.push(reason));
    cleanUp(() => jwks.stop());
    expect([failures, jwks.isReady()]).toEqual([['the answer has more than 262144 bytes'], false]);
    // What is in the buffers of the sockets has been sent too.
    expect(sent).toBeLessThan(16_000_000);
  });

  test('are waited for five seconds, however the issuer spreads its answer, and while garbage is collected', async () => {
    setFlagsFromString('--expose-gc');
    const collecting = setInterval(runInNewContext('gc') as () => void, 100);
    cleanUp(() => clearInterval(collecting));
    const own = await startTokenIssuer();
    own.breakDown((response) => {
      const drip = setInterval(() => response.write(' '), 200);
      response.once('close', () => clearInterval(drip));
    });
    const failures: string[] = [];
    const startedAtMs = performance.now();
    const jwks = await startJwks({ url: own.env.AUTH_JWKS_URL ?? '' }, (reason) => failures.push(reason));
    cleanUp(() => jwks.stop());
    expect(performance.now() - startedAtMs).toBeLessThan(8_000);
    expect(failures).toEqual(['no whole answer within 5000 ms']);
  });

  test('are fetched again soon after a failure at the start, without any request', async () => {
    const own = await startTokenIssuer();
    own.breakDown();
    const cold = await startTestGateway({ env: own.env });
    own.recover();
    await until(async () => (await fetch(`${cold.url}/health/ready`)).status === 200);
  });

  test('leave the gateway live but not ready if they cannot be fetched at the start', async () => {
    const own = await startTokenIssuer();
    own.breakDown();
    const cold = await startTestGateway({ env: own.env });
    expect((await fetch(`${cold.url}/health/live`)).status).toBe(200);
    const ready = await fetch(`${cold.url}/health/ready`);
    expect(ready.status).toBe(503);
    expect(await ready.json()).toEqual({ status: 'not ready', reasons: ['keys'] });
  });
});

test('the authorization header is in no log line, answer or metric', async () => {
  const token = await bearer('nothing');
  const { body } = await ask(token);
  expect(JSON.stringify(body)).not.toContain(token.slice(7, 40));
  const metrics = await (await fetch(`${gateway.adminUrl}/metrics`)).text();
  expect(metrics).not.toContain(token.slice(7, 40));
});

test.each([[5], [true], [['x']], [{ a: 1 }], ['']])(
  'a subject that is not a text (%j) is rejected',
  async (sub) => {
    const token = await tokens.token('traffic-mirror:read', { sub: sub as string });
    const response = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: '{"query":"{ __typename }"}',
    });
    expect(response.status).toBe(401);
  },
);

test('without tokens, a gateway answers only to loopback host names, because another name may be that of a web page', async () => {
  const local = await startTestGateway();
  const { port } = new URL(local.url);
  const ask = (host: string) =>
    new Promise<number | undefined>((resolve, reject) => {
      const headers = { host, 'content-type': 'application/json' };
      const request = sendHttp(`${local.url}/graphql`, { method: 'POST', headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      request.on('error', reject).end('{"query":"{ __typename }"}');
    });
  for (const host of [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`, 'LOCALHOST'])
    expect([host, await ask(host)]).toEqual([host, 200]);
  for (const host of [
    'evil.example',
    `evil.example:${port}`,
    'localhost.evil.example',
    '127.0.0.1.evil.example',
  ])
    expect([host, await ask(host)]).toEqual([host, 403]);
});
