/** How the store is found when a connection leads nowhere, with servers that accept connections and say nothing, as frozen ones do. */
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { type Connection, startConnection } from '../../src/store/connection.ts';
import { type LinkSettings, openLink } from '../../src/store/link.ts';
import { countReplicas } from '../../src/store/scripts.ts';
import { cleanUp } from '../support/cleanUp.ts';
import { type Redis, testWithRedis } from '../support/redis.ts';
import { startRedisCluster, startSentinels } from '../support/redisTopologies.ts';
import { until } from '../support/until.ts';

interface Opened extends Connection {
  /** How many links were opened. */
  links(): number;
}

function open(ports: readonly number[], topology: Partial<LinkSettings>): Opened {
  const [first = 0, ...others] = ports;
  const at = (port: number) => ({ host: '127.0.0.1', port });
  const settings = {
    redisUrl: {
      addresses: [at(first), ...others.map(at)],
      isEncrypted: false,
      username: undefined,
      password: undefined,
      database: 0,
    },
    redisTopology: 'single',
    redisUsername: undefined,
    redisPasswordFile: undefined,
    redisSentinelName: undefined,
    ...topology,
  } as const;
  let links = 0;
  const connection = startConnection(
    (events, number) => {
      links++;
      return openLink(settings, events, number);
    },
    (run) => run(countReplicas, { keys: ['replicas'], args: ['one', 30_000] }),
    { onDown: () => {}, onUp: () => {}, onCalled: () => {} },
  );
  cleanUp(connection.stop);
  return { ...connection, links: () => links };
}

/** @returns its port, and the connections to it that are open. */
async function startSilent(): Promise<{ port: number; sockets: ReadonlySet<Socket> }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.resume());
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
  }).listen(0, '127.0.0.1');
  cleanUp(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, sockets };
}

const sentinel = { redisTopology: 'sentinel', redisSentinelName: 'gateway' } as const;

testWithRedis('Sentinels that are frozen do not hide the others', async () => {
  const { name, sentinels } = await startSentinels();
  const [one, two] = sentinels;
  one?.pause();
  two?.pause();
  const topology = { ...sentinel, redisSentinelName: name };
  const { isUp } = open(
    sentinels.map(({ port }) => port),
    topology,
  );
  await until(isUp);
});

test.each([{ ...sentinel }, { redisTopology: 'cluster' } as const, { redisTopology: 'single' } as const])(
  'connections that lead nowhere are closed: %j',
  async (topology) => {
    const { port, sockets } = await startSilent();
    const { links, stop } = open([port], topology);
    await until(() => links() === 3);
    expect(sockets.size).toBeLessThanOrEqual(2);
    stop();
    await until(() => sockets.size === 0);
  },
);

test('a link has its time to connect, also after one that was given up while it connected', async () => {
  const { port } = await startSilent();
  const { links } = open([port], { redisTopology: 'single' });
  await until(() => links() === 2);
  await wait(3_000);
  expect(links()).toBe(2);
});

testWithRedis('connections that nobody uses for a while stay open', async () => {
  const { name, sentinels, primary } = await startSentinels();
  const cluster = await startRedisCluster();
  const [watched] = sentinels as [Redis];
  const ofSentinel = open([watched.port], { ...sentinel, redisSentinelName: name });
  const ofCluster = open([cluster.port], { redisTopology: 'cluster' });
  await until(() => ofSentinel.isUp() && ofCluster.isUp());
  // Without the one that asks.
  const ids = async ({ command }: Redis) =>
    (await command('client', 'list'))
      .split('\n')
      .filter((line) => !line.includes('cmd=client'))
      .map((line) => line.split(' ')[0]);
  const all = () => Promise.all([watched, primary, cluster].map(ids));
  const before = await all();
  await wait(9_000);
  const now = await all();
  for (const [n, known] of before.entries()) expect(now[n]).toEqual(expect.arrayContaining(known));
});
