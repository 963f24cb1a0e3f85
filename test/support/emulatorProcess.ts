/** The embedded EC2 as a program of its own, from source. It is ended after the test. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { cleanUp } from './cleanUp.ts';
import { endProcess } from './process.ts';

const program = join(import.meta.dirname, '../../src/emulator/cli.ts');

export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

function start(args: readonly string[], env: Record<string, string>): ChildProcess {
  const PATH = process.env.PATH ?? '';
  const child = spawn(process.execPath, ['--import', 'tsx', program, ...args], { env: { PATH, ...env } });
  cleanUp(() => endProcess(child));
  return child;
}

/** Runs the program until it ends by itself. */
export async function runEmulator(args: readonly string[], env: Record<string, string> = {}): Promise<Exit> {
  const child = start(args, env);
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.on('data', (chunk) => {
      output[name] += chunk;
    });
  }
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  return { code, signal, ...output };
}

/** Starts the program and resolves when it is ready. Rejects when it ends before that. */
export async function spawnEmulator(
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<{
  url: string;
  /** What it has written to standard error so far. */
  stderr(): string;
  kill(signal: NodeJS.Signals): Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}> {
  const child = start(args, env);
  const closed = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
  if (!child.stdout) throw new Error('no stdout');
  let stderr = '';
  child.stderr?.on('data', (chunk) => {
    stderr += chunk;
  });
  const line = once(createInterface(child.stdout), 'line') as Promise<[string]>;
  const [first] = await Promise.race([
    line,
    closed.then(([code]) => {
      throw new Error(`ended with ${code} before it was ready`);
    }),
  ]);
  const { url } = JSON.parse(first) as { url: string };
  return {
    url,
    stderr: () => stderr,
    kill: async (how) => {
      child.kill(how);
      const [code, signal] = await closed;
      return { code, signal };
    },
  };
}
