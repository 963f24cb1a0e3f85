/** Several token issuers: who is who in the accounts file and in CloudTrail, and changes of the issuers file without a restart. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { beforeAll, expect, test } from '@jest/globals';
import { createLog } from '../../src/log.ts';
import { newFolder } from '../support/cleanUp.ts';
import { sumOf } from '../support/metrics.ts';
import { ours, type RoleGateway, roleOf, startRoleGateway, theirs } from '../support/roleGateway.ts';
import { audience, type Claims, startTokenIssuer, type TokenIssuer } from '../support/tokens.ts';
import { until } from '../support/until.ts';

const urls = { corp: 'https://corp.example.com/', lab: 'https://lab.example.com/' };
type Name = keyof typeof urls;

const path = join(newFolder(), 'issuers.json');
let issuers: Record<Name, TokenIssuer>;
let gateway: RoleGateway;

const output = new PassThrough();
let logged = '';
output.on('data', (chunk) => {
  logged += chunk;
});

const entryOf = (name: Name) => ({
  name,
  issuer: urls[name],
  audiences: [audience],
  jwksUrl: issuers[name].env.AUTH_JWKS_URL,
  groups: 'groups',
});
const metricOf = (name: string, labels?: Record<string, string>) => sumOf(gateway.url, name, labels);
const write = (...entries: readonly object[]) => writeFileSync(path, JSON.stringify({ issuers: entries }));

beforeAll(async () => {
  issuers = { corp: await startTokenIssuer(), lab: await startTokenIssuer() };
  write(entryOf('corp'), entryOf('lab'));
  const account = (id: string, access: { subjects: string[]; groups: string[] }) => ({
    regions: ['us-east-1'],
    roleArn: roleOf(id),
    access,
  });
  gateway = await startRoleGateway(
    {
      accounts: {
        [ours]: account(ours, { subjects: ['corp:alice'], groups: [] }),
        [theirs]: account(theirs, { subjects: [], groups: ['lab:net-ops'] }),
      },
    },
    {},
    {
      log: createLog('info', output),
      env: {
        AUTH_ISSUER: '',
        AUTH_AUDIENCE: '',
        AUTH_JWKS_URL: '',
        AUTH_ISSUERS_FILE: path,
        ACCOUNTS_REFRESH_SECONDS: '1',
      },
    },
  );
});

async function scopesOf(name: Name, claims: Claims): Promise<unknown> {
  const token = await issuers[name].token('traffic-mirror:read', { iss: urls[name], ...claims });
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({
      query: '{ trafficMirrorScopes { accountId } trafficMirrorFilters { nodes { id } } }',
    }),
  });
  if (response.status !== 200) return response.status;
  const { data } = (await response.json()) as { data: { trafficMirrorScopes: { accountId: string }[] } };
  return data.trafficMirrorScopes.map(({ accountId }) => accountId);
}

test('a subject is one of its issuer, and so is a group', async () => {
  expect(await scopesOf('corp', { sub: 'alice' })).toEqual([ours]);
  expect(await scopesOf('lab', { sub: 'alice' })).toBe(403);
  expect(await scopesOf('lab', { sub: 'corp:alice' })).toBe(403);
  expect(await scopesOf('lab', { sub: 'bob', groups: ['net-ops', 'others'] })).toEqual([theirs]);
  expect(await scopesOf('corp', { sub: 'bob', groups: ['net-ops', 'lab:net-ops'] })).toBe(403);
  expect(await scopesOf('corp', { sub: 'alice', iss: urls.lab })).toBe(401);
});

test('CloudTrail names the caller with the issuer in front', async () => {
  await scopesOf('corp', { sub: 'alice' });
  await scopesOf('lab', { sub: 'alice', groups: ['net-ops'] });
  const names = gateway.emulator.requests
    .filter(({ action }) => action === 'AssumeRole')
    .map(({ params }) => String(params.RoleSessionName));
  expect(names).toEqual(expect.arrayContaining(['corp.alice', 'lab.alice']));
  expect(names.filter((name) => !/^(corp|lab)\./.test(name))).toEqual([]);
});

test('changes of the issuers file hold without a restart, and what is wrong changes nothing', async () => {
  write(entryOf('corp'), { ...entryOf('lab'), groups: 'teams' });
  const isOpen = async (claims: Claims) => (await scopesOf('lab', { sub: 'carol', ...claims })) !== 403;
  await until(() => isOpen({ teams: ['net-ops'] }));
  expect(await isOpen({ groups: ['net-ops'] })).toBe(false);
  const isFailed = () => metricOf('issuers_reload_failed');
  expect(await isFailed()).toBe(0);
  writeFileSync(path, '{');
  await until(() => logged.includes('is not JSON'));
  expect(await isFailed()).toBe(1);
  expect(await isOpen({ teams: ['net-ops'] })).toBe(true);
  // The callers' names would change.
  write(entryOf('lab'));
  await until(() => logged.includes('restart the gateway'));
  expect(await scopesOf('corp', { sub: 'alice' })).toEqual([ours]);
  write({ ...entryOf('corp'), audiences: ['other'] }, entryOf('lab'));
  await until(async () => (await scopesOf('corp', { sub: 'alice' })) === 401);
  expect(await isFailed()).toBe(0);
});

test('what a file says of an issuer is changed without its keys, which may not be there to be fetched', async () => {
  write(entryOf('corp'), entryOf('lab'));
  const isOpen = async (claims: Claims) => (await scopesOf('lab', { sub: 'dora', ...claims })) !== 403;
  await until(() => isOpen({ groups: ['net-ops'] }));
  issuers.lab.breakDown();
  write(entryOf('corp'), { ...entryOf('lab'), groups: 'teams' });
  await until(async () => !(await isOpen({ groups: ['net-ops'] })));
  expect(await scopesOf('lab', { sub: 'dora', teams: ['net-ops'] })).toEqual([theirs]);
  issuers.lab.recover();
});

test('a token that leaves its groups out has none, the log says so once, and a metric counts them', async () => {
  const claims = { sub: 'eve', _claim_names: { teams: 'src1' } };
  expect(await scopesOf('lab', claims)).toBe(403);
  expect(await scopesOf('lab', claims)).toBe(403);
  expect(logged.split('leaves its groups out')).toHaveLength(2);
  expect(await metricOf('auth_groups_left_out_total', { issuer: 'lab' })).toBe(2);
});

test('a new issuer whose keys cannot be fetched is refused by itself, and the gateway stays ready for the others', async () => {
  const third = { ...entryOf('lab'), name: 'third', issuer: 'https://third.example.com/' };
  const state = async () => (await fetch(`${gateway.url}/health/ready`)).status;
  write(entryOf('corp'), entryOf('lab'), { ...third, jwksUrl: 'http://127.0.0.1:9/jwks' });
  await until(async () => (await metricOf('jwks_fetches_total', { issuer: 'third', result: 'failed' })) > 0);
  // It is trusted once it is among the ages.
  await until(async () => (await metricOf('jwks_age_seconds', { issuer: 'third' })) > 0);
  expect(await state()).toBe(200);
  expect(await scopesOf('corp', { sub: 'alice' })).toEqual([ours]);
  write(entryOf('corp'), entryOf('lab'));
  await until(async () => (await metricOf('jwks_age_seconds', { issuer: 'third' })) === 0);
});
