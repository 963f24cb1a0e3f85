/** Accounts that AWS Organizations names: which are served, and that no answer of it takes away what is served. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { numberedAccountIds } from '../../src/emulator/identity/numberedAccounts.ts';
import { startAccountsProgram, type WrittenAccounts } from '../support/accountsProgram.ts';
import { projectRoot } from '../support/process.ts';
import { until } from '../support/until.ts';

const ids = numberedAccountIds(6);
const [first = '', second = '', third = '', fourth = '', fifth = '', sixth = ''] = ids;
const organization = { roleArn: `arn:aws:iam::${first}:role/discovery`, use: 'standard' };
const file: WrittenAccounts = {
  home: { accountId: first, region: 'us-east-1' },
  templates: { standard: { regions: ['us-east-1'], roleArn: 'arn:aws:iam::{accountId}:role/gateway' } },
  organization,
};
const failed = 'accounts_reload_failed{source="organization"}';
const stays = 'the accounts cannot be read anew; those of before stay';

type Program = Awaited<ReturnType<typeof startAccountsProgram>>;
const servedBy = async ({ ask }: Program) => {
  const { data } = await ask('{ trafficMirrorScopes { accountId } }');
  return (data?.trafficMirrorScopes as { accountId: string }[] | undefined)?.map(
    ({ accountId }) => accountId,
  );
};
/** All of them, in an organization of their own. */
const flat = (accountIds: readonly string[]) => ({ accounts: accountIds.map((id) => ({ id })) });
const sessionsOf = (id: string) =>
  `{ trafficMirrorSessions(scope: { accountIds: ["${id}"] }) { nodes { ownerId } scopeErrors { code } } }`;

test('the program has no part of the client of Organizations, which is in a file of its own', () => {
  const inFile = (name: string) => readFileSync(join(projectRoot, 'dist', name), 'utf8');
  expect(inFile('organization.js')).toContain('AWSOrganizationsV20161128');
  for (const name of ['gateway.js', 'findings.js']) {
    expect(inFile(name)).toContain('import("./organization.js")');
    expect(inFile(name)).not.toContain('AWSOrganizationsV20161128');
  }
});

test('all active accounts below the parents are served, with those of the file and without excluded ones', async () => {
  const program = await startAccountsProgram({
    file: {
      ...file,
      accounts: { [fourth]: { use: 'standard', access: { subjects: ['bob'] } } },
      organization: { ...organization, parents: ['ou-root-workload'], exclude: [fifth] },
    },
    prepare: (emulator) =>
      emulator.organize({
        units: [{ id: 'ou-root-workload' }, { id: 'ou-root-produce1', parentId: 'ou-root-workload' }],
        accounts: [
          { id: first, parentId: 'ou-root-workload' },
          { id: second, parentId: 'ou-root-produce1' },
          { id: third, parentId: 'ou-root-produce1', state: 'SUSPENDED' },
          { id: fourth, parentId: 'ou-root-produce1' },
          { id: fifth, parentId: 'ou-root-produce1' },
          { id: sixth },
        ],
      }),
  });
  expect(await program.readiness()).toMatchObject({ status: 200 });
  expect(await servedBy(program)).toEqual([first, second]);
  expect(await program.ask('{ trafficMirrorScopes { accountId } }', 'bob')).toMatchObject({
    data: {
      trafficMirrorScopes: [first, second, fourth].sort(homeFirst).map((accountId) => ({ accountId })),
    },
  });
  expect(await program.ask(sessionsOf(second))).toMatchObject({
    data: { trafficMirrorSessions: { nodes: Array(2).fill({ ownerId: second }), scopeErrors: [] } },
  });
  expect(await program.metric('accounts_served{source="organization"}')).toBe(2);
  expect(await program.metric('accounts_served{source="file"}')).toBe(1);
  const [assumed] = program.emulator.requests.filter(({ action }) => action === 'AssumeRole');
  expect(assumed?.params).toMatchObject({
    RoleArn: organization.roleArn,
    Policy: expect.stringMatching(
      /^{"Version":"2012-10-17","Statement":\[{"Effect":"Allow","Action":\["organizations:ListAccounts"/,
    ),
  });
});

const homeFirst = (one: string, other: string) =>
  Number(other === first) - Number(one === first) || (one < other ? -1 : 1);

test('an empty or failed answer leaves the accounts as they are, and the next good one is used', async () => {
  const program = await startAccountsProgram({
    file,
    prepare: ({ organize }) => organize(flat(ids.slice(0, 4))),
  });
  const { emulator, metric, logged } = program;
  const before = [first, second, third, fourth];
  expect(await servedBy(program)).toEqual(before);
  emulator.organize({ accounts: [] });
  program.program.child.kill('SIGHUP');
  await until(async () => (await metric(failed)) === 1);
  expect(await servedBy(program)).toEqual(before);
  emulator.organize(flat([first, second, fifth]));
  emulator.faults('ListAccounts', [{ error: { code: 'AccessDeniedException', status: 400 } }]);
  await until(async () => (await metric(failed)) === 0);
  expect(await servedBy(program)).toEqual([first, second, fifth]);
  expect(logged(stays).map(({ problem }) => problem)).toEqual([
    'organization: it named no active account; check its parents',
    expect.stringMatching(
      /^organization: its accounts cannot be listed \(AccessDeniedException\); .*discovery\.json/,
    ),
  ]);
  expect(await program.readiness()).toMatchObject({ status: 200 });
});

test('a page that is empty is not the end of the list', async () => {
  const many = numberedAccountIds(45);
  const program = await startAccountsProgram({
    file,
    prepare: (emulator) => {
      emulator.organize(flat(many));
      emulator.faults('ListAccounts', [{}, { items: 'drop:100' }]);
    },
  });
  // The accounts of the second page are missing from this answer, and those of the third are there.
  expect(await servedBy(program)).toHaveLength(25);
});

test('without a list at the start, the gateway is not ready until there is one', async () => {
  const program = await startAccountsProgram({
    file,
    prepare: ({ organize, deny }) => {
      organize(flat(ids));
      deny('ListAccounts');
    },
  });
  expect(await program.readiness()).toEqual({
    status: 503,
    body: expect.objectContaining({ reasons: ['organization'] }),
  });
  expect((await program.ask(sessionsOf(first))).status).toBe(403);
  expect(await program.metric('accounts_loaded_timestamp_seconds{source="organization"}')).toBe(0);
  program.emulator.allow('ListAccounts');
  await until(async () => (await program.readiness()).status === 200);
  expect(await servedBy(program)).toEqual([first, ...ids.slice(1)]);
});

test('an account that the organization has closed is served no longer', async () => {
  const program = await startAccountsProgram({ file, prepare: ({ organize }) => organize(flat(ids)) });
  program.emulator.organize({
    accounts: ids.map((id) => ({ id, state: id === second ? 'CLOSED' : 'ACTIVE' })),
  });
  program.program.child.kill('SIGHUP');
  await until(async () => (await servedBy(program))?.length === 5);
  expect(await program.ask(sessionsOf(second))).toMatchObject({
    errors: [{ message: expect.stringContaining(`does not serve ${second}`) }],
  });
});
