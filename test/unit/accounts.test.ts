import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { type Accounts, accountsWithoutRole, namedByNobody } from '../../src/config/accounts.ts';
import { openAccounts, readAccountsFile } from '../../src/config/readAccounts.ts';
import { newFolder } from '../support/cleanUp.ts';

const good = { accounts: { '123456789012': { regions: ['eu-west-1'] } } };

/** Writes the file, and reads it as the gateway does. @param secrets files beside it, by name. @param found accounts of the organization. */
async function open(value: unknown, secrets: Record<string, string> = {}, found?: readonly string[]) {
  const folder = newFolder();
  const path = join(folder, 'accounts.json');
  writeFileSync(path, typeof value === 'string' ? value : JSON.stringify(value));
  for (const [name, text] of Object.entries(secrets)) writeFileSync(join(folder, name), text);
  const file = await readAccountsFile(path);
  return 'problems' in file ? file : openAccounts(path, file, found ?? []);
}

async function problemsOf(...given: Parameters<typeof open>): Promise<readonly string[]> {
  const opened = await open(...given);
  return 'problems' in opened ? opened.problems : [];
}

const page = readFileSync(join(import.meta.dirname, '../../docs/accounts.md'), 'utf8');
const examples = [...page.matchAll(/```json\n(.*?)```/gs)].map(([, text = '']) => text);

test('the first example of the documentation is read', async () => {
  expect(await open(examples[0])).toMatchObject({
    accounts: { '123456789012': { externalId: expect.any(String), access: { subjects: expect.any(Array) } } },
  });
});

test('the examples with templates are read', async () => {
  const path = join(import.meta.dirname, '../../examples/accounts/templates.json');
  const file = await readAccountsFile(path);
  const opened = 'problems' in file ? file : await openAccounts(path, file, []);
  expect(opened).toMatchObject({
    accounts: {
      '210987654321': {
        externalId: 'example-external-id-of-210987654321',
        access: { subjects: ['alice@example.com'] },
      },
    },
  });
  for (const example of examples.slice(1)) {
    const [problem] = await problemsOf(example, {}, ['123456789012']);
    // The paths of the secrets are those of the example.
    expect(problem ?? '').toMatch(
      /^$|^accounts\.123456789012\.externalIdFile: \/run\/secrets\/external-ids\//,
    );
  }
});

test('a kind of approved targets that is left out allows none', async () => {
  expect(await open({ ...good, approvedTargets: {} })).toMatchObject({
    approvedTargets: { trafficMirrorTargetIds: [], ownerAccountIds: [] },
  });
});

const [one, other] = ['123456789012', '210987654321'] as const;
const roleArn = 'arn:aws:iam::{accountId}:role/gateway';
const standard = { regions: ['eu-west-1', 'us-east-1'], roleArn, externalIdFile: 'id-{accountId}' };
const withTemplate = {
  home: { accountId: one, region: 'eu-west-1' },
  templates: { standard: { ...standard, access: { subjects: ['alice'] } } },
  accounts: { [one]: { use: 'standard' } },
};
const organization = { use: 'standard', exclude: ['444455556666'] };

test('a template is filled in for each account, and what stands in an entry replaces it', async () => {
  const accounts = {
    [one]: { use: 'standard' },
    [other]: { use: 'standard', regions: ['eu-central-1'], externalId: 'its-own', access: {} },
  };
  const secrets = { [`id-${one}`]: 'the-secret\n' };
  expect(await open({ ...withTemplate, accounts }, secrets)).toMatchObject({
    home: { accountId: one, region: 'eu-west-1' },
    accounts: {
      [one]: {
        regions: ['eu-west-1', 'us-east-1'],
        roleArn: `arn:aws:iam::${one}:role/gateway`,
        externalId: 'the-secret',
        access: { subjects: ['alice'], groups: [] },
      },
      [other]: { regions: ['eu-central-1'], externalId: 'its-own', access: { subjects: [], groups: [] } },
    },
  });
});

test.each<[string, object, object | undefined]>([
  ['absent: everybody', {}, undefined],
  ['empty: nobody', { access: {} }, { subjects: [], groups: [] }],
  ['with subjects: those', { access: { subjects: ['alice'] } }, { subjects: ['alice'], groups: [] }],
  ['with groups: those', { access: { groups: ['net-ops'] } }, { subjects: [], groups: ['net-ops'] }],
  ['by its old name: those', { callers: ['alice'] }, { subjects: ['alice'], groups: [] }],
])('access is %s', async (_, access, expected) => {
  const opened = await open({ accounts: { [one]: { regions: ['eu-west-1'], ...access } } });
  expect(opened).toMatchObject({ accounts: { [one]: { regions: ['eu-west-1'] } } });
  expect('accounts' in opened && opened.accounts[one]?.access).toEqual(expected);
});

test('accounts of the organization get its template, those of the file win, and excluded ones are not served', async () => {
  const file = { ...withTemplate, organization };
  const secrets = { [`id-${one}`]: 'one', [`id-${other}`]: 'other' };
  const opened = await open(file, secrets, [one, other, '444455556666', '111122223333']);
  expect(opened).toMatchObject({
    accounts: {
      [one]: { externalId: 'one' },
      [other]: { externalId: 'other', access: { subjects: ['alice'] } },
    },
    // Without its secret, a new account waits; it does not take the others away.
    leftOut: [
      expect.stringMatching(/^accounts\.111122223333\.externalIdFile: .*id-111122223333 cannot be read/),
    ],
  });
  expect('accounts' in opened && Object.keys(opened.accounts)).toEqual([one, other]);
});

test('a Region that is named twice is one', async () => {
  const opened = await open({ accounts: { [one]: { regions: ['us-east-1', 'eu-west-1', 'us-east-1'] } } });
  expect(opened).toMatchObject({ accounts: { [one]: { regions: ['us-east-1', 'eu-west-1'] } } });
});

test('another secret is another state of the accounts, and another form of the file is not', async () => {
  const fingerprintOf = async (value: unknown, secret: string) => {
    const opened = await open(value, { [`id-${one}`]: secret });
    return 'fingerprint' in opened && opened.fingerprint;
  };
  const first = await fingerprintOf(withTemplate, 'first');
  expect(await fingerprintOf(JSON.stringify(withTemplate, null, 2), 'first')).toBe(first);
  expect(await fingerprintOf(withTemplate, 'second')).not.toBe(first);
});

test.each<[string, unknown, RegExp]>([
  ['text that is not JSON', '{', /is not JSON/],
  ['no accounts', { accounts: {} }, /at least one account/],
  ['a malformed account ID', { accounts: { '12345': { regions: ['eu-west-1'] } } }, /12-digit/],
  ['no Regions', { accounts: { '123456789012': { regions: [] } } }, /at least one Region/],
  ['a malformed Region', { accounts: { '123456789012': { regions: ['Ireland'] } } }, /Region code/],
  [
    'a malformed role',
    { accounts: { '123456789012': { regions: ['eu-west-1'], roleArn: 'admin' } } },
    /ARN of a role/,
  ],
  [
    'a role of another account',
    { accounts: { '123456789012': { regions: ['eu-west-1'], roleArn: 'arn:aws:iam::210987654321:role/x' } } },
    /must be a role of account 123456789012/,
  ],
  ['a misspelt key', { ...good, aprovedTargets: {} }, /aprovedTargets/],
  [
    'a wildcard as an approved target',
    { ...good, approvedTargets: { trafficMirrorTargetIds: ['tmt-*'] } },
    /must be tmt-/,
  ],
  ['a template without home', { ...withTemplate, home: undefined }, /^home: is missing.*name the account/],
  [
    'a home that is not served',
    { ...good, home: { accountId: one, region: 'us-east-1' } },
    /^home: 123456789012 in us-east-1 is not among the accounts; add it/,
  ],
  [
    'a template that is not there',
    { ...withTemplate, accounts: { [one]: { use: 'standart' } } },
    /^accounts\.123456789012\.use: there is no template "standart"; add it/,
  ],
  [
    'a template for one account',
    { ...withTemplate, templates: { standard: { ...standard, roleArn: `arn:aws:iam::${one}:role/x` } } },
    /^templates\.standard\.roleArn: must contain \{accountId\}/,
  ],
  [
    'another placeholder',
    { ...withTemplate, templates: { standard: { ...standard, externalIdFile: '{account}' } } },
    /^templates\.standard\.externalIdFile: \{accountId\} is the only placeholder/,
  ],
  [
    'an account with neither Regions nor a template',
    { accounts: { [one]: {} } },
    /^accounts\.123456789012\.regions: is missing; name the Regions, or a template/,
  ],
  [
    'callers by both names',
    { accounts: { [one]: { regions: ['eu-west-1'], callers: [], access: {} } } },
    /callers: is the old name of access\.subjects; keep one/,
  ],
  [
    'an external ID twice',
    { accounts: { [one]: { regions: ['eu-west-1'], externalId: 'xx', externalIdFile: 'x' } } },
    /externalIdFile: is there beside externalId; keep one/,
  ],
  [
    'a file that is not there',
    withTemplate,
    /^accounts\.123456789012\.externalIdFile: .*id-123456789012 cannot be read: ENOENT/,
  ],
  [
    'a discovery role of every account',
    { ...withTemplate, organization: { ...organization, roleArn } },
    /^organization\.roleArn: must name one account, without \{accountId\}/,
  ],
  [
    'an organization whose template has no role',
    {
      ...withTemplate,
      templates: { standard: { regions: ['eu-west-1'] } },
      organization: { use: 'standard' },
    },
    /^templates\.standard\.roleArn: is missing; accounts of an organization need a role/,
  ],
  [
    'a parent that is none',
    { ...withTemplate, organization: { ...organization, parents: ['123456789012'] } },
    /^organization\.parents\.0: must be r-… or ou-…-…/,
  ],
])('%s is refused', async (_, value, message) => {
  expect(await problemsOf(value)).toEqual([expect.stringMatching(message)]);
});

test('a secret that cannot be one is refused and not shown', async () => {
  const [problem, ...more] = await problemsOf(withTemplate, { [`id-${one}`]: 'hidden secret' });
  expect(more).toEqual([]);
  expect(problem).toMatch(/id-123456789012 must have 2 to 1224 letters/);
  expect(problem).not.toContain('hidden');
});

test.each<[string, string[], string[]]>([
  ['is of the own account', [], ['123456789012']],
  ['has a role', ['210987654321'], ['123456789012']],
  ['has a role, all of them', ['123456789012', '210987654321'], []],
])('an account that %s is no stranger', (_, withRole, without) => {
  const roleArn = (id: string) => `arn:aws:iam::${id}:role/x`;
  const accounts: Accounts['accounts'] = Object.fromEntries([
    ...withRole.map((id) => [id, { regions: ['eu-west-1'], roleArn: roleArn(id) }]),
    ...without.map((id) => [id, { regions: ['eu-west-1'] }]),
  ]);
  expect(accountsWithoutRole('123456789012', { accounts })).toEqual([]);
  expect(accountsWithoutRole('555555555555', { accounts })).toEqual(
    without.map((id) => expect.stringContaining(`accounts.${id}: has no roleArn`)),
  );
});

test('every problem is reported', async () => {
  expect(
    await problemsOf({
      accounts: { '123456789012': { regions: ['x'], roleArn: 'y' } },
      approvedTargets: { ownerAccountIds: ['1'] },
    }),
  ).toHaveLength(3);
});

test('with several issuers, whoever has access is named with theirs in front', () => {
  const access = {
    subjects: ['corp:alice', 'bob', 'traffic-mirror-findings'],
    groups: ['lab:net-ops', 'other:net-ops'],
  };
  const accounts = {
    accounts: { [one]: { regions: ['eu-west-1'], access }, [other]: { regions: ['eu-west-1'] } },
  };
  expect(namedByNobody(['corp', 'lab'], accounts)).toEqual([
    `accounts.${one}.access: "bob" has no issuer in front; with several issuers, write "corp:bob" or "lab:bob"`,
    `accounts.${one}.access: "other:net-ops" has no issuer in front; with several issuers, write "corp:other:net-ops" or "lab:other:net-ops"`,
  ]);
  expect(namedByNobody([undefined], accounts)).toEqual([]);
});
