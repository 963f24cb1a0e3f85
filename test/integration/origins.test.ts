/** Origins of pages: which may be set in each mode, and which can then read answers. */
import { beforeAll, describe, expect, test } from '@jest/globals';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { problemsOf } from '../support/settings.ts';
import { startTokenIssuer, type TokenIssuer } from '../support/tokens.ts';

/** Without any origins, without tokens, and with tokens. */
type Mode = 'off' | 'none' | 'jwt';

const loopback = [
  'http://localhost:5173',
  'http://127.0.0.1:3000',
  'http://[::1]:8080',
  'https://localhost:5173',
];
const app = 'https://app.example.com';
const listed: Readonly<Record<Mode, readonly string[]>> = {
  off: [],
  none: loopback,
  jwt: [...loopback, app],
};

/** Each origin, and the modes in which it may be set. Those that are `listed` in a mode can read answers there. */
const origins: readonly (readonly [origin: string, settable: readonly Mode[]])[] = [
  ...loopback.map((origin) => [origin, ['none', 'jwt']] as const),
  [app, ['jwt']],
  [`${app}:8443`, ['jwt']],
  [`${app}.evil.example.com`, ['jwt']],
  ['https://127.0.0.1.evil.example.com', ['jwt']],
  ['http://app.example.com', []],
  ['http://localhost.evil.example.com', []],
  [`${app}:443`, []],
  [`${app}/`, []],
  [`${app}/map`, []],
  [`${app}?x`, []],
  ['https://App.example.com', []],
  ['https://user@app.example.com', []],
  ['https://*.example.com', []],
  ['*', []],
  ['null', []],
  ['app.example.com', []],
  ['ftp://app.example.com', []],
  ['file://', []],
  ['chrome-extension://abcdefghijklmnop', []],
];

let tokens: TokenIssuer;
let gateways: Readonly<Record<Mode, TestGateway>>;
beforeAll(async () => {
  tokens = await startTokenIssuer();
  const start = (mode: Mode, env: Record<string, string> = {}) =>
    startTestGateway({ env: { ...env, CORS_ORIGINS: listed[mode].join(',') } });
  gateways = { off: await start('off'), none: await start('none'), jwt: await start('jwt', tokens.env) };
});

test('there are at least twenty of them', () => {
  expect(new Set(origins.map(([origin]) => origin)).size).toBeGreaterThanOrEqual(20);
});

describe.each(origins)('%s', (origin, settable) => {
  test('may be set only where its pages can do no harm', () => {
    const env: Readonly<Record<Mode, Record<string, string>>> = {
      // What anybody can call is no better than what this machine can call.
      off: { INSECURE_NO_AUTH: 'i-understand', HOST: '0.0.0.0' },
      none: {},
      jwt: tokens.env,
    };
    const isSet = (mode: Mode) => problemsOf({ ...env[mode], CORS_ORIGINS: origin }).length === 0;
    expect({ off: isSet('off'), none: isSet('none'), jwt: isSet('jwt') }).toEqual({
      off: settable.includes('none'),
      none: settable.includes('none'),
      jwt: settable.includes('jwt'),
    });
  });

  test.each<Mode>(['off', 'none', 'jwt'])(
    'can read answers where it is listed, and nowhere else (%s)',
    async (mode) => {
      const { url } = gateways[mode];
      const isListed = listed[mode].includes(origin);
      const preflight = await fetch(`${url}/graphql`, {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'POST' },
      });
      const answer = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: {
          origin,
          'content-type': 'application/json',
          authorization: `Bearer ${await tokens.token('traffic-mirror:read')}`,
        },
        body: '{"query":"{ __typename }"}',
      });
      expect(preflight.status).toBe(mode === 'off' ? 405 : isListed ? 204 : 403);
      for (const { headers } of [preflight, answer]) {
        expect(headers.get('access-control-allow-origin')).toBe(isListed ? origin : null);
        expect(headers.get('vary')).toBe(mode === 'off' ? null : 'origin');
        expect(headers.has('access-control-allow-credentials')).toBe(false);
      }
    },
  );
});
