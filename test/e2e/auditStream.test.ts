/** Audit lines on standard output: among those of the log, and while nobody reads the pipe. */
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { change, untilReady, verify } from '../support/auditedProgram.ts';
import { cleanUp, newFolder } from '../support/cleanUp.ts';
import { projectRoot, startProgram } from '../support/process.ts';
import { until } from '../support/until.ts';

type Line = Record<string, unknown> & { event: string; outcome?: string };

const auditLines = (stdout: string): Line[] =>
  stdout
    .split('\n')
    .filter((line) => line.startsWith('{"stream":"audit",'))
    .map((line) => JSON.parse(line) as Line);

/** Of a line that could not be taken, only its beginning may be there. */
function isWhole(line: string): boolean {
  try {
    return typeof JSON.parse(line) === 'object';
  } catch {
    return false;
  }
}

/** What the verifier says of what standard output had. */
async function verifyStream(stdout: string) {
  const file = join(newFolder(), 'stdout');
  writeFileSync(file, stdout);
  return verify('--stream', file);
}

/** How often the gateway has asked its EC2 to change a session. */
async function callsOf(url: string): Promise<number> {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  const pattern =
    /^ec2_call_duration_seconds_count\{[^}]*action="ModifyTrafficMirrorSession"[^}]*\} (\d+)$/gm;
  return [...metrics.matchAll(pattern)].reduce((sum, [, count]) => sum + Number(count), 0);
}

test('every change has its lines, in a chain of the process, and what is changed shows up', async () => {
  const program = startProgram({ AUDIT_FILE: '-' });
  const { url } = await program.ready();
  const told = await Promise.all(Array.from({ length: 50 }, (_, n) => change(url, n + 1)));
  expect(new Set(told)).toEqual(new Set(['made']));
  program.child.kill('SIGTERM');
  expect(await program.ended()).toBe(0);
  const { stdout } = program.output();
  const lines = auditLines(stdout);
  expect(lines.filter(({ event }) => event === 'intent')).toHaveLength(50);
  expect(lines.filter(({ outcome }) => outcome === 'success')).toHaveLength(50);
  expect(new Set(lines.map(({ chain }) => chain)).size).toBe(1);
  expect(stdout).toContain('"msg":"stopped"');
  expect(await verifyStream(stdout)).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining('102 lines'),
  });
  expect(await verifyStream(stdout.replace('"outcome":"success"', '"outcome":"failed"'))).toMatchObject({
    exitCode: 1,
  });
  // As a collector has it that several processes write to.
  const other = startProgram({ AUDIT_FILE: '-' });
  await change((await other.ready()).url, 7);
  other.child.kill('SIGTERM');
  await other.ended();
  const both = await verifyStream(stdout + other.output().stdout);
  expect(both.exitCode).toBe(0);
  expect(both.stdout.match(/the chain is unbroken/g)).toHaveLength(2);
});

test('while nobody reads the pipe for ten seconds, changes are refused and reads go on; then every change has its lines', async () => {
  const program = startProgram({ AUDIT_FILE: '-' });
  const { url } = await program.ready();
  expect(await change(url, 1)).toBe('made');
  // The pipe and the buffer of this process are full after some hundred lines.
  program.child.stdout?.pause();
  const told: string[] = [];
  const pausedAtMs = performance.now();
  while (told.at(-1) !== 'AUDIT_UNAVAILABLE') told.push(await change(url, (told.length % 9_000) + 1));
  const readOk = async () => {
    const query = '{ trafficMirrorSessions(first: 1) { nodes { id } } }';
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    });
    return response.status === 200;
  };
  while (performance.now() - pausedAtMs < 10_000) {
    expect(await readOk()).toBe(true);
    expect(await change(url, 5)).toBe('AUDIT_UNAVAILABLE');
  }
  expect((await fetch(`${url}/health/ready`)).status).toBe(503);
  program.child.stdout?.resume();
  expect(await untilReady(url)).toBeLessThan(10);
  await until(async () => (await change(url, 6)) === 'made');
  const calls = await callsOf(url);
  program.child.kill('SIGTERM');
  expect(await program.ended()).toBe(0);
  const { stdout } = program.output();
  expect(await verifyStream(stdout)).toMatchObject({ exitCode: 0 });
  const lines = auditLines(stdout);
  const late = lines.flatMap(({ entries }) => (entries as Line[] | undefined) ?? []);
  const outcomes = [...lines, ...late].filter(({ event }) => event === 'outcome');
  const made = told.filter((code) => code === 'made').length + 2;
  expect(outcomes.filter(({ outcome }) => outcome === 'success')).toHaveLength(made);
  expect(calls).toBe(made);
  expect(lines.filter(({ event }) => event === 'recovered')).toHaveLength(1);
});

test('a pipe that is closed turns changes off, and reads go on', async () => {
  const child = spawn(process.execPath, ['dist/main.js'], {
    cwd: projectRoot,
    env: { ...process.env, PORT: '0', DRAIN_SECONDS: '0', FINDINGS_EVERY_MINUTES: '0', AUDIT_FILE: '-' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  cleanUp(() => child.kill('SIGKILL'));
  let text = '';
  child.stdout.on('data', (chunk) => {
    text += chunk;
  });
  await until(() => text.includes('"msg":"ready"'));
  const { url } = JSON.parse(text.split('\n').find((line) => line.includes('"msg":"ready"')) ?? '') as {
    url: string;
  };
  child.stdout.destroy();
  await until(async () => (await change(url, 3)) === 'AUDIT_UNAVAILABLE');
  expect((await fetch(`${url}/health/live`)).status).toBe(200);
  child.kill('SIGTERM');
  await ended;
});

test('lines of several runs are checked in the order of their numbers, however they were collected; a gap is found', async () => {
  const outputs: string[] = [];
  for (const packetLength of [1, 2]) {
    const program = startProgram({ AUDIT_FILE: '-' });
    const { url } = await program.ready();
    expect(await change(url, packetLength)).toBe('made');
    program.child.kill('SIGTERM');
    await program.ended();
    outputs.push(program.output().stdout);
  }
  const lines = outputs.join('').split('\n').slice(0, -1);
  const seen = await verifyStream(`${lines.toReversed().join('\n')}\n`);
  expect([seen.exitCode, seen.stderr]).toEqual([0, '']);
  expect(seen.stdout.match(/^\S+: 4 lines, the chain is unbroken/gm)).toHaveLength(2);
  expect(seen.stdout.match(/^ {2}run .*: seq 1 to 4, stopped$/gm)).toHaveLength(2);
  // What collects lines may leave out the line feed after the last one.
  expect((await verifyStream(lines.join('\n'))).stdout.match(/seq 1 to 4, stopped$/gm)).toHaveLength(2);
  // A line that was cut off and written again is no gap; one that is only cut off is.
  const outcome = lines.findIndex((line) => line.includes('"event":"outcome"'));
  const torn = lines[outcome]?.slice(0, 50) ?? '';
  expect((await verifyStream(lines.toSpliced(outcome, 0, torn).join('\n'))).exitCode).toBe(0);
  const { exitCode, stderr } = await verifyStream(lines.with(outcome, torn).join('\n'));
  expect([exitCode, stderr]).toEqual([1, expect.stringContaining('has seq 4 instead of 3')]);
  // Who asks for the lines of a stream in something else must not be told that all is well.
  expect(await verifyStream('{"level":"info"}\n')).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('there are no lines of AUDIT_FILE=- in it'),
  });
});

test('a file that standard output goes to, on a full disk: what it could not take is written later, and nothing is missing', async () => {
  const log = join(newFolder(), 'stdout');
  writeFileSync(log, '');
  const command = `ulimit -S -f 6; exec "${process.execPath}" dist/main.js >>"$LOG"`;
  const program = startProgram({ AUDIT_FILE: '-', LOG: log }, ['bash', '-c', command]);
  const text = () => readFileSync(log, 'utf8');
  await until(() => text().includes('"msg":"ready"'));
  const ready = text()
    .split('\n')
    .find((line) => line.includes('"msg":"ready"'));
  const { url } = JSON.parse(ready ?? '') as { url: string };
  const told: string[] = [];
  while (told.at(-1) !== 'AUDIT_UNAVAILABLE') told.push(await change(url, told.length + 1));
  expect((await fetch(`${url}/health/ready`)).status).toBe(503);
  expect(spawnSync('prlimit', ['--pid', String(program.child.pid), '--fsize=unlimited:']).status).toBe(0);
  expect(await untilReady(url)).toBeLessThan(10);
  await until(async () => (await change(url, 100)) === 'made');
  program.child.kill('SIGTERM');
  expect(await program.ended()).toBe(0);
  const { exitCode, stdout, stderr } = await verify('--stream', log);
  expect([exitCode, stderr]).toEqual([0, '']);
  expect(stdout).toContain('\nintents without an outcome: 0\n');
  expect(stdout.match(/the chain is unbroken/g)).toHaveLength(1);
  const lines = text().split('\n').filter(isWhole).flatMap(auditLines);
  const late = lines.flatMap(({ entries }) => (entries as Line[] | undefined) ?? []);
  const successes = [...lines, ...late].filter(({ outcome }) => outcome === 'success');
  expect(successes).toHaveLength(told.filter((code) => code === 'made').length + 1);
});
