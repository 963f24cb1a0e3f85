/** Measures start-up: the bundle, and the same program with its packages in `node_modules`. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundle } from './programs.ts';
import { median } from './statistics.ts';
import { toTable } from './tables.ts';

const root = join(import.meta.dirname, '..', '..');

interface Start {
  readonly ms: number;
  readonly mb: number;
}

/** Starts the program, and stops it when it is ready. @returns the time until then in milliseconds, and its memory in MB. */
async function startOnce(file: string): Promise<Start> {
  const startedAt = performance.now();
  const env = { PATH: process.env.PATH, PORT: '0', AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' };
  const child = spawn(process.execPath, [join(root, 'dist', file)], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  while (!text.includes('"msg":"ready"')) text += (await once(child.stdout, 'data'))[0];
  const ms = performance.now() - startedAt;
  const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8')) ?? [];
  child.kill();
  await once(child, 'exit');
  return { ms, mb: Number(kilobytes) / 1_024 };
}

/** Starts both programs in turns. @returns the medians of `runs` starts of each. */
export async function startupTable(runs: number): Promise<string> {
  await bundle({
    entryPoints: { unbundled: join(root, 'src/main.ts') },
    outdir: join(root, 'dist'),
    packages: 'external',
  });
  const starts = new Map<string, Start[]>([
    ['main.js', []],
    ['unbundled.js', []],
  ]);
  for (let n = 0; n < runs; n++) for (const [file, measured] of starts) measured.push(await startOnce(file));
  const rows = [...starts].map(([file, measured]) => {
    const middle = (key: keyof Start) => Math.round(median(measured.map((start) => start[key])));
    return [`\`node dist/${file}\``, middle('ms'), middle('mb')];
  });
  return toTable(['start-up', 'ready after ms', 'MB when ready'], rows);
}
