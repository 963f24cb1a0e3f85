/** The client of Redis is in a file of its own, which a gateway without a store does not need. */
import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { newFolder } from '../support/cleanUp.ts';
import { projectRoot, startProgram } from '../support/process.ts';

/** An error of the client, by whose name it is found in a bundle. */
const ofClient = 'RootNodesUnavailableError';
const dist = join(projectRoot, 'dist');

test('the program does not contain it', () => {
  const files = ['main.js', 'gateway.js', 'findings.js', 'emulator.js', 'audit-verify.js', 'store.js'];
  const containing = files.filter((file) => readFileSync(join(dist, file), 'utf8').includes(ofClient));
  expect(containing).toEqual(['store.js']);
});

test('the program runs without it', async () => {
  const folder = newFolder();
  for (const file of ['main.js', 'gateway.js']) copyFileSync(join(dist, file), join(folder, file));
  await startProgram({}, [process.execPath, join(folder, 'main.js')]).ready();
});
