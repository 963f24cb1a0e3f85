/** Runs a built program and watches what it must never do: end by itself, write to standard error, or log an error. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { cleanUp } from './cleanUp.ts';
import { endProcess, projectRoot } from './process.ts';

export interface Watched {
  readonly child: ChildProcess;
  /** Where it listens, without a path. */
  readonly url: string;
  /** What has gone wrong since this was asked last. */
  troubles(): string[];
  isAlive(): boolean;
  /** Resolves when it has ended and everything that it wrote is read. */
  readonly closed: Promise<void>;
  /** Resident memory in MB; 0 when it has ended. Linux only. */
  residentMb(): number;
  /** Ends it, and is no trouble. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

export interface WatchedOptions {
  readonly env: Readonly<Record<string, string>>;
  /** Default: the gateway. */
  readonly file?: string;
  readonly nodeArgs?: readonly string[];
  readonly programArgs?: readonly string[];
  /** Called with every message that the program sends to its parent. */
  readonly onMessage?: (message: unknown) => void;
}

/** @throws with what the program wrote when it ends before it is ready. */
export async function startWatched(options: WatchedOptions): Promise<Watched> {
  const { env, file = 'dist/main.js', nodeArgs = [], programArgs = [], onMessage } = options;
  const child = spawn(process.execPath, [...nodeArgs, file, ...programArgs], {
    cwd: projectRoot,
    env: { PATH: process.env.PATH ?? '', PORT: '0', FINDINGS_EVERY_MINUTES: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe', ...(onMessage ? (['ipc'] as const) : [])],
  });
  const killChild = () => child.kill('SIGKILL');
  process.once('exit', killChild);
  cleanUp(() => endProcess(child));
  let troubles: string[] = [];
  let isExpected = false;
  child.stderr?.on('data', (chunk) => troubles.push(`standard error: ${chunk}`));
  if (onMessage) child.on('message', onMessage);
  const closed = once(child, 'close').then(([code, signal]) => {
    process.off('exit', killChild);
    if (!isExpected) troubles.push(`the program ended with ${signal ?? code}`);
  });
  const ready = new Promise<string>((resolve) => {
    createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', (line) => {
      if (line.includes('"level":"info"') && line.includes('"msg":"request"')) return;
      const entry = parseLine(line);
      if (entry === undefined || entry.level === 'error' || entry.level === 'fatal')
        troubles.push(`log: ${line}`);
      if (entry?.msg === 'ready') resolve(entry.url ?? '');
    });
  });
  const url = await Promise.race([ready, closed.then(() => undefined)]);
  if (url === undefined) throw new Error(`${file} does not start: ${troubles.join('\n')}`);
  return {
    child,
    url,
    troubles() {
      const found = troubles;
      troubles = [];
      return found;
    },
    isAlive: () => child.exitCode === null && child.signalCode === null,
    closed,
    residentMb() {
      if (child.exitCode !== null || child.signalCode !== null) return 0;
      const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8')) ?? [];
      return Math.round(Number(kilobytes) / 1_024);
    },
    async stop(signal = 'SIGTERM') {
      isExpected = true;
      child.kill(signal);
      await closed;
    },
  };
}

function parseLine(line: string): { level?: string; msg?: string; url?: string } | undefined {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
