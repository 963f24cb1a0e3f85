/** The standalone emulator: flags, environment, signals, exit codes. */
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { newFolder } from '../support/cleanUp.ts';
import { startEmulator } from '../support/emulator.ts';
import { demo } from '../support/emulatorClient.ts';
import { runEmulator, spawnEmulator } from '../support/emulatorProcess.ts';
import { send, shapeOnly } from '../support/emulatorWire.ts';

const folder = newFolder();

const countSessions = async (url: string, region?: string) =>
  (
    await send(url, {
      headers: shapeOnly(region),
      body: 'Action=DescribeTrafficMirrorSessions&Version=2016-11-15',
    })
  ).body.split('<trafficMirrorSessionId>').length - 1;

test.each(['SIGTERM', 'SIGINT'] as const)(
  'serves the demo estate once it prints ready, and exits on %s',
  async (signal) => {
    const program = await spawnEmulator(['--port', '0']);
    expect(program.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(await countSessions(program.url)).toBe(10);
    expect(await program.kill(signal)).toEqual({ code: 0, signal: null });
  },
);

test('many requests can wait at once without a warning from Node', async () => {
  const program = await spawnEmulator(['--port', '0', '--latency-ms', '100']);
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: 20 }, () => countSessions(program.url)));
  // A timer may fire a millisecond early.
  expect(performance.now() - startedAt).toBeGreaterThan(98);
  await program.kill('SIGTERM');
  expect(program.stderr()).toBe('');
});

test('flags take precedence over the environment', async () => {
  const stateFile = join(folder, 'state.json');
  const env = { EMULATOR_PORT: '0', EMULATOR_SEED: 'large:7', EMULATOR_STATE_FILE: stateFile };
  const fromEnv = await spawnEmulator([], env);
  expect(await countSessions(fromEnv.url)).toBe(7);
  await fromEnv.kill('SIGTERM');
  const kept = await spawnEmulator(['--seed', 'empty'], env);
  expect(await countSessions(kept.url)).toBe(7);
  await kept.kill('SIGTERM');
  const flags = await spawnEmulator(
    ['--port=0', '--seed=large:8', '--region=eu-west-1', '--state-file='],
    env,
  );
  expect([await countSessions(flags.url), await countSessions(flags.url, 'eu-west-1')]).toEqual([0, 8]);
  await flags.kill('SIGTERM');
});

test('the account and throttling are set by flags', async () => {
  const program = await spawnEmulator(['--port', '0', '--account-id', '210987654321', '--throttle']);
  const body = `Action=DescribeTrafficMirrorSessions&Version=2016-11-15&TrafficMirrorSessionId.1=${demo.session(1)}`;
  const answers = await Promise.all(
    Array.from({ length: 130 }, () => send(program.url, { headers: shapeOnly(), body })),
  );
  await program.kill('SIGTERM');
  expect(answers[0]?.body).toContain('<ownerId>210987654321</ownerId>');
  expect(answers.map(({ status }) => status)).toContain(503);
});

describe('a flag that makes no sense is 64, with one line that says why, and the usage', () => {
  test.each<[string[], RegExp]>([
    [['--seed', 'deno'], /^--seed must be empty, demo, broken, .* or file:<path>, not "deno"\n\nUsage: /],
    [['--region', 'xx-nowhere-1'], /^--region must name a Region of EC2, not "xx-nowhere-1"\n\nUsage: /],
    [['--port', '65536'], /^--port must be a whole number from 0 to 65535, not "65536"\n\nUsage: /],
    [['--latency-ms', '-1'], /--latency-ms/],
    [['--latency-ms=-1'], /^--latency-ms must be a whole number from 0 to 60000, not "-1"\n\nUsage: /],
    [['--account-id', '1'], /^--account-id must be 12 digits\n\nUsage: /],
    [['--colour'], /^Unknown option '--colour'.*\n\nUsage: /],
    [['surplus'], /surplus.*\n\nUsage: /],
  ])('%j', async (args, line) => {
    const exit = await runEmulator(args);
    expect([exit.code, exit.stdout]).toEqual([64, '']);
    expect(exit.stderr).toMatch(line);
  });
});

describe('a variable that makes no sense is 78, with one line that says why', () => {
  test.each<[Record<string, string>, RegExp]>([
    [{ EMULATOR_SEED: 'deno' }, /^EMULATOR_SEED must be empty, demo, .* not "deno"\n$/],
    [{ EMULATOR_PORT: '65536' }, /^EMULATOR_PORT must be a whole number from 0 to 65535, not "65536"\n$/],
  ])('%j', async (env, line) => {
    const exit = await runEmulator([], env);
    expect([exit.code, exit.stdout]).toEqual([78, '']);
    expect(exit.stderr).toMatch(line);
  });
});

test('a port in use prints one line and exits with 1', async () => {
  const emulator = await startEmulator();
  const exit = await runEmulator(['--port', new URL(emulator.url).port]);
  await emulator.stop();
  expect([exit.code, exit.stdout]).toEqual([1, '']);
  expect(exit.stderr).toMatch(/^listen EADDRINUSE: address already in use 127\.0\.0\.1:\d+\n$/);
});

test('--help lists every flag', async () => {
  const { code, stdout } = await runEmulator(['--help']);
  expect(code).toBe(0);
  const flags = [
    'port',
    'host',
    'seed',
    'state-file',
    'account-id',
    'accounts',
    'region',
    'latency-ms',
    'throttle',
  ];
  expect(flags.filter((flag) => !stdout.includes(`--${flag} `) && !stdout.includes(`--${flag}\n`))).toEqual(
    [],
  );
});
