/** Runs the unit for systemd in a root file system, for `.ci/service`: prints a table, and exits with 1 if anything was missed. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { cleanUp, stopStarted } from '../support/cleanUp.ts';
import { endProcess } from '../support/process.ts';
import { equal, type Row, toTable } from '../support/rows.ts';
import { until } from '../support/until.ts';

const { values } = parseArgs({ options: { root: { type: 'string' }, port: { type: 'string' } } });
const root = values.root ?? '';
const url = `http://127.0.0.1:${values.port}`;
const unit = 'traffic-mirror-gateway';
const folder = `/var/lib/private/${unit}`;
const mutation = 'mutation { createTrafficMirrorFilter(input: {}) { userErrors { message } } }';
const changed = '{"data":{"createTrafficMirrorFilter":{"userErrors":[]}}}';

/** Starts systemd. @returns what runs a command there, and says what it printed. */
function boot(): (...command: string[]) => string {
  const child: ChildProcess = spawn('bash', [join(import.meta.dirname, 'boot.sh'), root], {
    stdio: 'inherit',
  });
  cleanUp(async () => {
    await endProcess(child);
    const found = execFileSync('find', ['/sys/fs/cgroup', '-depth', '-type', 'd'], { encoding: 'utf8' });
    const ours = found.split('\n').filter((path) => path.split('/').includes(`systemd-${child.pid}`));
    // They can be removed when the kernel has ended their processes.
    await until(() => ours.every(isRemoved));
  });
  const first = () => readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').trim();
  return (...command) => {
    const inside = [
      '-t',
      first(),
      '-m',
      '-p',
      '-i',
      '-u',
      '-C',
      '--root',
      '--wd=/',
      'env',
      '-i',
      'PATH=/usr/bin:/bin',
    ];
    const { stdout, stderr } = spawnSync('nsenter', [...inside, ...command], { encoding: 'utf8' });
    return `${stdout}${stderr}`.trim();
  };
}

function isRemoved(group: string): boolean {
  try {
    if (existsSync(group)) rmdirSync(group);
    return true;
  } catch {
    return false;
  }
}

async function change(): Promise<string> {
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ query: mutation });
  const answer = await fetch(`${url}/graphql`, { method: 'POST', headers, body });
  return (await answer.text()).trim();
}

const isReady = () =>
  fetch(`${url}/health/ready`).then(
    ({ status }) => status === 200,
    () => false,
  );

async function rowsOf(run: (...command: string[]) => string): Promise<readonly Row[]> {
  const show = (property: string) => run('systemctl', 'show', '--value', `--property=${property}`, unit);
  await until(async () => (await isReady()) || show('ActiveState') === 'failed');
  const started = show('ActiveState');
  const status = run('cat', `/proc/${show('MainPID')}/status`);
  const field = (name: string) => new RegExp(`^${name}:\\s+(\\S+)`, 'm').exec(status)?.[1];
  const first = await change();
  run('mv', `${folder}/audit.jsonl`, `${folder}/audit.1.jsonl`);
  const reloaded = run('systemctl', 'reload', unit);
  // The new file is there before its first line is on the disk.
  await until(async () => run('ls', folder).includes('audit.jsonl') && (await isReady()));
  const second = await change();
  const lines = (file: string) => run('cat', `${folder}/${file}`).split('\n').length;
  const recorded = [lines('audit.1.jsonl') > 1, lines('audit.jsonl') > 1];
  const began = Date.now();
  run('systemctl', 'stop', unit);
  const stopped = `${show('Result')} ${show('ExecMainStatus')}`;
  const seconds = (Date.now() - began) / 1_000;
  run('sed', '-i', 's/^PORT=.*/PORT=none/', `/etc/${unit}/settings.env`);
  run('systemctl', 'start', unit);
  await until(() => show('ActiveState') === 'failed');
  return [
    equal('started', started, 'active'),
    equal('a user of its own', Number(field('Uid')) >= 61_184, true),
    equal('its capabilities', Number(`0x${field('CapEff')}`), 0),
    equal('filter of system calls', field('Seccomp'), 2),
    equal('a change is answered', first, changed),
    equal('systemctl reload', reloaded || 'done', 'done'),
    equal('a change after the audit file was moved', second, changed),
    equal('both files have lines', recorded, 'true,true'),
    equal('systemctl stop', stopped, 'success 0'),
    equal('in less than 50 s', seconds < 50, true),
    equal('bad settings: exit code, restarts', `${show('ExecMainStatus')} ${show('NRestarts')}`, '78 0'),
  ];
}

const run = boot();
/** Longer than all of it takes. */
const timer = setTimeout(() => {
  process.stderr.write(run('journalctl', '--no-pager', '--lines=50'));
  process.exit(1);
}, 120_000);
const rows = await rowsOf(run);
clearTimeout(timer);
const isMet = rows.every((row) => row.isMet !== false);
if (!isMet) process.stderr.write(`${run('journalctl', '--no-pager', `--unit=${unit}`)}\n`);
console.log(`${run('systemctl', '--version').split('\n')[0]}\n${toTable(rows)}`);
await stopStarted();
process.exit(isMet ? 0 : 1);
