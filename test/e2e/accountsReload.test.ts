/** The accounts file changes while the gateway runs: what it says is used without a restart, and what is wrong with it harms nobody. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { exportJWK, generateKeyPair } from 'jose';
import { loopCaller } from '../../src/caller.ts';
import { numberedAccountIds } from '../../src/emulator/identity/numberedAccounts.ts';
import { startAccountsProgram, type WrittenAccounts } from '../support/accountsProgram.ts';
import { newFolder } from '../support/cleanUp.ts';
import type { Emulator } from '../support/emulator.ts';
import { roleOf } from '../support/roleGateway.ts';
import { audience } from '../support/tokens.ts';
import { until } from '../support/until.ts';

const [first = '', second = '', third = ''] = numberedAccountIds(10);
const regions = ['us-east-1'];

/** Accounts with a role each. */
const accountsOf = (...ids: string[]): WrittenAccounts => ({
  accounts: Object.fromEntries(ids.map((id) => [id, { regions, roleArn: roleOf(id) }])),
});
const sessionsOf = (accountId: string) =>
  `{ trafficMirrorSessions(scope: { accountIds: ["${accountId}"] }) { nodes { ownerId } scopeErrors { code } } }`;
/** The role sessions of callers. The gateway has some of its own, for what it does in the background. */
const assumed = ({ requests }: Emulator) =>
  requests.filter(
    ({ action, params }) => action === 'AssumeRole' && params.RoleSessionName !== loopCaller.subject,
  );
const failed = 'accounts_reload_failed{source="file"}';
const notUsed = 'the accounts cannot be read anew; those of before stay';

test('a new account is usable without a restart, and one that is gone is not served any more', async () => {
  const { ask, write, metric, emulator } = await startAccountsProgram({ file: accountsOf(first, second) });
  const isServed = async (id: string) => (await ask(sessionsOf(id))).errors === undefined;
  expect(await isServed(second)).toBe(true);
  expect(await isServed(third)).toBe(false);
  write(accountsOf(first, third));
  await until(() => isServed(third));
  expect(await ask(sessionsOf(third))).toMatchObject({
    data: { trafficMirrorSessions: { nodes: Array(3).fill({ ownerId: third }), scopeErrors: [] } },
  });
  expect(await ask(sessionsOf(second))).toMatchObject({
    errors: [{ message: expect.stringContaining(`does not serve ${second}`) }],
  });
  expect(await ask('{ trafficMirrorScopes { accountId } }')).toMatchObject({
    data: { trafficMirrorScopes: [{ accountId: first }, { accountId: third }].sort() },
  });
  expect(await metric('accounts_served{source="file"}')).toBe(2);
  // What was not changed keeps its credentials.
  await ask(sessionsOf(first));
  const before = assumed(emulator).length;
  write(accountsOf(first, second, third));
  await until(() => isServed(second));
  await ask(sessionsOf(first));
  expect(assumed(emulator).length - before).toBe(1);
});

test('a request in flight finishes although its account is gone meanwhile', async () => {
  const { ask, write, emulator } = await startAccountsProgram({ file: accountsOf(first, second) });
  await ask(sessionsOf(second));
  const action = 'DescribeTrafficMirrorSessions';
  emulator.resetCalls();
  emulator.faults(action, [{ delayMs: 4_000 }], { accountId: second });
  const running = ask(sessionsOf(second));
  await until(() => emulator.calls.get(action) === 1);
  write(accountsOf(first));
  await until(
    async () => !JSON.stringify(await ask('{ trafficMirrorScopes { accountId } }')).includes(second),
  );
  expect((await ask(sessionsOf(second))).errors).toBeDefined();
  // Only the one that still waits for its answer.
  expect(emulator.calls.get(action)).toBe(1);
  expect(await running).toMatchObject({ data: { trafficMirrorSessions: { nodes: [{}, {}] } } });
});

test('a broken file fails no request: what was before stays until the file is mended', async () => {
  const { ask, write, metric, logged } = await startAccountsProgram({ file: accountsOf(first, second) });
  let isOver = false;
  let answered = 0;
  const failures: object[] = [];
  const load = Array.from({ length: 4 }, async () => {
    for (; !isOver; answered++) {
      const answer = await ask(sessionsOf(second));
      if (answer.errors !== undefined) failures.push(answer.errors);
    }
  });
  write('{ "accounts": ');
  await until(async () => (await metric(failed)) === 1);
  write({ accounts: { [first]: { regions }, [second]: { regions, roleArn: roleOf(first) } } });
  const problem = `accounts.${second}.roleArn: must be a role of account ${second}`;
  await until(() => logged(notUsed).some((line) => line.problem === problem));
  const answeredBefore = answered;
  // It is looked at several times meanwhile.
  await until(() => answered > answeredBefore + 200);
  expect(logged(notUsed).filter((line) => line.problem === problem)).toHaveLength(1);
  write(accountsOf(first, second));
  await until(async () => (await metric(failed)) === 0);
  isOver = true;
  await Promise.all(load);
  expect(answered).toBeGreaterThan(200);
  expect(failures).toEqual([]);
});

test('with ACCOUNTS_REFRESH_SECONDS=0, the file is read again after SIGHUP only', async () => {
  const env = { ACCOUNTS_REFRESH_SECONDS: '0' };
  const { ask, write, program } = await startAccountsProgram({ file: accountsOf(first), env });
  write(accountsOf(first, second));
  expect((await ask(sessionsOf(second))).errors).toBeDefined();
  program.child.kill('SIGHUP');
  await until(async () => (await ask(sessionsOf(second))).errors === undefined);
});

test('callers of an issuer that was added while the gateway runs can be named', async () => {
  const folder = newFolder();
  const path = join(folder, 'issuers.json');
  const jwksFile = join(folder, 'keys.json');
  const { publicKey } = await generateKeyPair('ES256');
  writeFileSync(jwksFile, JSON.stringify({ keys: [await exportJWK(publicKey)] }));
  const writeIssuers = (...names: string[]) => {
    const issuers = names.map((name) => ({
      name,
      issuer: `https://${name}.example.com/`,
      audiences: [audience],
      jwksFile,
    }));
    writeFileSync(path, JSON.stringify({ issuers }));
  };
  writeIssuers('corp', 'lab');
  const openTo = (...subjects: string[]): WrittenAccounts => ({
    accounts: { [first]: { regions, roleArn: roleOf(first), access: { subjects } } },
  });
  const env = {
    AUTH_ISSUER: '',
    AUTH_AUDIENCE: '',
    AUTH_JWKS_URL: '',
    AUTH_ISSUERS_FILE: path,
  };
  const { write, metric, logged } = await startAccountsProgram({ file: openTo('corp:alice'), env });
  write(openTo('corp:alice', 'partner:bob'));
  await until(async () => (await metric(failed)) === 1);
  writeIssuers('corp', 'lab', 'partner');
  await until(async () => (await metric(failed)) === 0);
  expect(logged('accounts read')).toHaveLength(1);
});

test('another external ID in its file is used for the next role session', async () => {
  const roles = { [roleOf(first)]: { externalId: 'first-secret' } };
  const { ask, writeSecret, emulator } = await startAccountsProgram({
    file: { accounts: { [first]: { regions, roleArn: roleOf(first), externalIdFile: 'external-id' } } },
    secrets: { 'external-id': 'first-secret\n' },
    emulator: { roles },
  });
  expect((await ask(sessionsOf(first))).errors).toBeUndefined();
  const externalIds = () => assumed(emulator).map(({ params }) => params.ExternalId);
  expect(externalIds()).toEqual(['first-secret']);
  roles[roleOf(first)] = { externalId: 'second-secret' };
  writeSecret('external-id', 'second-secret\n');
  await until(async () => {
    await ask(sessionsOf(first));
    return externalIds().at(-1) === 'second-secret';
  });
  expect((await ask(sessionsOf(first))).errors).toBeUndefined();
  expect(externalIds()).toEqual(['first-secret', 'second-secret']);
});

test('who may use an account, and which targets are approved, follow the file', async () => {
  const file = accountsOf(first, second);
  const { ask, write } = await startAccountsProgram({ file: { ...file, approvedTargets: {} } });
  const create = `mutation { createTrafficMirrorTarget(input: { networkInterfaceId: "eni-01234567890120d01" }) {
    userErrors { code } } }`;
  expect(await ask(create)).toMatchObject({
    data: { createTrafficMirrorTarget: { userErrors: [{ code: 'FORBIDDEN_BY_POLICY' }] } },
  });
  const closed = { regions, roleArn: roleOf(second), access: { subjects: ['bob'] } };
  write({ accounts: { ...file.accounts, [second]: closed } });
  await until(async () => (await ask(sessionsOf(second))).errors !== undefined);
  expect((await ask(sessionsOf(second), 'bob')).errors).toBeUndefined();
  expect(await ask(create)).toMatchObject({ data: { createTrafficMirrorTarget: { userErrors: [] } } });
});
