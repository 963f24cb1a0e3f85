import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { type Accounts, accountsWithoutRole, parseAccounts } from '../../src/config/accounts.ts';

const good = { accounts: { '123456789012': { regions: ['eu-west-1'] } } };
const problemsOf = (value: unknown) => {
  const parsed = parseAccounts(typeof value === 'string' ? value : JSON.stringify(value));
  return 'problems' in parsed ? parsed.problems : [];
};

test('the example of the documentation is read', () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/accounts.md'), 'utf8');
  const [, example = ''] = /```json\n(.*?)```/s.exec(page) ?? [];
  expect(parseAccounts(example)).toMatchObject({
    accounts: { '123456789012': { externalId: expect.any(String) } },
  });
});

test('a kind of approved targets that is left out allows none', () => {
  expect(parseAccounts(JSON.stringify({ ...good, approvedTargets: {} }))).toMatchObject({
    approvedTargets: { trafficMirrorTargetIds: [], ownerAccountIds: [] },
  });
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
])('%s is refused', (_, value, message) => {
  expect(problemsOf(value)).toEqual([expect.stringMatching(message)]);
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

test('every problem is reported', () => {
  expect(
    problemsOf({
      accounts: { '123456789012': { regions: ['x'], roleArn: 'y' } },
      approvedTargets: { ownerAccountIds: ['1'] },
    }),
  ).toHaveLength(3);
});
