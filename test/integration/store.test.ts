/** The store over a real Redis, in each topology and while it fails. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect } from '@jest/globals';
import { parseConfig } from '../../src/config/config.ts';
import type { Lease, Leases } from '../../src/ec2/changes/leasedMutex.ts';
import type { SharedBucket } from '../../src/ec2/sharedTokens.ts';
import { type Store, startStore } from '../../src/store/store.ts';
import { makeCertificates } from '../support/certificates.ts';
import { cleanUp, newFolder } from '../support/cleanUp.ts';
import { type Redis, startRedis, testWithRedis } from '../support/redis.ts';
import { startRedisCluster, startSentinels } from '../support/redisTopologies.ts';
import { until } from '../support/until.ts';

const place = { accountId: '123456789012', region: 'us-east-1' };
const about = (...ids: string[]) => ({ ...place, ids });
const rate = { capacity: 10, refillPerSecond: 1 };
const patient = { maxMs: 60_000, isDrained: false };

interface Line {
  readonly reason?: string;
  readonly text: string;
}

/** A replica: what is logged is in `lines`. */
async function start(env: Record<string, string>): Promise<Store & { readonly lines: readonly Line[] }> {
  const { redisUrl, ...config } = parseConfig({
    EC2_MODE: 'aws',
    AWS_REGION: 'us-east-1',
    INSECURE_NO_AUTH: 'i-understand',
    CURSOR_SECRET: 'one secret for all of the replicas',
    ...env,
  });
  if (redisUrl === undefined) throw new Error('REDIS_URL is missing');
  const lines: Line[] = [];
  const add = (fields: string | { reason?: string }, text = '') =>
    lines.push(
      typeof fields === 'string'
        ? { text: fields }
        : { text, ...(fields.reason && { reason: fields.reason }) },
    );
  const log = { debug: add, info: add, notice: add, warn: add, error: add } as never;
  const store = await startStore({ ...config, redisUrl }, { storeCalled: () => {}, leased: () => {} }, log);
  cleanUp(store.stop);
  return { ...store, lines };
}

async function startTwo({ url }: Redis): Promise<[Store, Store]> {
  const stores: [Store, Store] = [await start({ REDIS_URL: url }), await start({ REDIS_URL: url })];
  await until(() => stores.every(({ isUp }) => isUp()));
  return stores;
}

/** Whether leases and buckets work. */
async function works(store: Store): Promise<void> {
  await until(store.isUp);
  const lease = await held(store.leases, 'tms-1');
  expect(await store.leases.take(about('tms-1'))).not.toHaveProperty('release');
  lease.release();
  (await held(store.leases, 'tms-1')).release();
  expect(await takeFrom(store.bucketOf(place, 'DescribeSubnets'))).toMatchObject({ waitMs: 0 });
}

/** Gets leases that somebody is giving back. On a busy machine, the store may seem to be away for a moment. */
async function held(leases: Leases, ...ids: string[]): Promise<Lease> {
  for (;;) {
    const lease = await leases.take(about(...ids));
    if (typeof lease === 'object') return lease;
    await wait(5);
  }
}

async function takeFrom(bucket: SharedBucket, options = patient) {
  for (;;) {
    const taken = await bucket.take(rate, options);
    if (taken !== undefined) return taken;
    await wait(5);
  }
}

testWithRedis('replicas share leases: only one has it, until it gives it back', async () => {
  const redis = await startRedis();
  const [one, two] = await startTwo(redis);
  const lease = await held(one.leases, 'tms-1', 'tms-2');
  expect(await two.leases.take(about('tms-2', 'tms-3'))).toBe('taken');
  // All or none.
  (await held(two.leases, 'tms-3')).release();
  // Another Region has resources of its own.
  const elsewhere = await two.leases.take({ ...place, region: 'eu-west-1', ids: ['tms-1'] });
  expect(elsewhere).toHaveProperty('release');
  expect(await lease.keep()).toBe('held');
  lease.release();
  (await held(two.leases, 'tms-2', 'tms-3')).release();
});

testWithRedis('who did not get a lease is the next to get it', async () => {
  const redis = await startRedis();
  const [one, two] = await startTwo(redis);
  const lease = await held(one.leases, 'tms-1');
  expect(await two.leases.take(about('tms-1'))).toBe('taken');
  lease.release();
  expect(await one.leases.take(about('tms-1'))).toBe('taken');
  (await held(two.leases, 'tms-1')).release();
});

testWithRedis('a lease that is gone is lost, and is not taken from who has it now', async () => {
  const redis = await startRedis();
  const [one, two] = await startTwo(redis);
  const lease = await held(one.leases, 'tms-1');
  await redis.flush();
  const other = await held(two.leases, 'tms-1');
  expect(await lease.keep()).toBe('lost');
  lease.release();
  expect(await one.leases.take(about('tms-1'))).toBe('taken');
  other.release();
});

testWithRedis('replicas share a bucket: tokens come in the order in which they were asked for', async () => {
  const redis = await startRedis();
  const buckets = (await startTwo(redis)).map((store) => store.bucketOf(place, 'DescribeSubnets'));
  const waits: number[] = [];
  for (let n = 0; n < 30; n++) {
    const { waitMs } = await takeFrom(buckets[n % 2] as SharedBucket);
    waits.push(waitMs);
  }
  expect(waits.slice(0, 10)).toEqual(Array(10).fill(0));
  // One a second, less what has come in the meantime.
  const spent = waits.at(-1) as number;
  expect(spent).toBeLessThanOrEqual(20_000);
  expect(spent).toBeGreaterThan(0);
  expect(waits).toEqual([...waits].sort((left, right) => left - right));
  const refused = await takeFrom(buckets[0] as SharedBucket, { maxMs: 100, isDrained: false });
  expect(refused.waitMs).toBeLessThan(-100);
  buckets[1]?.giveBack(rate);
  buckets[1]?.giveBack(rate);
  expect((await takeFrom(buckets[1] as SharedBucket)).waitMs).toBeLessThanOrEqual(spent);
});

testWithRedis('a bucket that is drained has no tokens left for any replica', async () => {
  const redis = await startRedis();
  const [one, two] = await startTwo(redis);
  const slow = { capacity: 10, refillPerSecond: 0.1 };
  one.bucketOf(place, 'CreateTags').drain(slow);
  await until(async () => {
    const taken = await two.bucketOf(place, 'CreateTags').take(slow, { maxMs: 0, isDrained: false });
    return (taken?.waitMs ?? 0) < 0;
  });
});

testWithRedis('only numbers, ids of replicas and tokens are in the store', async () => {
  const redis = await startRedis();
  const store = await start({ REDIS_URL: redis.url, REDIS_PREFIX: 'blue' });
  await works(store);
  await held(store.leases, 'tms-1');
  const keys = (await redis.command('keys', '*')).split('\n').sort();
  expect(keys).toEqual([
    'blue:replicas',
    'blue:{123456789012/us-east-1}:bucket:DescribeSubnets',
    'blue:{123456789012/us-east-1}:lease:tms-1',
  ]);
  for (const key of keys) expect(Number(await redis.command('pttl', key))).toBeGreaterThan(0);
});

testWithRedis(
  'a wrong password is no hindrance at the start, and is read again when it is corrected',
  async () => {
    const redis = await startRedis({ password: 'right' });
    const file = join(newFolder(), 'password');
    writeFileSync(file, 'wrong\n');
    const store = await start({ REDIS_URL: redis.url, REDIS_PASSWORD_FILE: file });
    expect(store.isUp()).toBe(false);
    expect(await store.leases.take(about('tms-1'))).toBe('unavailable');
    expect(await store.bucketOf(place, 'CreateTags').take(rate, patient)).toBe(undefined);
    expect(store.lines.map(({ text }) => text)).toEqual([
      expect.stringMatching(/does not answer at the start/),
    ]);
    expect(store.lines[0]?.reason).toMatch(/WRONGPASS/);
    writeFileSync(file, 'right\n');
    await until(store.isUp);
    await works(store);
  },
);

testWithRedis(
  'a user with no more than the documented rights, and TLS with an authority of its own',
  async () => {
    const tls = makeCertificates();
    const rights =
      '~tmgw:* +@connection +eval +evalsha +time +exists +get +set +del +pexpire +hmget +hset +zadd +zrem +zremrangebyscore +zcard';
    const redis = await startRedis({ tls, users: [`alice on >secret ${rights}`] });
    const file = join(newFolder(), 'password');
    writeFileSync(file, 'secret\n');
    const access = { REDIS_URL: redis.url, REDIS_USERNAME: 'alice', REDIS_PASSWORD_FILE: file };
    await works(await start({ ...access, REDIS_CA_FILE: tls.caFile }));
    const stranger = await start({ ...access, REDIS_CA_FILE: makeCertificates().caFile });
    expect(stranger.isUp()).toBe(false);
  },
);

testWithRedis('Sentinels name another primary when the first one is gone', async () => {
  const { name, urls, primary, replica, primaryPort } = await startSentinels();
  const store = await start({ REDIS_URL: urls, REDIS_TOPOLOGY: 'sentinel', REDIS_SENTINEL_NAME: name });
  await works(store);
  await primary.kill();
  await until(async () => (await primaryPort()) === replica.port);
  await until(async () => typeof (await store.leases.take(about('tms-2'))) === 'object');
  await works(store);
  expect(await replica.command('keys', '*')).toContain(':lease:tms-2');
});

testWithRedis('a Cluster that is down at the start is found later', async () => {
  const redis = await startRedisCluster();
  await redis.kill();
  const store = await start({ REDIS_URL: redis.url, REDIS_TOPOLOGY: 'cluster' });
  expect(store.isUp()).toBe(false);
  await redis.restart();
  await until(async () => (await redis.command('cluster', 'info')).includes('cluster_state:ok'));
  await until(store.isUp);
  await works(store);
});

testWithRedis('a Cluster has all keys of an account and Region in one place', async () => {
  const redis = await startRedisCluster();
  const store = await start({ REDIS_URL: redis.url, REDIS_TOPOLOGY: 'cluster' });
  await works(store);
  const lease = await held(store.leases, 'tms-1', 'tms-2', 'tmf-1');
  expect(await lease.keep()).toBe('held');
  await redis.kill();
  await until(async () => (await store.leases.take(about('tms-9'))) === 'unavailable');
});

testWithRedis(
  'nobody waits for a store that is frozen for long, and it is used again when it answers',
  async () => {
    const redis = await startRedis();
    const store = await start({ REDIS_URL: redis.url });
    redis.pause();
    const beganAtMs = performance.now();
    expect(await store.leases.take(about('tms-1'))).toBe('unavailable');
    expect(await store.leases.take(about('tms-2'))).toBe('unavailable');
    expect(performance.now() - beganAtMs).toBeLessThan(1_500);
    expect(store.isUp()).toBe(false);
    // Long enough for a new connection, which also gets no answer.
    await until(() => performance.now() - beganAtMs > 6_500);
    redis.resume();
    await until(store.isUp);
    // What was asked for and granted too late was given back.
    await until(async () => typeof (await store.leases.take(about('tms-1'))) === 'object');
    await until(async () => typeof (await store.leases.take(about('tms-2'))) === 'object');
  },
);

testWithRedis('replicas are counted, and leave when they stop', async () => {
  const redis = await startRedis();
  const one = await start({ REDIS_URL: redis.url });
  const two = await start({ REDIS_URL: redis.url });
  expect([one.replicas(), two.replicas()]).toEqual([1, 2]);
  await one.stop();
  expect((await start({ REDIS_URL: redis.url })).replicas()).toBe(2);
});
