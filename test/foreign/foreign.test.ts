/** Clients that nobody here wrote see the same embedded EC2, which checks the signatures of all of them. */
import { join } from 'node:path';
import { expect } from '@jest/globals';
import { readAccounts } from '../../src/emulator/identity/accountsFile.ts';
import { startEmulator } from '../support/emulator.ts';
import { projectRoot } from '../support/process.ts';
import { startForeignClient } from './client.ts';
import { type Client, clients, testOf } from './clients.ts';
import { expectedWith } from './expected.ts';
import { runScenario } from './scenario.ts';

const alice = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
};
for (const [name, client] of Object.entries<Client>(clients))
  testOf(client)(`${name} makes, changes, lists, tags and removes sessions`, async () => {
    const emulator = await startEmulator({
      seed: 'demo',
      ...readAccounts(join(projectRoot, 'examples/network/accounts.json')),
      onlyAccounts: true,
    });
    const started = startForeignClient(await client.command(), emulator.url, alice);
    expect(await runScenario(started)).toEqual(expectedWith(client.habits));
  });
