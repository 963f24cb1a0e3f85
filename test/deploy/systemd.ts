/** The unit for systemd: systemd knows all of it, it keeps the gateway apart, and the settings and times fit. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newFolder } from '../support/cleanUp.ts';
import { accept, heapOf, heapShare, isRefused, namesNobodyReads, stopSeconds, when } from './settingRules.ts';

const name = 'traffic-mirror-gateway.service';

/** The most that `systemd-analyze security` may say, in tenths: 2.0 of 10. */
const exposureLimit = 20;

export const readUnit = (deploy: string) => readFileSync(join(deploy, 'systemd', name), 'utf8');

const valuesOf = (unit: string, key: string) =>
  [...unit.matchAll(new RegExp(`^${key}=(.*)$`, 'gm'))].map(([, value]) => value ?? '');

/** @param deploy the folder `deploy/`, or a copy of it. @returns one line for each problem. */
export function systemdProblems(deploy: string): string[] {
  const unit = readUnit(deploy);
  return [...analyzerProblems(unit), ...settingProblems(deploy, unit)];
}

function analyzerProblems(unit: string): string[] {
  const folder = newFolder();
  const file = join(folder, name);
  // Node.js is elsewhere on other machines, and verify wants it to be there.
  writeFileSync(file, unit.replace('/usr/bin/node', process.execPath));
  const run = (...args: string[]) => spawnSync('systemd-analyze', [...args, file], { encoding: 'utf8' });
  const verified = run('verify', '--man=no');
  const judged = run('security', '--no-pager', '--offline=true', `--threshold=${exposureLimit}`);
  const said = `${verified.stdout}${verified.stderr}`.split('\n').filter((line) => line.includes(name));
  const [, exposure = 'none'] = /exposure level for \S+: (\S+)/.exec(judged.stdout) ?? [];
  return [
    ...said,
    ...when(verified.status !== 0, `systemd-analyze verify: ${verified.stderr}`),
    ...when(judged.status !== 0, `the exposure is ${exposure}, above ${exposureLimit / 10}`),
  ];
}

/** What an `EnvironmentFile` and `Environment` come to, with folders of the test in place of systemd's. */
function environmentOf(deploy: string, unit: string): Record<string, string> {
  const root = newFolder();
  mkdirSync(join(root, 'credentials'));
  for (const credential of valuesOf(unit, 'LoadCredential'))
    writeFileSync(join(root, 'credentials', credential.split(':')[0] ?? ''), 'x'.repeat(40));
  const file = readFileSync(join(deploy, 'systemd/settings.env'), 'utf8');
  const lines = [...file.split('\n').filter((line) => /^\w+=/.test(line)), ...valuesOf(unit, 'Environment')];
  return Object.fromEntries(
    lines.map((line) => [
      line.replace(/=.*/, ''),
      line
        .replace(/^[^=]*=/, '')
        .replace('%d', join(root, 'credentials'))
        .replace('%S', root),
    ]),
  );
}

function settingProblems(deploy: string, unit: string): string[] {
  const environment = environmentOf(deploy, unit);
  const names = namesNobodyReads(environment);
  const config = accept(environment);
  if (isRefused(config)) return [...names, ...config];
  const [timeout = '90'] = valuesOf(unit, 'TimeoutStopSec');
  const [memory = '0M'] = valuesOf(unit, 'MemoryMax');
  const heap = heapOf(environment.NODE_OPTIONS);
  return [
    ...names,
    ...when(Number(timeout) < stopSeconds(config), `TimeoutStopSec must be at least ${stopSeconds(config)}`),
    ...when(
      !(heap <= Number.parseInt(memory, 10) * heapShare),
      `a heap of ${heap} MiB does not fit into ${memory}`,
    ),
    ...when(
      environment.HOME === undefined,
      'HOME must be set: a dynamic user may have no home, and the AWS SDK fails then',
    ),
    ...when(!valuesOf(unit, 'ExecReload').join().includes('-HUP'), 'ExecReload must send SIGHUP'),
    ...when(
      valuesOf(unit, 'RestartPreventExitStatus').join() !== '78',
      'exit code 78 must not be followed by a restart',
    ),
  ];
}
