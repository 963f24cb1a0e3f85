/** The settings with which people sign in on the pages. */
import { expect, test } from '@jest/globals';
import { parseConfig } from '../../src/config/config.ts';
import { workloadProviders } from '../../src/config/providers.ts';
import { documents } from '../support/documents.ts';
import { fileOf, samples } from '../support/identityPages.ts';
import { problemsOf } from '../support/settings.ts';

const jwt = {
  AUTH_ISSUER: 'https://issuer.example.com/realms/network',
  AUTH_AUDIENCE: 'traffic-mirror',
  AUTH_JWKS_URL: 'https://issuer.example.com/jwks',
};
const pages = { ...jwt, AUTH_CLIENT_ID: 'map', AUTH_CLIENT_SCOPES: 'traffic-mirror:read' };
const entry = (name: string) => ({
  name,
  issuer: `https://${name}.example.com/`,
  audiences: ['traffic-mirror'],
  jwksUrl: 'https://issuer.example.com/jwks',
});

test('the pages ask the issuer for openid and the scopes, and may send to its origin', () => {
  const signIn = {
    issuer: jwt.AUTH_ISSUER,
    clientId: 'map',
    scope: 'openid traffic-mirror:read offline_access',
    parameters: {},
    origins: ['https://issuer.example.com'],
    audience: { claim: 'aud', names: ['traffic-mirror'] },
  };
  expect(
    parseConfig({ ...pages, AUTH_CLIENT_SCOPES: ' traffic-mirror:read  offline_access' }).signIn,
  ).toEqual(signIn);
  expect(parseConfig(jwt).signIn).toBeUndefined();
});

test('other providers need more: parameters and other origins', () => {
  const auth0 = { ...pages, AUTH_PROVIDER: 'auth0', AUTH_CLIENT_SCOPES: '' };
  expect(
    parseConfig({ ...auth0, AUTH_CLIENT_PARAMETERS: 'audience=https%3A%2F%2Fm.example.com&a=b' }).signIn,
  ).toMatchObject({ scope: 'openid', parameters: { audience: 'https://m.example.com', a: 'b' } });
  const cognito = {
    ...{ ...pages, AUTH_PROVIDER: 'cognito', AUTH_AUDIENCE: 'console,map' },
    AUTH_CLIENT_ORIGINS: 'https://example.auth.eu-west-1.amazoncognito.com',
  };
  expect(parseConfig(cognito).signIn).toMatchObject({
    origins: ['https://issuer.example.com', 'https://example.auth.eu-west-1.amazoncognito.com'],
    audience: { claim: 'client_id', names: ['console', 'map'] },
  });
});

test('one of several issuers is chosen by its name', () => {
  const env = {
    ...{ AUTH_CLIENT_ID: 'map', AUTH_CLIENT_SCOPES: 'traffic-mirror:read' },
    AUTH_ISSUERS_FILE: fileOf(entry('corp'), entry('partners')),
  };
  expect(parseConfig({ ...env, AUTH_CLIENT_ISSUER: 'partners' }).signIn).toMatchObject({
    issuer: 'https://partners.example.com/',
  });
  expect(problemsOf(env)).toEqual([
    'AUTH_CLIENT_ISSUER: is missing; AUTH_CLIENT_ID needs one of corp, partners, at which people sign in',
  ]);
  expect(problemsOf({ ...env, AUTH_CLIENT_ISSUER: 'guests' })).toEqual([
    expect.stringMatching(/^AUTH_CLIENT_ISSUER: is guests; /),
  ]);
});

const without = (name: string) => Object.fromEntries(Object.entries(pages).filter(([key]) => key !== name));

test.each<[string, Record<string, string>, RegExp]>([
  [
    'scopes without a client',
    without('AUTH_CLIENT_ID'),
    /^AUTH_CLIENT_SCOPES: is set without AUTH_CLIENT_ID/,
  ],
  [
    'origins without a client',
    { ...jwt, AUTH_CLIENT_ORIGINS: 'https://a.example.com' },
    /^AUTH_CLIENT_ORIGINS: is set without/,
  ],
  ['no issuer', without('AUTH_ISSUER'), /^AUTH_ISSUER: is missing/],
  [
    'a client where callers need no token',
    { AUTH_MODE: 'none', AUTH_CLIENT_ID: 'map' },
    /^AUTH_CLIENT_ID: .* AUTH_MODE is none/,
  ],
  ['no pages', { ...pages, PLAYGROUND: 'false' }, /^AUTH_CLIENT_ID: .* the pages are not served/],
  ['an issuer that is no URL', { ...pages, AUTH_ISSUER: 'corp' }, /^AUTH_CLIENT_ID: .* and corp is not$/],
  [
    'an issuer over plain HTTP',
    { ...pages, AUTH_ISSUER: 'http://issuer.example.com/' },
    /^AUTH_CLIENT_ID: .* must be https/,
  ],
  [
    'one issuer with a name',
    { ...pages, AUTH_CLIENT_ISSUER: 'corp' },
    /^AUTH_CLIENT_ISSUER: .* only one issuer/,
  ],
  ['no scope of this API', { ...pages, AUTH_CLIENT_SCOPES: 'profile' }, /^AUTH_CLIENT_SCOPES: is missing/],
  [
    'no scope of this API at Entra',
    { ...pages, AUTH_PROVIDER: 'entra', AUTH_CLIENT_SCOPES: 'offline_access' },
    /^AUTH_CLIENT_SCOPES: is missing; .* Microsoft Graph/,
  ],
  ['a scope that is none', { ...pages, AUTH_CLIENT_SCOPES: 'a"b' }, /^AUTH_CLIENT_SCOPES: must be scopes/],
  ['no audience at Auth0', { ...pages, AUTH_PROVIDER: 'auth0' }, /^AUTH_CLIENT_PARAMETERS: needs audience/],
  [
    'a parameter of the flow',
    { ...pages, AUTH_CLIENT_PARAMETERS: 'redirect_uri=https://evil.example.com' },
    /^AUTH_CLIENT_PARAMETERS: must not have any of client_id, /,
  ],
  [
    'another request in place of that of the pages',
    { ...pages, AUTH_CLIENT_PARAMETERS: 'request_uri=https://evil.example.com/all' },
    /^AUTH_CLIENT_PARAMETERS: must not have any of client_id, /,
  ],
  [
    'a parameter without value',
    { ...pages, AUTH_CLIENT_PARAMETERS: 'audience' },
    /^AUTH_CLIENT_PARAMETERS: must be/,
  ],
  [
    'an origin with a path',
    { ...pages, AUTH_CLIENT_ORIGINS: 'https://a.example.com/token' },
    /^AUTH_CLIENT_ORIGINS: .* must be an origin/,
  ],
  [
    'another client than those of Cognito, and no domain',
    { ...pages, AUTH_PROVIDER: 'cognito' },
    /^AUTH_CLIENT_ID: is not in AUTH_AUDIENCE.*\nAUTH_CLIENT_ORIGINS: is missing/,
  ],
])('does not start with %s', (_, env, problem) => {
  expect(problemsOf(env).join('\n')).toMatch(problem);
});

test('nobody signs in at a provider of programs', () => {
  const file = fileOf({
    ...{ ...entry('ci'), provider: 'kubernetes' },
    permissions: [{ claim: 'sub', map: { a: ['traffic-mirror:read'] } }],
  });
  expect(problemsOf({ AUTH_ISSUERS_FILE: file, AUTH_CLIENT_ID: 'map' })).toEqual([
    expect.stringMatching(/^AUTH_CLIENT_ID: nobody can sign in at kubernetes/),
  ]);
});

const shown = samples.map(({ provider }) => provider).filter((name) => !workloadProviders.has(name));

test.each(shown)('the page of %s shows settings with which people could sign in', (name) => {
  const { text } = documents.find(({ path }) => path === `docs/identity/${name}.md`) ?? { text: '' };
  const blocks = [...text.matchAll(/^```ini\n(.*?)^```$/gms)].map(([, ini = '']) => ini);
  expect(blocks).toHaveLength(2);
  const lines = blocks.join('').trim().split('\n');
  const env = Object.fromEntries(lines.map((line) => line.split(/=(.*)/s).slice(0, 2)));
  expect(problemsOf(env)).toEqual([]);
  expect(parseConfig(env).signIn?.clientId).toBe(env.AUTH_CLIENT_ID);
});
