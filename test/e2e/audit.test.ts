import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { readChain } from '../../src/audit/chain.ts';
import { newAuditFile, openAudit, readAudit, readRecords, writeVersion1 } from '../support/audit.ts';
import { verify } from '../support/auditedProgram.ts';
import { sumOf } from '../support/metrics.ts';
import { type Program, startProgram as start } from '../support/process.ts';
import { until } from '../support/until.ts';

interface Answer {
  data: unknown;
  errors?: { extensions: { code: string } }[];
}

async function change(url: string, packetLength: number): Promise<Answer> {
  const input = `{ trafficMirrorSessionId: "tms-0a1b2c3d4e5f60001", packetLength: ${packetLength} }`;
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      query: `mutation { modifyTrafficMirrorSession(input: ${input}) { trafficMirrorSession { packetLength } } }`,
    }),
  });
  return (await response.json()) as Answer;
}

/** At 2 % of EC2's rate the first change is made, and the second one has its intent written and waits. */
async function startWithRunningChange(file: string): Promise<Program> {
  const program = start({ AUDIT_FILE: file, EC2_BUDGET_PERCENT: '2' });
  const { url } = await program.ready();
  await change(url, 1);
  void change(url, 2).catch(() => undefined);
  await until(() => readRecords(file).length >= 3);
  return program;
}

describe('a gateway that is killed while a change runs', () => {
  test('leaves an intent without an outcome, which audit:verify and the next start list', async () => {
    const file = newAuditFile();
    const killed = await startWithRunningChange(file);
    killed.child.kill('SIGKILL');
    await killed.ended();
    const { exitCode, stdout } = await verify(file);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(
      /4 lines, the chain is unbroken; .* SHA-256 is [0-9a-f]{64}\nintents without an outcome: 1\n/,
    );
    expect(stdout).toContain('"seq":4');

    const next = start({ AUDIT_FILE: file });
    const { url } = await next.ready();
    const warnings = next
      .output()
      .stdout.split('\n')
      .filter((line) => line.includes('"level":"warn"'));
    expect(warnings.map((line) => JSON.parse(line))).toEqual([
      expect.objectContaining({
        msg: 'audit: the gateway ended while this change was running; its outcome is unknown',
        intent: 4,
        action: 'ModifyTrafficMirrorSession',
        resources: ['tms-0a1b2c3d4e5f60001'],
      }),
    ]);
    // A counter that began at 1 would be no increase to Prometheus.
    expect(await sumOf(url, 'audit_left_unknown')).toBe(1);
    await change(url, 3);
    expect(readAudit(file).map(({ event, intent, outcome }) => [event, intent, outcome])).toEqual([
      ['opened', undefined, undefined],
      ['intent', undefined, undefined],
      ['outcome', 2, 'success'],
      ['intent', undefined, undefined],
      ['opened', undefined, undefined],
      ['outcome', 4, 'unknown'],
      ['intent', undefined, undefined],
      ['outcome', 7, 'success'],
    ]);
    expect((await verify(file)).stdout).toContain('\nintents without an outcome: 0\n');
  });

  test('by a second SIGTERM records that the outcome is unknown', async () => {
    const file = newAuditFile();
    const program = await startWithRunningChange(file);
    program.child.kill('SIGTERM');
    await until(() => program.output().stdout.includes('"msg":"draining"'));
    program.child.kill('SIGTERM');
    expect(await program.ended()).toBe(1);
    expect(readRecords(file).at(-1)).toMatchObject({ event: 'outcome', intent: 4, outcome: 'unknown' });
    expect(readAudit(file).at(-1)).toMatchObject({ event: 'closed', reason: 'stopped' });
    expect((await verify(file)).exitCode).toBe(0);
  });
});

test('on a full disk changes are refused, and the incomplete line is removed at the next start', async () => {
  const file = newAuditFile();
  // No file may have more than 5 or 10 KiB: shells count in blocks of 512 or 1,024 bytes.
  const full = start({ AUDIT_FILE: file }, [
    'sh',
    '-c',
    `ulimit -f 10; exec "${process.execPath}" dist/main.js`,
  ]);
  const { url } = await full.ready();
  const answers: Answer[] = [];
  for (let count = 1; count <= 24; count++) answers.push(await change(url, count));
  expect(answers[0]?.errors).toBeUndefined();
  expect(answers.at(-1)).toEqual({
    data: { modifyTrafficMirrorSession: null },
    errors: [expect.objectContaining({ extensions: expect.objectContaining({ code: 'AUDIT_UNAVAILABLE' }) })],
  });
  full.child.kill('SIGTERM');
  expect(await full.ended()).toBe(0);
  const torn = await verify(file);
  expect(torn.exitCode).toBe(1);
  expect(torn.stderr).toMatch(/: line \d+ is cut off after \d+ bytes\n {2}""\n$/);

  const next = start({ AUDIT_FILE: file });
  expect((await change((await next.ready()).url, 25)).errors).toBeUndefined();
  expect(next.output().stdout).toContain('audit: removed an unfinished last line');
  expect((await verify(file)).exitCode).toBe(0);
});

test('with a broken audit file the gateway names it, exits with 78, and leaves the file unchanged', async () => {
  const file = newAuditFile();
  writeFileSync(file, '{"v":1,"seq":2}\n');
  const program = start({ AUDIT_FILE: file });
  expect(await program.ended()).toBe(78);
  expect(program.output().stderr).toContain(`  AUDIT_FILE: ${file}: line 1 is not an audit line`);
  expect(readFileSync(file, 'utf8')).toBe('{"v":1,"seq":2}\n');
});

describe('audit:verify', () => {
  test('names the first line that breaks the chain, and exits with 1', async () => {
    const file = newAuditFile();
    const program = start({ AUDIT_FILE: file });
    const { url } = await program.ready();
    for (const packetLength of [10, 20, 30]) await change(url, packetLength);
    program.child.kill('SIGTERM');
    await program.ended();
    const changed = readFileSync(file, 'utf8').replace('"PacketLength":20', '"PacketLength":21');
    writeFileSync(file, changed);
    const line = changed.split('\n')[4] ?? '';
    expect(await verify(file)).toEqual({
      exitCode: 1,
      stdout: expect.not.stringContaining('the chain is unbroken'),
      stderr: `${file}: line 5 does not follow line 4: one of the two was changed\n  ${JSON.stringify(line)}\n`,
    });
  });

  test('shows outcomes without an intent, and exits with 1', async () => {
    const file = newAuditFile();
    const { trail } = await openAudit(file);
    trail.append({ event: 'outcome', intent: 7, text: 'hello\u001b[2J' });
    trail.close();
    const { exitCode, stdout, stderr } = await verify(file);
    expect(exitCode).toBe(1);
    expect(stdout).toContain('2 lines, the chain is broken');
    const [message, line = ''] = stderr.split('\n');
    expect(message).toBe(`${file}: line 2 has an outcome without an intent, or a second one`);
    expect(JSON.parse(JSON.parse(line))).toEqual(readAudit(file)[1]);
    expect(line).toContain('hello\\\\u001b[2J');
    // The gateway can go on: the chain is intact.
    const program = start({ AUDIT_FILE: file });
    await program.ready();
    expect(program.output().stdout).toContain('the file has outcomes without an intent');
  });

  test('says what is wrong with a file that is not an audit file', async () => {
    const file = newAuditFile();
    expect(await verify(file)).toMatchObject({ exitCode: 2, stderr: `${file}: there is no such file\n` });
    expect(existsSync(file)).toBe(false);
    writeFileSync(file, '');
    const empty = 'is empty, although an audit file has a line from its start';
    expect(await verify(file)).toMatchObject({ exitCode: 2, stderr: `${file}: ${empty}\n` });
    rmSync(file);
    appendFileSync(file, 'hello\u001b[2J\n');
    expect(await verify(file)).toMatchObject({
      exitCode: 1,
      stderr: `${file}: line 1 is not a JSON object\n  "hello\\u001b[2J"\n`,
    });
  });

  const usage = expect.stringContaining('Usage: node dist/audit-verify.js ');

  test.each([[[]], [['--stream']], [['--nonsense', 'one']], [['--after', 'x', 'one']]])(
    'shows its usage for %j, and exits with 64',
    async (args) => {
      expect(await verify(...args)).toEqual({ exitCode: 64, stdout: '', stderr: usage });
    },
  );

  test('shows its usage when it is asked to, and exits with 0', async () => {
    expect(await verify('--help')).toEqual({ exitCode: 0, stdout: usage, stderr: '' });
  });
});

test('a file of an earlier version is continued, and its lines are verified with the new ones', async () => {
  const file = newAuditFile();
  const common = { requestId: 'r-1', actor: { subject: 'alice' }, action: 'ModifyTrafficMirrorSession' };
  const outcome = { event: 'outcome', ...common, outcome: 'success', ms: 3 };
  writeVersion1(file, [
    { event: 'recovered', reason: 'moved', entries: [{ ...outcome, earlierIntent: 7 }] },
    { event: 'intent', ...common, earlierIntent: 9, resources: ['tms-0a1b2c3d4e5f60001'] },
    { ...outcome, intent: 2 },
    { event: 'intent', ...common, resources: ['tms-0a1b2c3d4e5f60001'], inputs: { PacketLength: 1 } },
  ]);
  expect((await verify(file)).exitCode).toBe(0);
  const old = readFileSync(file, 'utf8');
  const program = start({ AUDIT_FILE: file });
  await change((await program.ready()).url, 7);
  program.child.kill('SIGTERM');
  await program.ended();
  expect(readFileSync(file, 'utf8').startsWith(old)).toBe(true);
  expect(readAudit(file).map(({ v, event, seq, intent }) => [v, event, seq, intent])).toEqual([
    [1, 'recovered', 1, undefined],
    [1, 'intent', 2, undefined],
    [1, 'outcome', 3, 2],
    [1, 'intent', 4, undefined],
    [2, 'opened', 5, undefined],
    [2, 'outcome', 6, 4],
    [2, 'intent', 7, undefined],
    [2, 'outcome', 8, 7],
    [2, 'closed', 9, undefined],
  ]);
  const { exitCode, stdout } = await verify(file);
  expect([exitCode, stdout]).toEqual([0, expect.stringContaining('9 lines, the chain is unbroken')]);
  // An earlier version cannot have written after a later one.
  const { seq, hash } = await readChain(file);
  appendFileSync(file, `${JSON.stringify({ v: 1, seq: seq + 1, prev: hash, event: 'denied' })}\n`);
  expect(await verify(file)).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('line 10 begins a run without `opened`'),
  });
});
