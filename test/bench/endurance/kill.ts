/** A gateway that changes things is killed again and again: is it soon ready again, and does its audit file say all that was changed? */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { projectRoot } from '../../support/process.ts';
import { atMost, fact, type Row } from '../../support/rows.ts';
import { startWatched } from '../../support/watchedProgram.ts';
import { descriptions, write } from './writer.ts';

const writers = 8;
const readyWithinMs = 2_000;
/** A gateway is killed after a time between these. */
const [shortestMs, longestMs] = [200, 800];

interface Line {
  readonly event: string;
  readonly outcome?: string;
  readonly inputs?: { readonly Description?: string };
}

/** @param folder for the audit file and the state of EC2. */
export async function killTest(folder: string, kills: number): Promise<Row[]> {
  const file = join(folder, 'kill.jsonl');
  const env = {
    AUDIT_FILE: file,
    EMULATOR_STATE_FILE: join(folder, 'ec2.json'),
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
  const readyMs: number[] = [];
  const faults: string[] = [];
  const start = async () => {
    const startedAt = performance.now();
    const gateway = await startWatched({ env });
    readyMs.push(performance.now() - startedAt);
    const { status, stdout, stderr } = spawnSync(process.execPath, ['dist/audit-verify.js', file], {
      cwd: projectRoot,
      encoding: 'utf8',
    });
    if (status !== 0) faults.push(`audit:verify: ${stderr}`);
    if (!stdout.includes('intents without an outcome: 0'))
      faults.push('an intent of a killed gateway has no outcome');
    return gateway;
  };
  let sent = 0;
  for (let kill = 0; kill < kills; kill++) {
    const gateway = await start();
    const running = Array.from({ length: writers }, () => write(gateway, () => sent++));
    await wait(shortestMs + Math.random() * (longestMs - shortestMs));
    faults.push(...gateway.troubles());
    await gateway.stop('SIGKILL');
    await Promise.all(running);
  }
  const gateway = await start();
  const lines = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
  const intended = new Set(
    lines.filter(({ event }) => event === 'intent').map(({ inputs }) => inputs?.Description),
  );
  const unintended = (await descriptions(gateway)).filter(
    (text) => text.startsWith('kill ') && !intended.has(hashOf(text)),
  );
  await gateway.stop();
  const count = (outcome: string) =>
    lines.filter((line) => line.event === 'outcome' && line.outcome === outcome).length;
  return [
    atMost(
      `kill: the slowest start after ${kills} kills with SIGKILL`,
      Math.max(...readyMs.slice(1)),
      readyWithinMs,
      'ms',
    ),
    fact(
      'kill: changes',
      `${sent} sent, ${count('success')} recorded as made, ${count('unknown')} as unknown`,
    ),
    {
      what: 'kill: changes in EC2 without an intent',
      target: '0',
      measured: String(unintended.length),
      isMet: unintended.length === 0,
    },
    {
      what: 'kill: audit files that are broken or have open intents after a start',
      target: '0',
      measured: [faults.length, ...new Set(faults)].join(': '),
      isMet: faults.length === 0,
    },
  ];
}

const hashOf = (text: string) => `sha256:${createHash('sha256').update(text).digest('hex')}`;
