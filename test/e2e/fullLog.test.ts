/** A log that is a file on a full disk. */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { newAuditFile } from '../support/audit.ts';
import { change, expectWhole, healthOf, notReady, ready, untilReady } from '../support/auditedProgram.ts';
import { newFolder } from '../support/cleanUp.ts';
import { startProgram } from '../support/process.ts';
import { until } from '../support/until.ts';

test('a log and an audit file that cannot grow end no request and no process; both go on when there is space', async () => {
  const log = join(newFolder(), 'log');
  writeFileSync(log, '');
  const file = newAuditFile();
  const command = `ulimit -S -f 4; exec "${process.execPath}" dist/main.js >"$LOG"`;
  const program = startProgram({ AUDIT_FILE: file, LOG: log }, ['bash', '-c', command]);
  const lines = () =>
    readFileSync(log, 'utf8')
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as { msg: string; url: string; reason?: string });
  await until(() => lines().some(({ msg }) => msg === 'ready'));
  const { url = '' } = lines().find(({ msg }) => msg === 'ready') ?? {};
  expect(await healthOf(url)).toEqual(ready);
  for (let count = 1; (await change(url, count)) === 'made'; count++);
  // The log takes no more lines either.
  for (let count = 1; count < 50; count++) expect(await healthOf(url)).toEqual(notReady);
  expect(readFileSync(log)).toHaveLength(4_096);
  spawnSync('prlimit', ['--pid', String(program.child.pid), '--fsize=unlimited:']);
  await untilReady(url);
  expect(await change(url, 1_000)).toBe('made');
  await expectWhole(file);
  // No line is torn, and those that waited are there.
  expect(lines().map(({ reason }) => reason)).toContain('EFBIG');
  expect(lines().filter(({ msg }) => msg === 'request').length).toBeGreaterThan(50);
});
