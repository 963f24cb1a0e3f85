/** The audit file belongs to one process, for as long as that runs and however it ends. */
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { newAuditFile, readAudit } from '../support/audit.ts';
import { askedOf, startAuditedEc2, unrecorded } from '../support/auditedEc2.ts';
import {
  change,
  expectWhole,
  healthOf,
  notReady,
  readsWork,
  ready,
  startWithRunningChange,
  untilReady,
  verify,
} from '../support/auditedProgram.ts';
import { sessionId } from '../support/demo.ts';
import { startEmulator } from '../support/emulator.ts';
import { startProgram as start } from '../support/process.ts';

// Concurrently, because some wait until the gateway tries again. The one that takes longest begins first.

/** 20 in a long run. */
const kills = Number(process.env.KILLS ?? 8);

test.concurrent(`${kills} kills in the middle of changes leave one chain, in which every intent has an outcome and EC2 was asked for nothing else`, async () => {
  const { ec2, env, token } = await startAuditedEc2();
  const file = newAuditFile();
  for (let count = 0; count < kills; count++) {
    const program = start({ ...env, AUDIT_FILE: file });
    const { url } = await program.ready();
    expect(await healthOf(url)).toEqual(ready);
    const answers = Array.from({ length: 10 }, (_, index) =>
      change(url, 100 * count + index + 1, sessionId(index + 1), token),
    );
    await answers[0];
    program.child.kill('SIGKILL');
    await Promise.allSettled(answers);
    await program.ended();
  }
  const last = start({ ...env, AUDIT_FILE: file });
  await last.ready();
  await expectWhole(file);
  const lines = readAudit(file);
  expect(lines.filter(({ event }) => event === 'opened')).toHaveLength(kills + 1);
  expect(lines.filter(({ event }) => event === 'recovered')).toEqual([]);
  expect(askedOf(ec2).length).toBeGreaterThanOrEqual(kills);
  expect(unrecorded(ec2, lines)).toEqual([]);
  const { exitCode, stdout } = await verify(file);
  expect([exitCode, stdout.match(/not closed/g)?.length]).toEqual([0, kills + 1]);
});

test.concurrent('a second process on the same file writes nothing, is not ready, refuses changes and serves reads; it takes over when the first one ends', async () => {
  const file = newAuditFile();
  const { program: first } = await startWithRunningChange(file);
  const whole = readFileSync(file, 'utf8');
  const second = start({ AUDIT_FILE: file });
  const { url } = await second.ready();
  expect(await healthOf(url)).toEqual(notReady);
  expect(await change(url, 3)).toBe('AUDIT_UNAVAILABLE');
  await readsWork(url);
  expect(readFileSync(file, 'utf8')).toBe(whole);
  first.child.kill('SIGKILL');
  await first.ended();
  expect(await untilReady(url)).toBeLessThan(10);
  expect(await change(url, 4)).toBe('made');
  expect(second.output().stdout).toContain('another process writes to the file');
  expect(readAudit(file).map(({ event, intent, outcome }) => [event, intent, outcome])).toEqual([
    ['opened', undefined, undefined],
    ['intent', undefined, undefined],
    ['outcome', 2, 'success'],
    ['intent', undefined, undefined],
    ['opened', undefined, undefined],
    ['recovered', undefined, undefined],
    ['intent', undefined, undefined],
    ['outcome', 7, 'success'],
  ]);
  expect(readAudit(file)[5]).toMatchObject({
    reason: 'held',
    entries: [{ event: 'outcome', intent: 4, outcome: 'unknown' }],
  });
  await expectWhole(file);
});

test.concurrent.each([{ READY_FOR: 'reads' }, { READ_ONLY: 'true' }])(
  'a second process on the same file is ready with %j, because it serves reads',
  async (env) => {
    const file = newAuditFile();
    const { url } = await start({ AUDIT_FILE: file }).ready();
    expect(await healthOf(url)).toEqual(ready);
    const second = await start({ AUDIT_FILE: file, ...env }).ready();
    expect(await healthOf(second.url)).toEqual({ ...ready, available: 0 });
    await readsWork(second.url);
  },
);

const nowhere = { PATH: '/nowhere' };

test.concurrent('without the program flock, the embedded mode warns once, and records', async () => {
  const file = newAuditFile();
  const program = start({ AUDIT_FILE: file, ...nowhere });
  const { url } = await program.ready();
  expect(await change(url, 1)).toBe('made');
  expect(await healthOf(url)).toEqual(ready);
  expect(
    program.output().stdout.split('the program flock (package util-linux) is not installed'),
  ).toHaveLength(2);
});

test.concurrent('without the program flock, the aws mode does not start, unless AUDIT_LOCK=none', async () => {
  const ec2 = await startEmulator();
  const file = newAuditFile();
  const aws = {
    ...{
      EC2_MODE: 'aws',
      AWS_REGION: 'us-east-1',
      ALLOW_ENDPOINT_OVERRIDE: 'true',
      AWS_ENDPOINT_URL_EC2: ec2.url,
    },
    ...{ AWS_ACCESS_KEY_ID: 'ASIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret' },
    ...{ INSECURE_NO_AUTH: 'i-understand', AUDIT_FILE: file, ...nowhere },
  };
  const refused = start(aws);
  expect(await refused.ended()).toBe(78);
  expect(refused.output().stderr).toContain(
    `  AUDIT_FILE: ${file}: the program flock (package util-linux) is not installed, so nothing keeps a second process from writing to the file; install it, or set AUDIT_LOCK=none\n`,
  );
  const unlocked = start({ ...aws, AUDIT_LOCK: 'none' });
  const { url } = await unlocked.ready();
  expect(await healthOf(url)).toEqual(ready);
  expect(unlocked.output().stdout).not.toContain('flock');
});
