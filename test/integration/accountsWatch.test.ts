/** What is served when the organization is asked again and again: nothing that it answers takes away what is served without cause. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { startAccountsWatch } from '../../src/accounts/watch.ts';
import type { Accounts } from '../../src/config/accounts.ts';
import { openAccounts, readAccountsFile } from '../../src/config/readAccounts.ts';
import { listAccounts } from '../../src/ec2/organization.ts';
import { numberedAccountIds } from '../../src/emulator/identity/numberedAccounts.ts';
import { createLog } from '../../src/log.ts';
import { cleanUp, newFolder } from '../support/cleanUp.ts';
import { startEmulator } from '../support/emulator.ts';
import { until } from '../support/until.ts';

const ids = numberedAccountIds(4);
const [first = ''] = ids;
const discovery = 'arn:aws:iam::111122223333:role/discovery';
const flat = (accountIds: readonly string[]) => ({ accounts: accountIds.map((id) => ({ id })) });

const written = {
  home: { accountId: first, region: 'us-east-1' },
  templates: { standard: { regions: ['us-east-1'], roleArn: 'arn:aws:iam::{accountId}:role/gateway' } },
  organization: { use: 'standard' },
};

interface Options {
  /** Of the discovery. */
  readonly roleArn?: string;
  /** Gets the log. */
  readonly lines?: string[];
  /** Between two readings. */
  readonly settleMs?: number;
  readonly refreshSeconds?: number;
}

/** A watch that asks the organization every second. */
async function start({ roleArn, lines = [], settleMs = 10, refreshSeconds = 0 }: Options = {}) {
  const emulator = await startEmulator({ organization: flat(ids), roles: {} });
  const folder = newFolder();
  const path = join(folder, 'accounts.json');
  const write = (file: object) => writeFileSync(path, JSON.stringify(file));
  const writeSecret = (text: string) => writeFileSync(join(folder, 'external-id'), text);
  write(written);
  const read = await readAccountsFile(path);
  if ('problems' in read || read.organization === undefined) throw new Error('the file is wrong');
  const file = { ...read, organization: { ...read.organization, roleArn, refreshMinutes: 0.001 } };
  const opened = await openAccounts(path, file, undefined);
  if ('problems' in opened) throw new Error(opened.problems.join());
  const served: Accounts[] = [];
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' };
  const watch = await startAccountsWatch({
    path,
    file,
    accounts: opened,
    fingerprint: opened.fingerprint,
    refreshSeconds,
    list: ({ roleArn, parents }, signal) =>
      listAccounts({
        roleArn,
        parents,
        region: 'eu-west-1',
        endpoint: emulator.url,
        stsEndpoint: emulator.url,
        credentials,
        signal,
      }),
    refuse: () => [],
    replace: (accounts) => served.push(accounts),
    log: createLog('warn', { write: (line) => lines.push(line) }),
    settleMs,
  });
  cleanUp(() => watch.stop());
  const servedIds = () => Object.keys(served.at(-1)?.accounts ?? {});
  const calls = () => emulator.calls.get('ListAccounts') ?? 0;
  return { emulator, watch, write, writeSecret, served, servedIds, calls };
}

test('it is asked again when it is time to, and what it names then is served', async () => {
  const { emulator, servedIds } = await start();
  expect(servedIds()).toEqual([...ids].sort());
  emulator.organize(flat(ids.slice(0, 2)));
  await until(() => servedIds().length === 2);
});

test('neither an empty answer nor a failure, nor a list without the home account, replaces what is served', async () => {
  const { emulator, watch, served, servedIds, calls } = await start();
  const isFailed = (source: 'file' | 'organization') => watch.status()[source]?.isFailed;
  emulator.organize(flat([]));
  await until(() => isFailed('organization') === true);
  emulator.deny('ListAccounts');
  const before = calls();
  await until(() => calls() > before);
  emulator.allow('ListAccounts');
  emulator.organize(flat(ids.slice(1)));
  await until(() => isFailed('organization') === false);
  await until(() => isFailed('file') === true);
  // It stays refused when it is looked at again.
  const refusedAt = calls();
  await until(() => calls() > refusedAt + 1);
  expect(isFailed('file')).toBe(true);
  expect(served).toHaveLength(1);
  expect(servedIds()).toEqual([...ids].sort());
  emulator.organize(flat(ids.slice(0, 3)));
  await until(() => servedIds().length === 3);
  expect([isFailed('file'), isFailed('organization')]).toEqual([false, false]);
});

test.each([
  ['', 0],
  [', also while it is read again and again', 0.05],
])('a file that is wrong does not keep the organization from being asked%s', async (_, refreshSeconds) => {
  const { emulator, watch, write, servedIds } = await start({ refreshSeconds });
  write({});
  await watch.reload();
  expect(watch.status().file?.isFailed).toBe(true);
  emulator.organize(flat(ids.slice(0, 3)));
  await until(() => servedIds().length === 3);
  expect(watch.status().file?.isFailed).toBe(true);
});

test('a role that may not be assumed is said by its account, and nothing is served of the organization', async () => {
  const lines: string[] = [];
  const { watch, servedIds } = await start({ roleArn: discovery, lines });
  expect(watch.isListed()).toBe(false);
  expect(watch.status().organization).toEqual({ served: 0, isFailed: true, loadedAt: 0 });
  expect(servedIds()).toEqual([]);
  expect(lines.join('')).toMatch(/may not assume its role in account 111122223333/);
});

test('while the organization has not answered yet, changes of the file are used', async () => {
  const { watch, write, served, servedIds } = await start({ roleArn: discovery });
  const organization = { ...written.organization, roleArn: discovery };
  const withAccess = (...subjects: string[]) =>
    write({ ...written, organization, accounts: { [first]: { use: 'standard', access: { subjects } } } });
  withAccess('alice', 'bob');
  await watch.reload();
  expect(servedIds()).toEqual([first]);
  withAccess('alice');
  await watch.reload();
  expect(served.at(-1)?.accounts[first]?.access?.subjects).toEqual(['alice']);
  expect(watch.isListed()).toBe(false);
});

test('an external ID is not used while it is being written', async () => {
  const { watch, write, writeSecret, served } = await start({ settleMs: 500 });
  writeSecret('agreed-with-this-');
  write({
    ...written,
    accounts: { [first]: { use: 'standard', externalIdFile: 'external-id' } },
  });
  const reloaded = watch.reload();
  await wait(250);
  writeSecret('agreed-with-this-acc');
  await wait(500);
  writeSecret('agreed-with-this-account');
  await reloaded;
  const ids = served.map(({ accounts }) => accounts[first]?.externalId);
  expect(ids).toEqual([undefined, 'agreed-with-this-account']);
});
