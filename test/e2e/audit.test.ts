import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { newAuditFile, openAudit, readAudit } from '../support/audit.ts';
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

async function verify(...args: string[]) {
  const program = start({}, [process.execPath, 'dist/audit-verify.js', ...args]);
  const exitCode = await program.ended();
  return { exitCode, ...program.output() };
}

/** At 2 % of EC2's rate the first change is made, and the second one has its intent written and waits. */
async function startWithRunningChange(file: string): Promise<Program> {
  const program = start({ AUDIT_FILE: file, EC2_BUDGET_PERCENT: '2' });
  const { url } = await program.ready();
  await change(url, 1);
  void change(url, 2).catch(() => undefined);
  await until(() => readAudit(file).length >= 3);
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
      /3 lines, the chain is unbroken; .* SHA-256 is [0-9a-f]{64}\nintents without an outcome: 1\n/,
    );
    expect(stdout).toContain('"seq":3');

    const next = start({ AUDIT_FILE: file });
    const { url } = await next.ready();
    const warnings = next
      .output()
      .stdout.split('\n')
      .filter((line) => line.includes('"level":"warn"'));
    expect(warnings.map((line) => JSON.parse(line))).toEqual([
      expect.objectContaining({
        msg: 'audit: the gateway ended while this change was running; its outcome is unknown',
        intent: 3,
        action: 'ModifyTrafficMirrorSession',
        resources: ['tms-0a1b2c3d4e5f60001'],
      }),
    ]);
    await change(url, 3);
    expect(readAudit(file).map(({ event, intent, outcome }) => [event, intent, outcome])).toEqual([
      ['intent', undefined, undefined],
      ['outcome', 1, 'success'],
      ['intent', undefined, undefined],
      ['outcome', 3, 'unknown'],
      ['intent', undefined, undefined],
      ['outcome', 5, 'success'],
    ]);
    expect((await verify(file)).stdout).toContain('\nintents without an outcome: 0\n');
  });

  test('by a second SIGTERM records that the outcome is unknown', async () => {
    const file = newAuditFile();
    const program = await startWithRunningChange(file);
    program.child.kill('SIGTERM');
    await until(() => program.output().stdout.includes('"msg":"stopping"'));
    program.child.kill('SIGTERM');
    expect(await program.ended()).toBe(1);
    expect(readAudit(file).at(-1)).toMatchObject({ event: 'outcome', intent: 3, outcome: 'unknown' });
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
  expect(torn.stderr).toMatch(/: line \d+ is cut off after \d+ bytes\n$/);

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
    const line = changed.split('\n')[3] ?? '';
    expect(await verify(file)).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: `${file}: line 4 does not follow line 3: one of the two was changed\n  ${JSON.stringify(line)}\n`,
    });
  });

  test('shows outcomes without an intent, and exits with 1', async () => {
    const file = newAuditFile();
    const { trail } = await openAudit(file);
    trail.append({ event: 'outcome', intent: 7, text: 'hello\u001b[2J' });
    trail.close();
    const { exitCode, stdout, stderr } = await verify(file);
    expect(exitCode).toBe(1);
    expect(stdout).toContain('1 lines, the chain is unbroken');
    const [message, line = ''] = stderr.split('\n');
    expect(message).toBe(`${file}: line 1 has an outcome without an intent, or a second one`);
    expect(JSON.parse(line)).toEqual(readAudit(file)[0]);
    expect(line).toContain('hello\\u001b[2J');
    // The gateway can go on: the chain is intact.
    const program = start({ AUDIT_FILE: file });
    await program.ready();
    expect(program.output().stdout).toContain('the file has outcomes without an intent');
  });

  test('says what is wrong with a file that is not an audit file', async () => {
    const file = newAuditFile();
    expect(await verify(file)).toMatchObject({ exitCode: 2, stderr: `${file}: there is no such file\n` });
    expect(existsSync(file)).toBe(false);
    appendFileSync(file, 'hello\u001b[2J\n');
    expect(await verify(file)).toMatchObject({
      exitCode: 1,
      stderr: `${file}: line 1 is not a JSON object\n  "hello\\u001b[2J"\n`,
    });
  });

  test.each([[[]], [['one', 'two']], [['--nonsense', 'one']]])('shows its usage for %j', async (args) => {
    expect(await verify(...args)).toMatchObject({
      exitCode: 64,
      stderr: expect.stringContaining('Usage: npm run audit:verify FILE'),
    });
  });
});

test('a file of an earlier version is continued, and its lines are verified with the new ones', async () => {
  const file = newAuditFile();
  const { trail } = await openAudit(file);
  // Lines from before `sourceIp`, `traceId` and `clientId` were added.
  const common = { requestId: 'r-1', actor: { subject: 'alice' }, action: 'ModifyTrafficMirrorSession' };
  trail.append({
    event: 'intent',
    ...common,
    resources: ['tms-0a1b2c3d4e5f60001'],
    inputs: { PacketLength: 1 },
  });
  trail.append({ event: 'outcome', intent: 1, ...common, outcome: 'success', ms: 3 });
  trail.close();
  const program = start({ AUDIT_FILE: file });
  await change((await program.ready()).url, 7);
  program.child.kill('SIGTERM');
  await program.ended();
  expect(readAudit(file).map(({ sourceIp }) => sourceIp)).toEqual([
    undefined,
    undefined,
    '127.0.0.1',
    '127.0.0.1',
  ]);
  const { exitCode, stdout } = await verify(file);
  expect([exitCode, stdout]).toEqual([0, expect.stringContaining('4 lines, the chain is unbroken')]);
});
