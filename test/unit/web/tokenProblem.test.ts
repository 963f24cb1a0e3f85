/** What the pages say of a token that the gateway has refused. */
import { expect, test } from '@jest/globals';
import { tokenProblem } from '../../../src/web/signin/tokenProblem.ts';

const now = Date.UTC(2026, 10, 28, 12);
const seconds = now / 1_000;
const settings = {
  issuer: 'https://issuer.example.com/',
  audience: { claim: 'aud', names: ['traffic-mirror', 'mirror'] },
} as const;
const good = {
  iss: settings.issuer,
  aud: ['other', 'mirror'],
  iat: seconds,
  exp: seconds + 300,
  name: 'Zoë',
};
const toToken = (claims: object) => `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c2ln`;

test.each<[string, object, string | undefined]>([
  ['nothing that the page can see', {}, undefined],
  ['its end', { exp: seconds - 60 }, 'its exp has passed: it ended on 2026-11-28 at 11:59:00 UTC.'],
  ['a missing end', { exp: undefined }, 'it has no exp, so it would never end.'],
  [
    'its beginning',
    { nbf: seconds + 60 },
    'its nbf is in the future: it is valid from 2026-11-28 at 12:01:00 UTC.',
  ],
  ['a clock that is little ahead', { iat: seconds + 20 }, undefined],
  [
    'its issuer',
    { iss: 'https://other.example.com/' },
    'its iss is https://other.example.com/, and the pages sign in at https://issuer.example.com/.',
  ],
  ['its audience', { aud: ['a', 'b'] }, 'its aud is a, b, and must be traffic-mirror or mirror.'],
  ['a missing audience', { aud: undefined }, 'its aud is missing, and must be traffic-mirror or mirror.'],
])('names %s', (_, claims, expected) => {
  expect(tokenProblem(toToken({ ...good, ...claims }), settings, now)).toBe(expected);
});

test('names the client where that is what tokens are for', () => {
  const cognito = { ...settings, audience: { claim: 'client_id', names: ['map'] } } as const;
  expect(tokenProblem(toToken({ ...good, client_id: 'map' }), cognito, now)).toBeUndefined();
  expect(tokenProblem(toToken(good), cognito, now)).toBe('its client_id is missing, and must be map.');
});

test('knows only its times of a token that was pasted', () => {
  expect(tokenProblem(toToken({ exp: seconds + 1 }), undefined, now)).toBeUndefined();
  expect(tokenProblem(toToken({ exp: seconds }), undefined, now)).toMatch(/^its exp has passed/);
});

test.each(['secret', 'a.b.c', `e30.${btoa('null')}.c2ln`, ''])('says that %j is no token', (token) => {
  expect(tokenProblem(token, settings, now)).toMatch(/^it is no JSON Web Token/);
});
