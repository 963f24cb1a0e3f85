/** AWS Organizations, as the SDK's client sees it. */
import {
  ListAccountsCommand,
  ListAccountsForParentCommand,
  ListOrganizationalUnitsForParentCommand,
  OrganizationsClient,
  paginateListAccounts,
} from '@aws-sdk/client-organizations';
import { expect, test } from '@jest/globals';
import { numberedAccountIds } from '../../src/emulator/identity/numberedAccounts.ts';
import { cleanUp } from '../support/cleanUp.ts';
import { type EmulatorOptions, startEmulator } from '../support/emulator.ts';
import { emulatorOf } from '../support/manyAccounts.ts';

async function start(options: EmulatorOptions = {}) {
  const emulator = await startEmulator(options);
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' };
  const client = new OrganizationsClient({
    region: 'us-east-1',
    endpoint: emulator.url,
    credentials,
    maxAttempts: 1,
  });
  cleanUp(() => client.destroy());
  return { emulator, client };
}

const units = [{ id: 'ou-root-workload' }, { id: 'ou-root-produce1', parentId: 'ou-root-workload' }];
const accounts = [
  { id: '111111111111' },
  { id: '222222222222', state: 'SUSPENDED', parentId: 'ou-root-workload' },
  { id: '333333333333', parentId: 'ou-root-produce1' },
] as const;
const organization = { units, accounts };

test('all accounts are listed in pages of at most twenty, active unless it says otherwise', async () => {
  const { client } = await start(emulatorOf({ accounts: 45 }));
  const pages: (string | undefined)[][] = [];
  for await (const { Accounts = [] } of paginateListAccounts({ client }, {})) {
    pages.push(Accounts.map(({ Id }) => Id));
    expect(Accounts.every(({ State }) => State === 'ACTIVE')).toBe(true);
  }
  expect(pages.map(({ length }) => length)).toEqual([20, 20, 5]);
  expect(pages.flat()).toEqual(numberedAccountIds(45));
});

test('the tree is read by its parents', async () => {
  const { client } = await start({ organization });
  const below = async (ParentId: string) => {
    const { Accounts = [] } = await client.send(new ListAccountsForParentCommand({ ParentId }));
    const found = await client.send(new ListOrganizationalUnitsForParentCommand({ ParentId }));
    return [
      Accounts.map(({ Id, State }) => `${Id} ${State}`),
      found.OrganizationalUnits?.map(({ Id }) => Id),
    ];
  };
  expect(await below('r-root')).toEqual([['111111111111 ACTIVE'], ['ou-root-workload']]);
  expect(await below('ou-root-workload')).toEqual([['222222222222 SUSPENDED'], ['ou-root-produce1']]);
  expect(await below('ou-root-produce1')).toEqual([['333333333333 ACTIVE'], []]);
  await expect(below('ou-root-nowhere1')).rejects.toMatchObject({ name: 'ParentNotFoundException' });
});

test('fails as a test wants, with a page that is empty and goes on, or in the words of the service', async () => {
  const { client, emulator } = await start({ organization });
  const list = () => client.send(new ListAccountsCommand({ MaxResults: 2 }));
  emulator.faults('ListAccounts', [{ items: 'drop:100' }]);
  expect(await list()).toMatchObject({ Accounts: [], NextToken: expect.any(String) });
  emulator.deny('ListAccounts');
  await expect(list()).rejects.toMatchObject({ name: 'AccessDeniedException' });
  emulator.allow('ListAccounts');
  emulator.faults('ListAccounts', [{ error: { code: 'TooManyRequestsException', status: 400 } }]);
  await expect(list()).rejects.toMatchObject({ name: 'TooManyRequestsException' });
  await expect(client.send(new ListAccountsCommand({ NextToken: 'x' }))).rejects.toMatchObject({
    name: 'InvalidInputException',
  });
  emulator.organize({ accounts: [] });
  expect(await list()).toMatchObject({ Accounts: [] });
});

test('credentials that are not known are refused in its words', async () => {
  const { client } = await start({ organization, onlyAccounts: true });
  await expect(client.send(new ListAccountsCommand({}))).rejects.toMatchObject({
    name: 'UnrecognizedClientException',
  });
});
