/** The settings of token issuers: one of them, or the issuers file. What is unsafe is refused, every reason at once. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { parseConfig } from '../../src/config/config.ts';
import { parseIssuers } from '../../src/config/issuers.ts';
import { newFolder } from '../support/cleanUp.ts';
import { problemsOf } from '../support/settings.ts';

const jwksUrl = 'https://issuer.example.com/jwks';
const settings = {
  AUTH_ISSUER: 'https://issuer.example.com/',
  AUTH_AUDIENCE: 'traffic-mirror',
  AUTH_JWKS_URL: jwksUrl,
};
const entry = { name: 'corp', issuer: 'https://issuer.example.com/', audiences: ['traffic-mirror'], jwksUrl };
const map = { alice: ['traffic-mirror:read'] };

function fileOf(...issuers: readonly object[]): string {
  const path = join(newFolder(), 'issuers.json');
  writeFileSync(path, JSON.stringify({ issuers }));
  return path;
}

const auth = (env: Record<string, string>) => parseConfig(env).auth;

test('one issuer of the settings has no name, and the rules of its provider', () => {
  expect(auth({ ...settings, AUTH_AUDIENCE: 'one, two', AUTH_PROVIDER: 'auth0' })).toMatchObject({
    mode: 'jwt',
    issuers: [
      {
        name: undefined,
        issuer: 'https://issuer.example.com/',
        audiences: ['one', 'two'],
        keys: { url: jwksUrl },
        permissions: [{ claim: ['permissions'] }],
        maxTokenAgeHours: 24,
      },
    ],
  });
  const { AUTH_JWKS_URL: _, ...rest } = settings;
  expect(auth({ ...rest, AUTH_JWKS_FILE: '/run/keys.json' })).toMatchObject({
    issuers: [{ keys: { file: '/run/keys.json' } }],
  });
});

test('issuers of a file have their names if there are several', () => {
  expect(auth({ AUTH_ISSUERS_FILE: fileOf(entry) })).toMatchObject({ issuers: [{ name: undefined }] });
  const other = { ...entry, name: 'lab', issuer: 'https://lab.example.com/' };
  expect(auth({ AUTH_ISSUERS_FILE: fileOf(entry, other) })).toMatchObject({
    issuers: [{ name: 'corp' }, { name: 'lab' }],
  });
});

test('own permissions replace those of the provider, and a map alone lets no other value pass', () => {
  const permissions = [
    { claim: 'realm_access.roles', map: { Admin: 'traffic-mirror:read' } },
    { claim: ['https://example.com/roles'], prefix: 'mirror.' },
    { claim: 'scp' },
  ];
  expect(
    parseIssuers(JSON.stringify({ issuers: [{ ...entry, provider: 'entra', permissions }] })),
  ).toMatchObject([
    {
      subject: 'oid',
      permissions: [
        { claim: ['realm_access', 'roles'], map: { Admin: ['traffic-mirror:read'] }, prefix: undefined },
        { claim: ['https://example.com/roles'], prefix: 'mirror.' },
        { claim: ['scp'], prefix: 'traffic-mirror:' },
      ],
      require: { azp: undefined },
    },
  ]);
});

test.each<[string, Record<string, string>, RegExp[]]>([
  ['nothing but the mode', { AUTH_MODE: 'jwt' }, [/^AUTH_ISSUER: /, /^AUTH_AUDIENCE: /, /^AUTH_JWKS_URL: /]],
  [
    'an issuer whose keys were forgotten',
    { AUTH_ISSUER: 'i', AUTH_AUDIENCE: 'a' },
    [/^AUTH_JWKS_URL: is missing/],
  ],
  [
    'keys twice',
    { ...settings, AUTH_JWKS_FILE: '/run/keys.json' },
    [/^AUTH_JWKS_URL: name either .* AUTH_JWKS_FILE$/],
  ],
  [
    'keys in plain text',
    { ...settings, AUTH_JWKS_URL: 'http://issuer.example.com/' },
    [/^AUTH_JWKS_URL: must be https/],
  ],
  [
    'keys at no URL',
    { ...settings, AUTH_JWKS_URL: 'jwks' },
    [/^AUTH_JWKS_URL: must be an http or https URL/],
  ],
  [
    'keys at a URL with a password, which is not printed',
    { ...settings, AUTH_JWKS_URL: 'https://gateway:swordfish@issuer.example.com/jwks' },
    [/^AUTH_JWKS_URL: must have no user and no password$/],
  ],
  ['an empty audience', { ...settings, AUTH_AUDIENCE: 'one,,two' }, [/^AUTH_AUDIENCE: must be names/]],
  [
    'Cognito without clients',
    { AUTH_PROVIDER: 'cognito', AUTH_ISSUER: 'https://cognito.example.com', AUTH_JWKS_URL: jwksUrl },
    [/^AUTH_AUDIENCE: .*client IDs/],
  ],
  [
    'workloads without a map',
    { ...settings, AUTH_PROVIDER: 'kubernetes' },
    [/^AUTH_PROVIDER: permissions .*AUTH_ISSUERS_FILE/],
  ],
  ['the org server of Okta', { ...settings, AUTH_PROVIDER: 'okta' }, [/^AUTH_ISSUER: .*oauth2/]],
  ['a provider that is not known', { ...settings, AUTH_PROVIDER: 'acme' }, [/^AUTH_PROVIDER: /]],
  [
    'a file beside one issuer',
    { ...settings, AUTH_ISSUERS_FILE: fileOf(entry) },
    [/^AUTH_ISSUER: is set although AUTH_ISSUERS_FILE/, /^AUTH_AUDIENCE: /, /^AUTH_JWKS_URL: /],
  ],
  [
    'a provider that would be ignored',
    { AUTH_ISSUERS_FILE: fileOf(entry), AUTH_PROVIDER: 'cognito' },
    [/^AUTH_PROVIDER: is set although AUTH_ISSUERS_FILE/],
  ],
  [
    'a file that is not there',
    { AUTH_ISSUERS_FILE: '/nowhere.json' },
    [/^AUTH_ISSUERS_FILE: cannot be read: /],
  ],
])('%s is refused', (_, env, expected) => {
  const problems = problemsOf(env);
  expect(problems).toEqual(expected.map((pattern) => expect.stringMatching(pattern)));
});

test.each<[string, readonly object[], RegExp[]]>([
  ['no issuer', [], [/^issuers: must have at least one/]],
  ['a name with capitals', [{ ...entry, name: 'Corp' }], [/^issuers\.0\.name: /]],
  ['a property that is not known', [{ ...entry, audience: 'one' }], [/audience/]],
  ['no audience', [{ ...entry, audiences: [] }], [/^issuers\.0\.audiences: is missing/]],
  ['no keys', [{ ...entry, jwksUrl: undefined }], [/^issuers\.0\.jwksUrl: name either/]],
  [
    'two issuers that are one',
    [entry, entry],
    [/^issuers\.1\.name: corp is there twice/, /^issuers\.1\.issuer: .* is there twice/],
  ],
  [
    'GitHub for all repositories in the world',
    [{ ...entry, provider: 'github', permissions: [{ claim: 'sub', map }] }],
    [/^issuers\.0\.require: .*repository_owner_id or repository_id/],
  ],
  [
    'GitHub without a map',
    [{ ...entry, provider: 'github', require: { repository_id: ['1'] } }],
    [/^issuers\.0\.permissions: are missing/],
  ],
  [
    'GitHub and a number as the ID',
    [{ ...entry, provider: 'github', permissions: [{ claim: 'sub', map }], require: { repository_id: [1] } }],
    [/^issuers\.0\.require\.repository_id\.0: /],
  ],
  [
    'Kubernetes and rules without a map',
    [{ ...entry, provider: 'kubernetes', permissions: [{ claim: 'sub' }] }],
    [/^issuers\.0\.permissions: are missing/],
  ],
  [
    'Cognito without clients',
    [{ ...entry, provider: 'cognito', audiences: [] }],
    [/^issuers\.0\.audiences: is missing; name the client IDs/],
  ],
  ['the org server of Okta', [{ ...entry, provider: 'okta' }], [/^issuers\.0\.issuer: .*oauth2/]],
  [
    'keys in plain text',
    [{ ...entry, jwksUrl: 'http://issuer.example.com/jwks' }],
    [/^issuers\.0\.jwksUrl: must be https/],
  ],
  ['keys at no URL', [{ ...entry, jwksUrl: 'jwks' }], [/^issuers\.0\.jwksUrl: must be an http or https URL/]],
  [
    'keys at a URL with a password, which is not printed',
    [{ ...entry, jwksUrl: 'https://gateway:swordfish@issuer.example.com/jwks' }],
    [/^issuers\.0\.jwksUrl: must have no user and no password$/],
  ],
  [
    'ID tokens in place of access tokens',
    [{ ...entry, provider: 'keycloak', require: { typ: ['Bearer', 'ID'] } }],
    [/^issuers\.0\.require: typ must be Bearer for keycloak/],
  ],
  ['keys twice', [{ ...entry, jwksFile: '/run/keys.json' }], [/^issuers\.0\.jwksUrl: name either/]],
  ['AWS without a map', [{ ...entry, provider: 'aws' }], [/^issuers\.0\.permissions: are missing/]],
  [
    'a map to no permission',
    [{ ...entry, permissions: [{ claim: 'roles', map: { Admin: ['traffic-mirror:everything'] } }] }],
    [/^issuers\.0\.permissions: maps to "traffic-mirror:everything", which is none of traffic-mirror:read/],
  ],
])('a file with %s is refused', (_, issuers, expected) => {
  const parsed = parseIssuers(JSON.stringify({ issuers }));
  expect('problems' in parsed && parsed.problems).toEqual(
    expected.map((pattern) => expect.stringMatching(pattern)),
  );
});
