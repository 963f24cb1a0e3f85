/** What operators see while the audit file cannot be written, and how the gateway goes on without a restart. */
import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { readChain } from '../../src/audit/chain.ts';
import { type Line, newAuditFile, readAudit } from '../support/audit.ts';
import { startAuditedEc2, unrecorded } from '../support/auditedEc2.ts';
import {
  change,
  expectWhole,
  healthOf,
  notReady,
  readsWork,
  ready,
  startWithRunningChange,
  startWithWaitingChange,
  third,
  untilReady,
  verify,
} from '../support/auditedProgram.ts';
import { cleanUp, newFolder } from '../support/cleanUp.ts';
import { type Program, startProgram as start } from '../support/process.ts';
import { until } from '../support/until.ts';

/** Starts the gateway on a disk on which no file can grow beyond this size. */
const startOnFullDisk = (file: string, blocks: number, env: Record<string, string> = {}) =>
  start({ AUDIT_FILE: file, ...env }, [
    'bash',
    '-c',
    `ulimit -S -f ${blocks}; exec "${process.execPath}" dist/main.js`,
  ]);
const makeSpace = ({ child }: Program) =>
  expect(spawnSync('prlimit', ['--pid', String(child.pid), '--fsize=unlimited:']).status).toBe(0);

// Concurrently, because each waits until the gateway tries again. Those that wait longest begin first.

test.concurrent.each<[string, (file: string) => void, string[]]>([
  ['was moved away', (file) => renameSync(file, `${file}.1`), ['.1', '']],
  ['was deleted', (file) => rmSync(file), ['']],
])('a file that %s is begun anew, and running changes are recorded there', async (_, spoil, left) => {
  const file = newAuditFile();
  const { url } = await startWithWaitingChange(file);
  const { seq, openIntents } = await readChain(file);
  expect(openIntents).toHaveLength(1);
  spoil(file);
  expect(await change(url, 3, third)).toBe('AUDIT_UNAVAILABLE');
  expect(await healthOf(url)).toEqual(notReady);
  expect(await untilReady(url)).toBeLessThan(10);
  await until(() => readAudit(file).length === 3);
  const [intent] = openIntents;
  const prev = String(readAudit(file)[0]?.prev);
  const change2 = { requestId: expect.any(String), action: 'ModifyTrafficMirrorSession' };
  const running = { seq: intent?.seq, ...change2, inputs: { PacketLength: 2 } };
  expect(readAudit(file)).toMatchObject([
    // `closed` was written before it, also if the file has no name any more.
    { event: 'opened', seq: seq + 2, continues: { seq: seq + 1, hash: prev }, running: [running] },
    { event: 'recovered', seq: seq + 3, reason: 'moved', entries: [], lost: 0 },
    { event: 'outcome', intent: intent?.seq, ...change2, outcome: 'success' },
  ]);
  await expectWhole(file);
  // Together they are whole; without the one that was deleted, lines are missing.
  const { exitCode, stderr } = await verify(...left.map((end) => file + end));
  expect([exitCode, stderr]).toEqual(
    left.length === 2
      ? [0, '']
      : [1, expect.stringContaining(`goes on from seq ${seq + 1} with the SHA-256 ${prev}`)],
  );
  expect((await verify('--after', prev, file)).exitCode).toBe(0);
});

test.concurrent.each<[string, (file: string) => void]>([
  ['was written to by another program', (file) => appendFileSync(file, 'x\n')],
  ['was cut off', (file) => truncateSync(file, 10)],
])('a file that %s is evidence: changes stay off until it is moved away', async (_, spoil) => {
  const file = newAuditFile();
  const program = start({ AUDIT_FILE: file });
  const { url } = await program.ready();
  expect(await change(url, 1)).toBe('made');
  spoil(file);
  const evidence = readFileSync(file, 'utf8');
  expect(await change(url, 2)).toBe('AUDIT_UNAVAILABLE');
  // Long enough for an attempt to go on.
  await wait(6_000);
  expect(await healthOf(url)).toEqual(notReady);
  expect(readFileSync(file, 'utf8')).toBe(evidence);
  renameSync(file, `${file}.evidence`);
  expect(await untilReady(url)).toBeLessThan(10);
  expect(await change(url, 3)).toBe('made');
  await expectWhole(file);
  expect(readFileSync(`${file}.evidence`, 'utf8')).toBe(evidence);
});

test.concurrent('a full disk at the start is shown too: reads are served, and changes as soon as there is space', async () => {
  const file = newAuditFile();
  const first = start({ AUDIT_FILE: file });
  expect(await change((await first.ready()).url, 1)).toBe('made');
  first.child.kill('SIGTERM');
  await first.ended();
  const whole = readFileSync(file, 'utf8');
  const program = startOnFullDisk(file, 2);
  const { url } = await program.ready();
  expect(await healthOf(url)).toEqual(notReady);
  expect(await change(url, 2)).toBe('AUDIT_UNAVAILABLE');
  await readsWork(url);
  expect(readFileSync(file, 'utf8')).toBe(whole);
  makeSpace(program);
  expect(await untilReady(url)).toBeLessThan(10);
  expect(await change(url, 3)).toBe('made');
  await expectWhole(file);
});

test.concurrent('a full disk is shown, and the gateway goes on when there is space again: no outcome is lost', async () => {
  const file = newAuditFile();
  const program = startOnFullDisk(file, 5);
  const { url } = await program.ready();
  expect(await healthOf(url)).toEqual(ready);
  const told: string[] = [];
  for (let count = 1; count <= 16; count++) told.push(await change(url, count));
  expect(told.at(-1)).toBe('AUDIT_UNAVAILABLE');
  expect(await healthOf(url)).toEqual(notReady);
  await readsWork(url);
  makeSpace(program);
  expect(await untilReady(url)).toBeLessThan(10);
  expect(await change(url, 17)).toBe('made');
  await expectWhole(file);
  const lines = readAudit(file);
  const made = told.filter((code) => code === 'made').length + 1;
  const late = lines.flatMap(({ entries = [] }) => entries as object[]);
  const successes = [...lines, ...late].filter((line) => 'outcome' in line && line.outcome === 'success');
  expect(successes).toHaveLength(made);
  await expectWhole(file);
  expect(lines.filter(({ event }) => event === 'recovered')).toHaveLength(1);
});

test.concurrent('on a full disk, under many changes, EC2 is asked for none without an intent on the disk', async () => {
  const { ec2, env, token } = await startAuditedEc2();
  const file = newAuditFile();
  const program = startOnFullDisk(file, 16, env);
  const { url } = await program.ready();
  const asked = () => ec2.calls.get('ModifyTrafficMirrorSession') ?? 0;
  ec2.faults('ModifyTrafficMirrorSession', [{ delayMs: 50, times: 1_000 }]);
  const told: string[] = [];
  const sessions = Array.from(
    { length: 10 },
    (_, index) => `tms-0a1b2c3d4e5f6${String(index + 1).padStart(4, '0')}`,
  );
  const changeAll = () =>
    Promise.all(
      sessions.map(async (id, index) => told.push(await change(url, told.length + index + 1, id, token))),
    );
  while (!told.includes('AUDIT_UNAVAILABLE')) await changeAll();
  const askedBefore = asked();
  await changeAll();
  expect(asked()).toBe(askedBefore);
  makeSpace(program);
  await untilReady(url);
  await changeAll();
  const lines = readAudit(file);
  const late = lines.flatMap(({ entries = [] }) => entries as Line[]);
  const successes = [...lines, ...late].filter(({ outcome }) => outcome === 'success');
  expect(successes).toHaveLength(asked());
  expect(told.filter((code) => code === 'made')).toHaveLength(asked());
  expect(late.length).toBeGreaterThan(0);
  expect(unrecorded(ec2, lines)).toEqual([]);
  await expectWhole(file);
});

test.concurrent('a full disk at the start is not a wrong setting: the gateway serves reads, and goes on when there is space', async () => {
  const file = newAuditFile();
  const { program: killed } = await startWithRunningChange(file);
  killed.child.kill('SIGKILL');
  await killed.ended();
  const { size } = statSync(file);
  const program = startOnFullDisk(file, Math.floor(size / 1_024));
  const { url } = await program.ready();
  expect(await healthOf(url)).toEqual(notReady);
  await readsWork(url);
  expect(await change(url, 3)).toBe('AUDIT_UNAVAILABLE');
  makeSpace(program);
  expect(await untilReady(url)).toBeLessThan(10);
  expect(await change(url, 4)).toBe('made');
  await expectWhole(file);
});

test.concurrent('another audit file at the path stays as it is: changes are off until it is moved away', async () => {
  const file = newAuditFile();
  const other = start({ AUDIT_FILE: `${file}.other` });
  await other.ready();
  other.child.kill('SIGTERM');
  await other.ended();
  const foreign = readFileSync(`${file}.other`, 'utf8');
  const program = start({ AUDIT_FILE: file });
  const { url } = await program.ready();
  expect(await change(url, 1)).toBe('made');
  renameSync(file, `${file}.1`);
  renameSync(`${file}.other`, file);
  program.child.kill('SIGHUP');
  await until(() => program.output().stdout.includes('"reason":"occupied"'));
  expect(await healthOf(url)).toEqual(notReady);
  expect(await change(url, 2)).toBe('AUDIT_UNAVAILABLE');
  expect(readFileSync(file, 'utf8')).toBe(foreign);
  renameSync(file, `${file}.other`);
  expect(await untilReady(url)).toBeLessThan(10);
  expect(await change(url, 3)).toBe('made');
  expect((await verify(`${file}.1`, file)).exitCode).toBe(0);
});

test.concurrent('{hostname} in AUDIT_FILE is the name of the host', async () => {
  const folder = newFolder();
  const { url } = await start({ AUDIT_FILE: join(folder, '{hostname}.jsonl') }).ready();
  expect(await change(url, 1)).toBe('made');
  expect(readdirSync(folder)).toEqual([`${hostname()}.jsonl`]);
  expect(readAudit(join(folder, `${hostname()}.jsonl`)).map(({ replica }) => replica)).toEqual(
    Array.from({ length: 3 }, hostname),
  );
});

const canAppendOnly = (() => {
  const folder = mkdtempSync(join(tmpdir(), 'traffic-mirror-'));
  const set = (flag: string) => spawnSync('chattr', [flag, folder]).status === 0;
  const can = set('+a') && set('-a');
  rmSync(folder, { recursive: true });
  if (!can)
    process.stderr.write(
      'skipped: an append-only audit file needs root and a file system with `chattr +a`\n',
    );
  return can;
})();

(canAppendOnly ? test : test.skip)(
  'a file that is append-only is written, and continued by the next start',
  async () => {
    const file = newAuditFile();
    writeFileSync(file, '');
    const append = (flag: string) => expect(spawnSync('chattr', [flag, file]).status).toBe(0);
    cleanUp(() => spawnSync('chattr', ['-a', file]));
    append('+a');
    for (const packetLength of [1, 2]) {
      const program = start({ AUDIT_FILE: file });
      expect(await change((await program.ready()).url, packetLength)).toBe('made');
      program.child.kill('SIGTERM');
      expect(await program.ended()).toBe(0);
    }
    await expectWhole(file);
  },
);
