/** Audit files of several runs are checked together, and each way to forge them is found. */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { readChain } from '../../src/audit/chain.ts';
import { hashOf } from '../../src/audit/line.ts';
import type { OpenIntent } from '../../src/audit/stretch.ts';
import { newAuditFile, readAudit, readRecords } from '../support/audit.ts';
import { change, startWithWaitingChange, untilReady, verify } from '../support/auditedProgram.ts';
import { type Files, forgeries } from '../support/auditForgeries.ts';
import { newFolder } from '../support/cleanUp.ts';
import { type Program, startProgram } from '../support/process.ts';
import { until } from '../support/until.ts';

async function rotate({ child }: Program, url: string, file: string, to: string): Promise<void> {
  renameSync(file, to);
  child.kill('SIGHUP');
  await until(() => existsSync(file));
  await untilReady(url);
}

let genuine: Files;
let last: string;

beforeAll(async () => {
  const file = newAuditFile();
  const first = await startWithWaitingChange(file);
  await rotate(first.program, first.url, file, `${file}.1`);
  first.program.child.kill('SIGKILL');
  await first.program.ended();
  const second = startProgram({ AUDIT_FILE: file });
  const { url } = await second.ready();
  await change(url, 3);
  await rotate(second, url, file, `${file}.2`);
  await change(url, 4);
  second.child.kill('SIGTERM');
  await second.ended();
  const files = [`${file}.1`, `${file}.2`, file];
  genuine = files.map((path) => readFileSync(path, 'utf8').split('\n').slice(0, -1));
  last = hashOf(genuine.at(-1)?.at(-1) ?? '');
});

/** Writes the files to a folder of their own. @returns their paths. */
function write(files: Files): string[] {
  const folder = newFolder();
  return files.map((lines, index) => {
    const path = join(folder, `audit.jsonl.${index + 1}`);
    writeFileSync(path, lines.map((line) => `${line}\n`).join(''));
    return path;
  });
}

test('the files of two runs are one chain, also if a change ran while a file was left and its process was killed', async () => {
  const files = write(genuine);
  const [one = '', two = '', three = ''] = files;
  const [opened] = readAudit(two);
  const [intent] = (await readChain(one)).openIntents;
  const { seq, requestId } = intent as OpenIntent;
  expect(opened?.running).toMatchObject([{ seq, requestId, inputs: { PacketLength: 2 } }]);
  expect(readRecords(two).filter((line) => line.intent === seq)).toMatchObject([
    { event: 'outcome', outcome: 'unknown', requestId },
  ]);
  for (const order of [files, files.toReversed(), [two, one, three]]) {
    const { exitCode, stdout, stderr } = await verify('--expect-last', last, ...order);
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(stdout).toContain(`the chain is unbroken; the last line's SHA-256 is ${last}`);
    expect(stdout).toContain(`${last} is there, and is a last line`);
    expect(stdout).toContain('\nintents without an outcome: 0\n');
    expect(stdout.match(/^ {2}run .*(not closed|stopped)/gm)).toEqual([
      expect.stringMatching(/seq 1 to \d+, not closed/),
      expect.stringMatching(/seq \d+ to \d+, stopped/),
    ]);
  }
});

test('standard input is a file too, with the lines of several in any order', async () => {
  const [one = '', two = '', three = ''] = write(genuine);
  const command = `cat '${three}' '${one}' '${two}' | "${process.execPath}" dist/audit-verify.js -`;
  const program = startProgram({}, ['bash', '-c', command]);
  expect(await program.ended()).toBe(0);
  expect(program.output().stdout).toContain('the chain is unbroken');
});

test('files that are no longer kept are not missed if the hash of their last line is given', async () => {
  const [, ...kept] = write(genuine);
  const { stdout, exitCode } = await verify('--after', hashOf(genuine[0]?.at(-1) ?? ''), ...kept);
  expect([exitCode, stdout]).toEqual([0, expect.stringContaining('intents without an outcome: 0')]);
  expect((await verify('--after', last, ...kept)).exitCode).toBe(1);
});

test.each(forgeries)('$name: found', async ({ forge, found, needsLast }) => {
  const files = write(forge(genuine));
  const args = needsLast ? ['--expect-last', last, ...files] : files;
  const { exitCode, stdout, stderr } = await verify(...args);
  expect([exitCode, stderr]).toEqual([1, expect.stringMatching(found)]);
  // What is found by its hashes alone must not be called whole.
  if (!needsLast) expect(stdout).toContain('the chain is broken');
});
