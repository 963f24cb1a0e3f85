/** Changes with `ifVersion` through two built gateways: one of two that start from the same version is made, with a store that fails in every way. */
import { setTimeout as wait } from 'node:timers/promises';
import { expect } from '@jest/globals';
import { type Emulator, startEmulator } from '../support/emulator.ts';
import { type Redis, startRedis, testWithRedis } from '../support/redis.ts';
import { type SharedGateway, startSharedGateways } from '../support/sharedGateways.ts';
import { until } from '../support/until.ts';

const session = 'tms-0a1b2c3d4e5f60001';

/** Its key in the store. */
const lease = `tmgw:{123456789012/us-east-1}:lease:${session}`;

/** How many races; more in a long run. */
const races = Number(process.env.RACES ?? 20);

const read = `{ trafficMirrorSession(id: "${session}") { version } }`;
const modify = `mutation($input: ModifyTrafficMirrorSessionInput!) {
  modifyTrafficMirrorSession(input: $input) { trafficMirrorSession { version } userErrors { code message field retryable } }
}`;

interface Read {
  readonly trafficMirrorSession: { readonly version: string };
}
interface Modified {
  readonly modifyTrafficMirrorSession: {
    readonly trafficMirrorSession: { readonly version: string } | null;
    readonly userErrors: readonly { code: string; message: string; field: string[]; retryable: boolean }[];
  };
}

let lastDescription = 0;

/** @returns `OK`, or the code of the error. */
async function change({ send }: SharedGateway, ifVersion?: string): Promise<string> {
  const input = { trafficMirrorSessionId: session, description: `change ${++lastDescription}`, ifVersion };
  const { data, errors } = await send<Modified>(modify, { input });
  if (errors) return `top level: ${errors[0]?.extensions.code} ${errors[0]?.message}`;
  const payload = data?.modifyTrafficMirrorSession;
  return payload?.userErrors[0]?.code ?? (payload?.trafficMirrorSession ? 'OK' : 'nothing');
}

async function versionOf({ send }: SharedGateway): Promise<string> {
  const { data, errors } = await send<Read>(read);
  if (!data) throw new Error(JSON.stringify(errors));
  return data.trafficMirrorSession.version;
}

interface Setup {
  readonly emulator: Emulator;
  readonly redis: Redis;
  readonly gateways: readonly [SharedGateway, SharedGateway];
}

async function setUp(env: Record<string, string> = {}): Promise<Setup> {
  const emulator = await startEmulator({ seed: 'demo' });
  const redis = await startRedis();
  const [one, two] = await startSharedGateways(emulator, 2, { REDIS_URL: redis.url, REPLICAS: '2', ...env });
  return { emulator, redis, gateways: [one, two] as Setup['gateways'] };
}

const areUp = async (gateways: readonly SharedGateway[]) =>
  (await Promise.all(gateways.map(({ metric }) => metric('store_up')))).every((value) => value === 1);

testWithRedis(
  'of two changes from the same version, exactly one is made',
  async () => {
    const { gateways } = await setUp();
    const [one, two] = gateways;
    const outcomes: string[] = [];
    for (let race = 0; race < races; race++) {
      const version = await versionOf(one);
      outcomes.push((await Promise.all([change(one, version), change(two, version)])).sort().join(' '));
    }
    expect(outcomes).toEqual(Array(races).fill('OK VERSION_CONFLICT'));
    expect(await one.metric('leases_total{result="held"}')).toBe(races);
    const seen = await Promise.all(gateways.map(({ metric }) => metric('replicas_seen')));
    // Who came last has counted both.
    expect(Math.max(...seen)).toBe(2);
  },
  60_000 + races * 500,
);

testWithRedis('changes of one resource are made one after the other', async () => {
  const { emulator, gateways } = await setUp({ EC2_BUDGET_PERCENT: '100' });
  const [count, delayMs] = [20, 50];
  emulator.faults('ModifyTrafficMirrorSession', [{ times: count, delayMs }]);
  const beganAtMs = performance.now();
  const changes = Array.from({ length: count }, (_, n) => change(gateways[n % 2 ? 0 : 1]));
  expect(await Promise.all(changes)).toEqual(Array(count).fill('OK'));
  expect(performance.now() - beganAtMs).toBeGreaterThanOrEqual(count * delayMs);
});

testWithRedis('a change of a replica that is killed is waited for, not forever', async () => {
  const { emulator, redis, gateways } = await setUp({ LIMITS: 'mutationMs=2000' });
  const [one, two] = gateways;
  emulator.faults('ModifyTrafficMirrorSession', [{ delayMs: 4_000 }]);
  void change(one).catch(() => undefined);
  await until(async () => (await redis.command('exists', lease)) === '1');
  one.program.child.kill('SIGKILL');
  // The lease of the dead one lasts for half a minute, longer than a mutation may take.
  expect(await change(two, await versionOf(two))).toBe('THROTTLED');
  await redis.command('del', lease);
  expect(await change(two, await versionOf(two))).toBe('OK');
});

testWithRedis('while the store is frozen, only changes with ifVersion are refused, and soon', async () => {
  const { emulator, redis, gateways } = await setUp();
  const [one] = gateways;
  const version = await versionOf(one);
  redis.pause();
  const timed = async (ifVersion?: string) => {
    const askedAtMs = performance.now();
    const outcome = await change(one, ifVersion);
    return { outcome, ms: performance.now() - askedAtMs };
  };
  const askedBefore = new Map(emulator.calls);
  const refused = await Promise.all([timed(version), timed(version), timed(version)]);
  refused.push(await timed(version));
  expect(refused.map(({ outcome }) => outcome)).toEqual(Array(4).fill('COORDINATION_UNAVAILABLE'));
  // What is promised is half a second; the rest is for a busy machine.
  expect(Math.max(...refused.map(({ ms }) => ms))).toBeLessThan(1_500);
  expect(emulator.calls).toEqual(askedBefore);
  expect(await one.metric('store_up')).toBe(0);
  expect(await (await fetch(`${one.adminUrl}/health/ready`)).json()).toMatchObject({
    status: 'ready',
    store: 'down',
  });

  expect((await timed()).outcome).toBe('OK');
  expect(await versionOf(one)).not.toBe(version);
  redis.resume();
  await until(() => areUp(gateways));
  const now = await versionOf(one);
  expect((await Promise.all(gateways.map((gateway) => change(gateway, now)))).sort()).toEqual([
    'OK',
    'VERSION_CONFLICT',
  ]);
});

testWithRedis('a store that is killed and comes back is used again, and the log says both once', async () => {
  const { redis, gateways } = await setUp();
  const [one] = gateways;
  const version = await versionOf(one);
  await redis.kill();
  expect(await change(one, version)).toBe('COORDINATION_UNAVAILABLE');
  expect(await change(one)).toBe('OK');
  await wait(300);
  await redis.restart();
  await until(() => areUp(gateways));
  expect(await change(one, await versionOf(one))).toBe('OK');
  const lines = one.program.output().stdout.split('\n');
  expect(lines.filter((line) => line.includes('"msg":"the store does not answer'))).toHaveLength(1);
  // At the start, and when it came back.
  expect(lines.filter((line) => line.includes('"msg":"the store answers"'))).toHaveLength(2);
});

testWithRedis('a store that forgot everything goes on', async () => {
  const { redis, gateways } = await setUp();
  const [one, two] = gateways;
  expect(await change(one, await versionOf(one))).toBe('OK');
  await redis.flush();
  expect(await change(two, await versionOf(two))).toBe('OK');
});

testWithRedis('a store that is down at the start hinders nothing but ifVersion', async () => {
  const emulator = await startEmulator({ seed: 'demo' });
  const redis = await startRedis();
  await redis.kill();
  const [one] = (await startSharedGateways(emulator, 1, { REDIS_URL: redis.url })) as [SharedGateway];
  const version = await versionOf(one);
  expect(await change(one, version)).toBe('COORDINATION_UNAVAILABLE');
  expect(await change(one)).toBe('OK');
  await redis.restart();
  await until(() => areUp([one]));
  expect(await change(one, await versionOf(one))).toBe('OK');
});

testWithRedis('several replicas without a store make no change with ifVersion', async () => {
  const emulator = await startEmulator({ seed: 'demo' });
  const [one] = (await startSharedGateways(emulator, 1, { REPLICAS: '2' })) as [SharedGateway];
  const version = await versionOf(one);
  const input = { trafficMirrorSessionId: session, description: 'with a version', ifVersion: version };
  emulator.resetCalls();
  const { data } = await one.send<Modified>(modify, { input });
  expect(data?.modifyTrafficMirrorSession.userErrors).toEqual([
    {
      code: 'COORDINATION_UNAVAILABLE',
      message: expect.stringMatching(/REPLICAS is 2, and no REDIS_URL/),
      field: ['input', 'ifVersion'],
      retryable: true,
    },
  ]);
  expect(emulator.calls).toEqual(new Map());
  expect(await change(one)).toBe('OK');
});

testWithRedis('a change through one replica waits for what another one has just created', async () => {
  const { emulator, gateways } = await setUp();
  const [one, two] = gateways;
  // What EC2 had before it: new resources are not found for a while.
  emulator.faults('DeleteTrafficMirrorFilter', [{ times: 2, stale: true }]);
  const { data } = await one.send<{
    createTrafficMirrorFilter: { trafficMirrorFilter: { trafficMirrorFilterId: string } };
  }>('mutation { createTrafficMirrorFilter(input: {}) { trafficMirrorFilter { trafficMirrorFilterId } } }');
  const id = data?.createTrafficMirrorFilter.trafficMirrorFilter.trafficMirrorFilterId;
  const answer = await two.send(
    'mutation($id: ID!) { deleteTrafficMirrorFilter(input: { trafficMirrorFilterId: $id }) { userErrors { code } } }',
    { id },
  );
  expect(answer).toMatchObject({ data: { deleteTrafficMirrorFilter: { userErrors: [] } } });
  expect(emulator.calls.get('DeleteTrafficMirrorFilter')).toBe(3);
});
