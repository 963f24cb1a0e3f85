/** Debian's logrotate moves the audit file of a running gateway as deploy/logrotate.conf says. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import { change, untilReady, verify } from '../support/auditedProgram.ts';
import { newFolder } from '../support/cleanUp.ts';
import { projectRoot, startProgram } from '../support/process.ts';
import { testWith } from '../support/testWith.ts';
import { until } from '../support/until.ts';

const program = '/usr/sbin/logrotate';
const testWithLogrotate = testWith(program, 'logrotate');

const shipped = readFileSync(join(projectRoot, 'deploy/logrotate.conf'), 'utf8');

function logrotate(folder: string, config: string, ...options: string[]): string {
  const path = join(folder, 'logrotate.conf');
  // It refuses settings that others could have written.
  writeFileSync(path, config, { mode: 0o644 });
  const { status, stderr } = spawnSync(program, [...options, '--state', join(folder, 'state'), path], {
    encoding: 'utf8',
  });
  expect([status, /^(error:|warning:(?! logrotate in debug mode)).*/m.exec(stderr)?.[0]]).toEqual([
    0,
    undefined,
  ]);
  return stderr;
}

testWithLogrotate('the file is understood as it is shipped', () => {
  const said = logrotate(newFolder(), shipped, '--debug');
  expect(said).toContain('/var/lib/traffic-mirror-gateway/*.jsonl');
});

testWithLogrotate('three rotations lose no line, and all files together are one chain', async () => {
  const folder = newFolder();
  const file = join(folder, 'audit.jsonl');
  const gateway = startProgram({ AUDIT_FILE: file });
  const { url } = await gateway.ready();
  // The files of the test, and its process instead of a unit of systemd.
  const config = shipped
    .replace('/var/lib/traffic-mirror-gateway', folder)
    .replace(/systemctl kill -s HUP .*/, `kill -s HUP ${gateway.child.pid}`);
  expect(config).toContain(`kill -s HUP ${gateway.child.pid}`);
  for (const packetLength of [1, 2, 3]) {
    expect(await change(url, packetLength)).toBe('made');
    logrotate(folder, config, '--force');
    await until(() => existsSync(file));
    expect(await untilReady(url)).toBeLessThan(10);
  }
  expect(await change(url, 4)).toBe('made');
  gateway.child.kill('SIGTERM');
  expect(await gateway.ended()).toBe(0);
  const moved = ['audit.jsonl.1', 'audit.jsonl.2.gz', 'audit.jsonl.3.gz'];
  expect(readdirSync(folder).filter((name) => name.startsWith('audit'))).toEqual(['audit.jsonl', ...moved]);
  for (const name of moved.slice(1)) expect(spawnSync('gunzip', [join(folder, name)]).status).toBe(0);
  const files = ['', '.1', '.2', '.3'].map((end) => file + end);
  const { exitCode, stdout, stderr } = await verify(...files);
  expect([exitCode, stderr]).toEqual([0, '']);
  expect(stdout.match(/the chain is unbroken/g)).toHaveLength(1);
  expect(stdout).toContain('\nintents without an outcome: 0\n');
  // What it has moved, and four changes.
  expect(stdout).toContain(': 19 lines,');
});

testWithLogrotate('copytruncate, which the file does without, is taken for tampering', async () => {
  const folder = newFolder();
  const gateway = startProgram({ AUDIT_FILE: join(folder, 'audit.jsonl') });
  const { url } = await gateway.ready();
  expect(await change(url, 1)).toBe('made');
  const config = shipped
    .replace('/var/lib/traffic-mirror-gateway', folder)
    .replace(/systemctl kill -s HUP .*/, `kill -s HUP ${gateway.child.pid}`)
    .replace(/^ *nocreate$/m, '    copytruncate');
  expect(config).toMatch(/^ *copytruncate$/m);
  logrotate(folder, config, '--force');
  expect(await change(url, 2)).toBe('AUDIT_UNAVAILABLE');
  expect(gateway.output().stdout).toContain('"reason":"changed"');
});
