/** HAProxy, from Debian, in front of several gateways. It is ended after the test. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { cleanUp, newFolder } from './cleanUp.ts';
import { endProcess } from './process.ts';
import { testWith } from './testWith.ts';
import { until } from './until.ts';

const program = '/usr/sbin/haproxy';

export const testWithBalancer = testWith(program, 'haproxy');

export interface Replica {
  readonly port: number;
  readonly adminPort: number;
}

export interface Balancer {
  readonly port: number;
  /** Whether it sends requests to the replica, by its place in the list. */
  isUp(index: number): Promise<boolean>;
  /** How many connections to replicas were refused, or not answered in time, while requests were sent to them. */
  connectErrors(): Promise<number>;
}

/** Below those from which systems take ports for outgoing connections, so that none of these takes one in the meantime. */
const [firstPort, lastPort] = [10_000, 32_000];

/** A port that was free just now, for programs that cannot tell which one they have taken. */
export async function freePort(): Promise<number> {
  const port = firstPort + Math.floor(Math.random() * (lastPort - firstPort));
  const server = createServer();
  const isFree = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false)).listen(port, '127.0.0.1', () => resolve(true));
  });
  if (!isFree) return freePort();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/**
 * Its checks of health are frequent but patient: on a busy machine, a slow answer must not count as none.
 *
 * Neither repeats a request nor sends it to another replica, so that clients see every failure.
 */
export async function startBalancer(replicas: readonly Replica[]): Promise<Balancer> {
  const port = await freePort();
  const folder = newFolder();
  const [file, socket] = [join(folder, 'haproxy.cfg'), join(folder, 'stats')];
  const servers = replicas.map(
    (replica, index) => `  server replica${index} 127.0.0.1:${replica.port} check port ${replica.adminPort}`,
  );
  writeFileSync(
    file,
    `global
  stats socket ${socket}
defaults
  mode http
  retries 0
  timeout connect 2s
  timeout check 5s
  timeout client 60s
  timeout server 60s
frontend public
  bind 127.0.0.1:${port}
  default_backend gateways
backend gateways
  balance roundrobin
  option httpchk GET /health/ready
  default-server inter 200ms fall 2 rise 1
${servers.join('\n')}
`,
  );
  const child: ChildProcess = spawn(program, ['-db', '-f', file], { stdio: 'ignore' });
  cleanUp(() => endProcess(child));
  await until(() => existsSync(socket));
  const statsOf = async (name: string, column: string) => {
    const [head = '', ...rows] = (await text(connect(socket).end('show stat\n'))).split('\n');
    const row = rows.find((line) => line.startsWith(`gateways,${name},`));
    return row?.split(',')[head.replace('# ', '').split(',').indexOf(column)];
  };
  return {
    port,
    isUp: async (index) => /^UP/.test((await statsOf(`replica${index}`, 'status')) ?? ''),
    connectErrors: async () => Number(await statsOf('BACKEND', 'econ')),
  };
}
