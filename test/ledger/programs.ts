/** Keeps a built program running: whenever it ends, it is started again on the same port and with the same files. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';

const root = join(import.meta.dirname, '..', '..');
const maxStarts = 60;

export interface Kept {
  /** The port that it listens on, the same after every start. */
  readonly port: number;
  /** The output of each time that it ended without a signal from the ledger. */
  readonly deaths: readonly string[];
  /** Sends a signal, waits for the end and starts it again. `whileDown` runs in between. */
  strike(signal: 'SIGKILL' | 'SIGTERM', whileDown?: () => Promise<void>): Promise<void>;
  /** Ends it with SIGTERM, without starting it again. A second call does nothing. */
  stop(): Promise<void>;
}

export interface ProgramOptions {
  /** In `dist/`. */
  readonly file: string;
  readonly env: Readonly<Record<string, string>>;
  /** The variable that names its port. */
  readonly portVariable: string;
}

export async function keepProgram(options: ProgramOptions): Promise<Kept> {
  const deaths: string[] = [];
  let port = 0;
  let child: ChildProcess;
  let isExpected = false;

  async function start(): Promise<void> {
    for (let starts = 1; ; starts++) {
      const started = launch(options, port);
      const url = await started.ready;
      if (url !== undefined) {
        port = Number(new URL(url).port);
        child = started.child;
        isExpected = false;
        child.once('close', (code, signal) => {
          if (isExpected) return;
          deaths.push(`${options.file} ended with ${signal ?? code}: ${started.stderr().slice(-2_000)}`);
          void start();
        });
        return;
      }
      // The start fails if the other program is down at this moment, so it is tried again, as a supervisor would.
      if (starts === maxStarts) throw new Error(`${options.file} does not start: ${started.stderr()}`);
      await wait(100);
    }
  }

  async function end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    isExpected = true;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const closed = once(child, 'close');
    child.kill(signal);
    await closed;
  }

  await start();
  return {
    get port() {
      return port;
    },
    deaths,
    async strike(signal, whileDown = async () => {}) {
      await end(signal);
      await whileDown();
      await start();
    },
    stop: () => end('SIGTERM'),
  };
}

/** @returns `ready` resolves with the URL, or with undefined if the program ended first. */
function launch({ file, env, portVariable }: ProgramOptions, port: number) {
  const child = spawn(process.execPath, [join(root, 'dist', file)], {
    env: { PATH: process.env.PATH ?? '', FINDINGS_EVERY_MINUTES: '0', [portVariable]: String(port), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const killChild = () => child.kill('SIGKILL');
  process.once('exit', killChild);
  child.once('close', () => process.off('exit', killChild));
  let stderr = '';
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const ready = new Promise<string | undefined>((resolve) => {
    createInterface(child.stdout).on('line', (line) => {
      const { msg, url } = JSON.parse(line) as { msg?: string; url?: string };
      if (msg === 'ready') resolve(url);
    });
    child.once('close', () => resolve(undefined));
  });
  return { child, ready, stderr: () => stderr };
}
