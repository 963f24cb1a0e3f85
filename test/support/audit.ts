/** An audit file of a test's own, and its lines. */
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type Line = Record<string, unknown> & { seq: number; event: string; action: string };

export const newAuditFile = () => join(mkdtempSync(join(tmpdir(), 'audit-')), 'audit.jsonl');

export const readAudit = (file: string): Line[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Line);
