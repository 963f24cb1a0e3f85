/** An audit file for one test, and its lines. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hashOf, noLine } from '../../src/audit/line.ts';
import { openTrail } from '../../src/audit/opening.ts';
import { createRun } from '../../src/audit/run.ts';
import { createLog } from '../../src/log.ts';
import { newFolder } from './cleanUp.ts';

export type Line = Record<string, unknown> & { seq: number; event: string; action: string };

export const newAuditFile = () => join(newFolder(), 'audit.jsonl');

export const readAudit = (file: string): Line[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Line);

/** The lines about changes and denials: those that say when files and runs began and ended are left out. */
export const readRecords = (file: string): Line[] =>
  readAudit(file).filter(({ event }) => event !== 'opened' && event !== 'closed');

/** Opens a file as a gateway does when it starts, without its log, and so writes a first line. */
export const openAudit = (file: string) =>
  openTrail(file, 'required', createLog('silent'), createRun(testRun));

/** What a run says about itself that no gateway has started. */
export const testRun = { version: '1.2.3', commit: '0123456789ab', settings: 'a'.repeat(64) };

/** A file as version 1 of the format was written. */
export function writeVersion1(file: string, entries: readonly object[]): void {
  let prev = noLine;
  const lines = entries.map((entry, index) => {
    const line = JSON.stringify({ v: 1, ts: new Date(), seq: index + 1, prev, ...entry });
    prev = hashOf(line);
    return `${line}\n`;
  });
  writeFileSync(file, lines.join(''));
}
