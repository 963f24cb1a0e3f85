/** What operators see while the audit file cannot be written, and how the gateway goes on without a restart. */
import { spawnSync } from 'node:child_process';
import { appendFileSync, readFileSync, renameSync, rmSync, statSync, truncateSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { readChain } from '../../src/audit/chain.ts';
import { newAuditFile, readAudit } from '../support/audit.ts';
import { type Program, startProgram as start } from '../support/process.ts';
import { until } from '../support/until.ts';

interface Answer {
  data: object | null;
  errors?: { extensions: { code: string } }[];
}

async function send(url: string, query: string): Promise<Answer> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  return (await response.json()) as Answer;
}

const session = 'tms-0a1b2c3d4e5f60001';
const other = 'tms-0a1b2c3d4e5f60002';
/** @returns the code of the error, or `made`. */
async function change(url: string, packetLength: number, id = session): Promise<string> {
  const input = `{ trafficMirrorSessionId: "${id}", packetLength: ${packetLength} }`;
  const fields = 'trafficMirrorSession { packetLength } userErrors { code }';
  const answer = await send(url, `mutation { modifyTrafficMirrorSession(input: ${input}) { ${fields} } }`);
  return answer.errors?.[0]?.extensions.code ?? 'made';
}

/** What `/health/ready` and the metric say. */
async function healthOf(url: string): Promise<{ status: number; reasons: unknown; available: number }> {
  const response = await fetch(`${url}/health/ready`);
  const { reasons } = (await response.json()) as { reasons?: string[] };
  const metrics = await (await fetch(`${url}/metrics`)).text();
  const [, available = 'none'] = /^audit_available (\d)$/m.exec(metrics) ?? [];
  return { status: response.status, reasons, available: Number(available) };
}
const notReady = { status: 503, reasons: ['audit'], available: 0 };
const ready = { status: 200, reasons: undefined, available: 1 };

/** @returns the seconds that it took. */
async function untilReady(url: string): Promise<number> {
  const startedAtMs = performance.now();
  await until(async () => (await healthOf(url)).status === 200);
  expect(await healthOf(url)).toEqual(ready);
  return (performance.now() - startedAtMs) / 1_000;
}

async function readsWork(url: string): Promise<void> {
  const answer = await send(url, `{ trafficMirrorSession(id: "${session}") { trafficMirrorSessionId } }`);
  expect(answer).toEqual({ data: { trafficMirrorSession: { trafficMirrorSessionId: session } } });
}

/** At 2 % of EC2's rate the first change is made, and the second one has its intent written and waits for ten seconds. */
async function startWithRunningChange(file: string): Promise<{ program: Program; url: string }> {
  const program = start({ AUDIT_FILE: file, EC2_BUDGET_PERCENT: '2' });
  const { url } = await program.ready();
  await change(url, 1);
  void change(url, 2).catch(() => undefined);
  await until(() => readAudit(file).length >= 3);
  return { program, url };
}

/** Every intent of these files has one outcome, and every file verifies. */
async function expectWhole(...files: string[]): Promise<void> {
  for (const file of files) {
    const { tornBytes, strayOutcomes } = await readChain(file);
    expect({ file, tornBytes, strayOutcomes }).toEqual({ file, tornBytes: 0, strayOutcomes: [] });
  }
}

/** Starts the gateway on a disk on which no file can grow beyond this size. */
const startOnFullDisk = (file: string, blocks: number, env: Record<string, string> = {}) =>
  start({ AUDIT_FILE: file, ...env }, [
    'bash',
    '-c',
    `ulimit -S -f ${blocks}; exec "${process.execPath}" dist/main.js`,
  ]);
const makeSpace = ({ child }: Program) =>
  expect(spawnSync('prlimit', ['--pid', String(child.pid), '--fsize=unlimited:']).status).toBe(0);

describe('a second process on the same file', () => {
  test('writes nothing, is not ready, refuses changes and serves reads; it takes over when the first one ends', async () => {
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
      ['intent', undefined, undefined],
      ['outcome', 1, 'success'],
      ['intent', undefined, undefined],
      ['recovered', undefined, undefined],
      ['intent', undefined, undefined],
      ['outcome', 5, 'success'],
    ]);
    expect(readAudit(file)[3]).toMatchObject({
      reason: 'held',
      entries: [{ event: 'outcome', intent: 3, outcome: 'unknown' }],
    });
    expect((await readChain(file)).openIntents).toEqual([]);
  }, 30_000);
});

describe('a full disk', () => {
  test('is shown, and the gateway goes on when there is space again: no outcome is lost', async () => {
    const file = newAuditFile();
    const program = startOnFullDisk(file, 2);
    const { url } = await program.ready();
    expect(await healthOf(url)).toEqual(ready);
    const told: string[] = [];
    for (let count = 1; count <= 8; count++) told.push(await change(url, count));
    expect(told.at(-1)).toBe('AUDIT_UNAVAILABLE');
    expect(await healthOf(url)).toEqual(notReady);
    await readsWork(url);
    makeSpace(program);
    expect(await untilReady(url)).toBeLessThan(10);
    expect(await change(url, 9)).toBe('made');
    await expectWhole(file);
    const lines = readAudit(file);
    const made = told.filter((code) => code === 'made').length + 1;
    const late = lines.flatMap(({ entries = [] }) => entries as object[]);
    const successes = [...lines, ...late].filter((line) => 'outcome' in line && line.outcome === 'success');
    expect(successes).toHaveLength(made);
    expect((await readChain(file)).openIntents).toEqual([]);
    expect(lines.filter(({ event }) => event === 'recovered')).toHaveLength(1);
  }, 30_000);

  test('at the start is not a wrong setting: the gateway serves reads, and goes on when there is space', async () => {
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
    expect((await readChain(file)).openIntents).toEqual([]);
  }, 30_000);
});

describe('a file that', () => {
  test.each<[string, (file: string) => void]>([
    ['was moved away', (file) => renameSync(file, `${file}.1`)],
    ['was deleted', (file) => rmSync(file)],
  ])(
    '%s is begun anew, and running changes are recorded there',
    async (_, spoil) => {
      const file = newAuditFile();
      const { url } = await startWithRunningChange(file);
      const { hash } = await readChain(file);
      spoil(file);
      // Of another session, because changes of one wait for each other.
      expect(await change(url, 3, other)).toBe('AUDIT_UNAVAILABLE');
      expect(await healthOf(url)).toEqual(notReady);
      expect(await untilReady(url)).toBeLessThan(10);
      await until(() => readAudit(file).length === 3);
      const change2 = { requestId: expect.any(String), action: 'ModifyTrafficMirrorSession' };
      expect(readAudit(file)).toMatchObject([
        { event: 'recovered', reason: 'moved', continues: { seq: 3, hash }, entries: [], lost: 0 },
        { event: 'intent', earlierIntent: 3, ...change2, inputs: { PacketLength: 2 } },
        { event: 'outcome', intent: 2, ...change2, outcome: 'success' },
      ]);
      await expectWhole(file);
      expect((await readChain(file)).openIntents).toEqual([]);
    },
    40_000,
  );

  test.each<[string, (file: string) => void]>([
    ['was written to by another program', (file) => appendFileSync(file, 'x\n')],
    ['was cut off', (file) => truncateSync(file, 10)],
  ])(
    '%s is evidence: changes stay off until it is moved away',
    async (_, spoil) => {
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
    },
    40_000,
  );
});
