/** Two built gateways share EC2's request rates: EC2 throttles none of their calls, also when the store goes away and comes back. */
import { setTimeout as wait } from 'node:timers/promises';
import { expect } from '@jest/globals';
import { cleanUp } from '../support/cleanUp.ts';
import { type Emulator, startEmulator } from '../support/emulator.ts';
import { startRedis, testWithRedis } from '../support/redis.ts';
import { type SharedGateway, startSharedGateways } from '../support/sharedGateways.ts';
import { until } from '../support/until.ts';

const action = 'DescribeTrafficMirrorSessions';
const read = '{ trafficMirrorSession(id: "tms-0a1b2c3d4e5f60001") { arn } }';
const readersOfEach = 8;

/** What readers saw. */
interface Readings {
  count: number;
  readonly failures: string[];
  slowestMs: number;
}

/** Reads through all gateways, as fast as they answer. */
function startReaders(gateways: readonly SharedGateway[]): Readings & { stop(): Promise<void> } {
  let isOver = false;
  const readings: Readings = { count: 0, failures: [], slowestMs: 0 };
  const run = async ({ send }: SharedGateway) => {
    while (!isOver) {
      const beganAtMs = performance.now();
      const { errors } = await send(read);
      if (errors) readings.failures.push(JSON.stringify(errors));
      readings.count++;
      readings.slowestMs = Math.max(readings.slowestMs, performance.now() - beganAtMs);
    }
  };
  const running = Promise.all(
    gateways.flatMap((gateway) => Array.from({ length: readersOfEach }, () => run(gateway))),
  );
  const stop = cleanUp(async () => {
    isOver = true;
    await running;
  });
  return Object.assign(readings, { stop });
}

/** Counts the calls that EC2 gets from now on, and how many the rates allow in the time. */
function countCalls(emulator: Emulator, burst: number) {
  const callsNow = () => emulator.calls.get(action) ?? 0;
  const [before, beganAtMs] = [callsNow(), performance.now()];
  return {
    calls: () => callsNow() - before,
    // 18 a second. Some calls were on their way when the counting began.
    allowed: () => burst + ((performance.now() - beganAtMs) / 1_000) * 18 * 1.05 + 5,
  };
}

const throttles = async (gateways: readonly SharedGateway[]) => {
  const each = gateways.map(({ metric }) =>
    metric(`ec2_call_duration_seconds_count{action="${action}",result="throttled"}`),
  );
  return (await Promise.all(each)).reduce((sum, count) => sum + count);
};

testWithRedis('two replicas share the rates of EC2, with the store and without it', async () => {
  const emulator = await startEmulator({ seed: 'demo', throttle: true });
  const redis = await startRedis();
  const gateways = await startSharedGateways(emulator, 2, { REDIS_URL: redis.url, REPLICAS: '2' });
  // A burst of 90 calls in all: with one of their own each, they would make 180, and EC2 allows 100.
  const together = countCalls(emulator, 90);
  const readers = startReaders(gateways);
  await wait(6_000);
  expect(together.calls()).toBeLessThan(together.allowed());
  expect(together.calls()).toBeGreaterThan(60);

  const isEverywhere = async (value: number) =>
    (await Promise.all(gateways.map(({ metric }) => metric('store_up')))).every((up) => up === value);
  const alone = countCalls(emulator, 2);
  await redis.kill();
  await until(() => isEverywhere(0));
  await wait(4_000);
  expect(alone.calls()).toBeLessThan(alone.allowed());
  expect(alone.calls()).toBeGreaterThan(15);

  const again = countCalls(emulator, 2);
  await redis.restart();
  await until(() => isEverywhere(1));
  await wait(3_000);
  expect(again.calls()).toBeLessThan(again.allowed());
  await readers.stop();
  process.stderr.write(`${readers.count} reads, the slowest took ${Math.round(readers.slowestMs)} ms\n`);
  expect(readers.failures).toEqual([]);
  expect(await throttles(gateways)).toBeLessThanOrEqual(2);
});

/** How many reads have waited for their tokens for more than a tenth of a second. How long the rest of a read takes is the machine's. */
async function waitsIn({ metric }: SharedGateway): Promise<number> {
  const action = 'action="DescribeTrafficMirrorSessions"';
  const all = await metric(`ec2_budget_wait_seconds_count{${action}}`);
  return all - (await metric(`ec2_budget_wait_seconds_bucket{le="0.1",${action}}`));
}

testWithRedis('a frozen store delays a read once, and by little', async () => {
  const emulator = await startEmulator({ seed: 'demo', throttle: true });
  const redis = await startRedis();
  const [gateway] = (await startSharedGateways(emulator, 1, { REDIS_URL: redis.url })) as [SharedGateway];
  const readOnce = async () => {
    const beganAtMs = performance.now();
    const { errors } = await gateway.send(read);
    expect(errors).toBeUndefined();
    return performance.now() - beganAtMs;
  };
  await readOnce();
  redis.pause();
  const during: number[] = [];
  for (let n = 0; n < 20; n++) during.push(await readOnce());
  // What is promised is half a second, once; the rest is for a busy machine.
  expect(Math.max(...during)).toBeLessThan(1_500);
  expect(await waitsIn(gateway)).toBeLessThanOrEqual(2);
  redis.resume();
  await until(async () => (await gateway.metric('store_up')) === 1);
  await readOnce();
});
