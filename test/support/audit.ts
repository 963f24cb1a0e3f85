/** An audit file for one test, and its lines. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openTrail } from '../../src/audit/opening.ts';
import { createLog } from '../../src/log.ts';
import { newFolder } from './cleanUp.ts';

export type Line = Record<string, unknown> & { seq: number; event: string; action: string };

export const newAuditFile = () => join(newFolder(), 'audit.jsonl');

export const readAudit = (file: string): Line[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Line);

/** Opens a file as the gateway does, without its log. */
export const openAudit = (file: string) => openTrail(file, 'required', createLog('silent'));
