/** Redis with Sentinels, and as a Cluster. Everything is ended after the test. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from './balancer.ts';
import { newFolder } from './cleanUp.ts';
import { type Redis, startRedis } from './redis.ts';
import { until } from './until.ts';

export interface SentinelSetup {
  /** The name under which the Sentinels know the primary. */
  readonly name: string;
  /** Of the Sentinels, with commas between them. */
  readonly urls: string;
  readonly primary: Redis;
  readonly replica: Redis;
  readonly sentinels: readonly Redis[];
  /** The port of what the Sentinels take for the primary now. */
  primaryPort(): Promise<number>;
}

/** A primary, a replica in sync, and three Sentinels that know each other and fail over after half a second without answers. */
export async function startSentinels(): Promise<SentinelSetup> {
  const name = 'gateway';
  const primary = await startRedis({ directives: ['--repl-diskless-sync-delay', '0'] });
  const replica = await startRedis({ directives: ['--replicaof', '127.0.0.1', String(primary.port)] });
  await until(async () => (await replica.command('info', 'replication')).includes('master_link_status:up'));
  const start = () => {
    const sentinelFile = join(newFolder(), 'sentinel.conf');
    writeFileSync(
      sentinelFile,
      `sentinel monitor ${name} 127.0.0.1 ${primary.port} 2
sentinel down-after-milliseconds ${name} 500
sentinel failover-timeout ${name} 3000
`,
    );
    return startRedis({ sentinelFile });
  };
  const sentinels = await Promise.all([start(), start(), start()]);
  const knowsAll = async (sentinel: Redis) => {
    const facts = (await sentinel.command('sentinel', 'master', name)).split('\n');
    const factOf = (fact: string) => facts[facts.indexOf(fact) + 1];
    return factOf('num-other-sentinels') === '2' && factOf('num-slaves') === '1';
  };
  await until(async () => (await Promise.all(sentinels.map(knowsAll))).every(Boolean));
  const [first] = sentinels as [Redis, ...Redis[]];
  return {
    name,
    urls: sentinels.map(({ url }) => url).join(','),
    primary,
    replica,
    sentinels,
    async primaryPort() {
      const [, port] = (await first.command('sentinel', 'get-master-addr-by-name', name)).split('\n');
      return Number(port);
    },
  };
}

/** A Cluster of one node that has all slots. */
export async function startRedisCluster(): Promise<Redis> {
  const bus = ['--cluster-port', String(await freePort()), '--cluster-announce-ip', '127.0.0.1'];
  const redis = await startRedis({ directives: ['--cluster-enabled', 'yes', ...bus] });
  await redis.command('cluster', 'addslotsrange', '0', '16383');
  await until(async () => (await redis.command('cluster', 'info')).includes('cluster_state:ok'));
  return redis;
}
