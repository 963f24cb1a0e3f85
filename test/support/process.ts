/** Runs the built program as its users do. It is ended after the test. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { cleanUp } from './cleanUp.ts';

export const projectRoot = join(import.meta.dirname, '..', '..');

export interface Program {
  readonly child: ChildProcess;
  /** Everything that it has written so far. */
  output(): { stdout: string; stderr: string };
  /** Resolves with the first whole line that matches; rejects with the output when the program ends first. */
  line(pattern: RegExp): Promise<string>;
  /** Resolves with what the `ready` line says. */
  ready(): Promise<{ url: string; adminUrl: string }>;
  /** Resolves with the exit code. */
  ended(): Promise<number | null>;
}

/** On any free port, unless `env` says otherwise. @param command what to run; default: the bundle. */
export function startProgram(
  env: Record<string, string>,
  command = [process.execPath, 'dist/main.js'],
): Program {
  const [file = '', ...args] = command;
  const inherited = {
    PATH: process.env.PATH ?? '',
    HOME: process.env.HOME ?? '',
    PORT: '0',
    DRAIN_SECONDS: '0',
    // Calls to EC2 that no test asks for would be counted.
    FINDINGS_EVERY_MINUTES: '0',
    // The SDK warns of Node.js 20 on standard error, at some time before or after what the program itself writes there.
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
  const child = spawn(file, args, {
    cwd: projectRoot,
    env: { ...inherited, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  cleanUp(() => endProcess(child));
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const exit = once(child, 'close').then(([code]) => code as number | null);
  async function line(pattern: RegExp): Promise<string> {
    for (;;) {
      const whole = stdout.split('\n').slice(0, -1);
      const found = whole.find((text) => pattern.test(text));
      if (found !== undefined) return found;
      const what = await Promise.race([once(child.stdout, 'data'), exit.then(() => 'ended')]);
      if (what === 'ended') throw new Error(`the program ended: ${stderr}${stdout}`);
    }
  }
  return {
    child,
    output: () => ({ stdout, stderr }),
    line,
    ready: async () => JSON.parse(await line(/"msg":"ready"/)),
    ended: () => exit,
  };
}

/** Asks a process to end, so that it can end its own child processes, and kills it if it does not. */
export async function endProcess(child: ChildProcess): Promise<void> {
  if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    const cutOff = setTimeout(() => child.kill('SIGKILL'), 3_000);
    await ended;
    clearTimeout(cutOff);
  }
  // A child process that it left behind may still hold the other ends of the pipes.
  child.stdout?.destroy();
  child.stderr?.destroy();
}
