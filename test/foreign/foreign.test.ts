/** Clients that nobody here wrote see the same embedded EC2, which checks the signatures of all of them. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, jest, test } from '@jest/globals';
import { readAccounts } from '../../src/emulator/identity/accountsFile.ts';
import { startEmulator } from '../support/emulator.ts';
import { projectRoot } from '../support/process.ts';
import { runsSlowClients } from '../support/slowClients.ts';
import { startForeignClient } from './client.ts';
import { clients } from './clients.ts';
import { expectedWith } from './expected.ts';
import { runScenario } from './scenario.ts';

// The AWS CLI starts forty times, and the SDKs for Go are compiled.
jest.setTimeout(240_000);

const alice = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
};
for (const [name, { needs, install, isSlow, command, habits }] of Object.entries(clients)) {
  const missing = needs.find((file) => !existsSync(file));
  // Not with console: Jest drops the console output of suites whose tests are all skipped.
  if (missing) process.stderr.write(`The test of ${name} needs ${missing}: ${install}\n`);
  // CI installs all clients, so there the test fails instead.
  const isSkipped = (missing && process.env.CI !== 'true') || (isSlow && !runsSlowClients);
  const testClient = isSkipped ? test.skip : test;

  testClient(`${name} makes, changes, lists, tags and removes sessions`, async () => {
    const emulator = await startEmulator({
      seed: 'demo',
      ...readAccounts(join(projectRoot, 'examples/network/accounts.json')),
      onlyAccounts: true,
    });
    const client = startForeignClient(await command(), emulator.url, alice);
    expect(await runScenario(client)).toEqual(expectedWith(habits));
  });
}
