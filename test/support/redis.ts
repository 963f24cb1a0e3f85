/** A real Redis, from Debian, on loopback. It is ended after the test. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { freePort } from './balancer.ts';
import type { Certificates } from './certificates.ts';
import { cleanUp, newFolder } from './cleanUp.ts';
import { endProcess } from './process.ts';
import { testWith } from './testWith.ts';

export const redisProgram = '/usr/bin/redis-server';

export const testWithRedis = testWith(redisProgram, 'redis-server');

export interface RedisOptions {
  /** Of the default user. */
  readonly password?: string;
  /** Rules of further users, as in Redis' `user` directive, for example `alice on >secret ~* +@all`. */
  readonly users?: readonly string[];
  /** Serves TLS only, and asks clients for no certificate. */
  readonly tls?: Certificates;
  /** More directives, for example `['--replicaof', '127.0.0.1', '6379']`. */
  readonly directives?: readonly string[];
  /** A Sentinel with this configuration file, instead of a server. */
  readonly sentinelFile?: string;
}

export interface Redis {
  readonly port: number;
  /** Without user and password. */
  readonly url: string;
  /** Of the process that runs now, or ran last. */
  pid(): number;
  /** Runs a command of Redis with its default user. @returns what `redis-cli` prints. @throws when Redis cannot be reached. */
  command(...words: string[]): Promise<string>;
  flush(): Promise<void>;
  /** Ends it with SIGTERM. */
  stop(): Promise<void>;
  /** Ends it with SIGKILL. */
  kill(): Promise<void>;
  /** Freezes it: it accepts connections, and answers nothing. */
  pause(): void;
  resume(): void;
  /** Starts it again on the same port, after it was ended. It has nothing then: it keeps its data in memory only. */
  restart(): Promise<void>;
}

/** Starts Redis on a free port. */
export async function startRedis(options: RedisOptions = {}): Promise<Redis> {
  const { password, tls, sentinelFile } = options;
  const port = await freePort();
  const folder = newFolder();
  const args = argumentsOf(options, port, folder);
  let child: ChildProcess;
  cleanUp(async () => {
    child.kill('SIGCONT');
    await endProcess(child);
  });
  const end = async (signal: NodeJS.Signals) => {
    const closed = once(child, 'close');
    child.kill('SIGCONT');
    child.kill(signal);
    await closed;
  };
  const start = async () => {
    child = spawn(redisProgram, args, { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
    await isReady(child, sentinelFile === undefined ? 'Ready to accept connections' : 'Sentinel ID is');
  };
  const command = async (...words: string[]) => {
    const access = [
      ...['-h', '127.0.0.1', '-p', String(port)],
      ...(password === undefined ? [] : ['--no-auth-warning', '-a', password]),
      ...(tls === undefined ? [] : ['--tls', '--cacert', tls.caFile]),
    ];
    const { stdout } = await promisify(execFile)('/usr/bin/redis-cli', [...access, ...words]);
    return stdout.trimEnd();
  };
  await start();
  return {
    port,
    url: `${tls === undefined ? 'redis' : 'rediss'}://127.0.0.1:${port}`,
    pid: () => child.pid as number,
    command,
    flush: async () => void (await command('flushall')),
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    pause: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
    restart: start,
  };
}

function argumentsOf(
  { password, users = [], tls, directives = [], sentinelFile }: RedisOptions,
  port: number,
  folder: string,
): string[] {
  const listens =
    tls === undefined
      ? ['--port', String(port)]
      : [
          ...['--port', '0', '--tls-port', String(port), '--tls-auth-clients', 'no'],
          ...['--tls-cert-file', tls.certificateFile, '--tls-key-file', tls.keyFile],
          ...['--tls-ca-cert-file', tls.caFile],
        ];
  return [
    ...(sentinelFile === undefined ? [] : [sentinelFile, '--sentinel']),
    ...['--bind', '127.0.0.1', '--dir', folder, '--daemonize', 'no', ...listens],
    ...(sentinelFile === undefined ? ['--save', '', '--appendonly', 'no'] : []),
    ...(password === undefined ? [] : ['--requirepass', password]),
    ...users.flatMap((rules) => ['--user', ...rules.split(' ')]),
    ...directives,
  ];
}

/** Resolves at the line. @throws with the output when it ends before that. */
async function isReady(child: ChildProcess, line: string): Promise<void> {
  let output = '';
  await new Promise<void>((resolve, reject) => {
    child.stdout?.on('data', (chunk) => {
      output += chunk;
      if (output.includes(line)) resolve();
    });
    child.once('error', reject);
    child.once('close', () => reject(new Error(`redis-server ended before it was ready: ${output}`)));
  });
}
