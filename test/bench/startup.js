/** Measures start-up: the bundle, and the same program with its packages in `node_modules`. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { options } from '../../build.js';

const root = join(import.meta.dirname, '..', '..');

/** Starts the program, and stops it when it is ready. @returns the time until then in milliseconds, and its memory in MB. */
async function startOnce(file) {
  const startedAt = performance.now();
  const env = { PATH: process.env.PATH, PORT: '0', AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' };
  const child = spawn(process.execPath, [join(root, 'dist', file)], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  while (!text.includes('"msg":"ready"')) text += (await once(child.stdout, 'data'))[0];
  const ms = performance.now() - startedAt;
  const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'));
  child.kill();
  await once(child, 'exit');
  return { ms, mb: Number(kilobytes) / 1_024 };
}

const median = (numbers) => numbers.toSorted((left, right) => left - right)[numbers.length >> 1];

/** Starts both programs in turns. @returns the medians of `runs` starts of each. */
export async function measureStartup(runs) {
  await build({
    ...options,
    entryPoints: { unbundled: join(root, 'src/main.ts') },
    outdir: join(root, 'dist'),
    packages: 'external',
  });
  const starts = { 'main.js': [], 'unbundled.js': [] };
  for (let n = 0; n < runs; n++) {
    for (const [file, measured] of Object.entries(starts)) measured.push(await startOnce(file));
  }
  return Object.entries(starts).map(([file, measured]) => ({
    file,
    ms: median(measured.map(({ ms }) => ms)),
    mb: median(measured.map(({ mb }) => mb)),
  }));
}
