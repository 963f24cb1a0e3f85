/** P13: the audit file has every change, whatever happens to the process and to the file. The tests of that run in their long form. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { newFolder } from '../../support/cleanUp.ts';
import { projectRoot } from '../../support/process.ts';
import { type Driver, exactly } from '../row.ts';

/** A second writer and kills; a disk that is full and then has space; rotation; forged lines. */
const files = [
  'test/e2e/auditLock.test.ts',
  'test/e2e/auditTrouble.test.ts',
  'test/e2e/auditRotation.test.ts',
  'test/unit/audit',
];

export const audit: Driver = async ({ isShort }) => {
  const [kills, moves] = isShort ? [8, 2] : [20, 8];
  const results = join(newFolder(), 'results.json');
  const args = ['run', '-s', 'jest', '--', ...files, '--json', '--outputFile', results];
  const env = { ...process.env, KILLS: String(kills), MOVES: String(moves) };
  // It also fails when a test does, which the results say.
  await promisify(execFile)('npm', args, { cwd: projectRoot, env }).catch(() => undefined);
  const { numFailedTests: failed, numPassedTests: passed } = JSON.parse(readFileSync(results, 'utf8'));
  const what = `P13: tests of the audit file that failed, with ${kills} × kill -9 and ${moves} rotations`;
  return [exactly(what, failed, 0, `${passed} passed`)];
};
