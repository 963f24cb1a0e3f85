/** Audit lines on standard output: among those of the log, and while nobody reads the pipe. */
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
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

/** What the verifier says of what standard output had. */
async function verifyStream(stdout: string) {
  const file = join(newFolder(), 'stdout');
  writeFileSync(file, stdout);
  return verify('--stream', file);
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
}, 60_000);

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
  program.child.kill('SIGTERM');
  expect(await program.ended()).toBe(0);
  const { stdout } = program.output();
  expect(await verifyStream(stdout)).toMatchObject({ exitCode: 0 });
  const lines = auditLines(stdout);
  const late = lines.flatMap(({ entries }) => (entries as Line[] | undefined) ?? []);
  const outcomes = [...lines, ...late].filter(({ event }) => event === 'outcome');
  const made = told.filter((code) => code === 'made').length + 2;
  expect(outcomes.filter(({ outcome }) => outcome === 'success')).toHaveLength(made);
  expect(lines.filter(({ event }) => event === 'recovered')).toHaveLength(1);
}, 120_000);

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
}, 60_000);
