import { expect, test } from '@jest/globals';
import { createBucket } from '../../src/ec2/bucket.ts';
import { createSharedTokens, type SharedBucket } from '../../src/ec2/sharedTokens.ts';
import { createTokens, type Rate } from '../../src/ec2/tokens.ts';
import { createTestClock } from '../support/clock.ts';

const rate: Rate = { capacity: 90, refillPerSecond: 18 };
const patient = { callers: ['alice'] };

/** A bucket in a store that can be out of reach. */
function setUp(replicas = 1) {
  const { clock, advance } = createTestClock();
  const tokens = createTokens(rate, clock);
  const store = { isUp: true, drained: 0 };
  const bucket: SharedBucket = {
    async take(_, { maxMs, isDrained }) {
      if (!store.isUp) return undefined;
      if (isDrained) {
        store.drained++;
        tokens.drain();
      }
      return { waitMs: await tokens.take(maxMs), level: tokens.level() };
    },
    giveBack: tokens.giveBack,
    drain: tokens.drain,
  };
  const shared = () => createSharedTokens(bucket, rate, clock, () => replicas);
  return { clock, advance, store, tokens, shared };
}

/** How many of many takes are granted within a time. */
async function grantedIn(ms: number, { shared, clock, advance }: ReturnType<typeof setUp>, count = 1) {
  const given = Array<number>(count).fill(0);
  for (let n = 0; n < count; n++) {
    const bucket = createBucket(shared(), clock, () => {});
    for (let asked = 0; asked < 1_000; asked++)
      bucket.take(patient, Number.POSITIVE_INFINITY).then(
        () => {
          given[n] = (given[n] ?? 0) + 1;
        },
        () => {},
      );
  }
  await advance(ms);
  return given;
}

test('replicas together get no more than the rate, and each of them a fair part of it', async () => {
  const given = await grantedIn(10_000, setUp(3), 3);
  const sum = given.reduce((total, each) => total + each);
  expect(sum).toBeGreaterThanOrEqual(90 + 178);
  expect(sum).toBeLessThanOrEqual(90 + 180);
  expect(Math.max(...given) - Math.min(...given)).toBeLessThanOrEqual(2);
});

test('without the store, each replica goes on with its part of the rate, and begins with one token', async () => {
  const setup = setUp(3);
  setup.store.isUp = false;
  expect(await grantedIn(10_000, setup)).toEqual([61]);
});

test('when the store is back, it begins without tokens, once', async () => {
  const { store, shared } = setUp(3);
  const tokens = shared();
  await tokens.take(0);
  store.isUp = false;
  await tokens.take(0);
  store.isUp = true;
  expect(await tokens.take(10_000)).toBeGreaterThan(0);
  await tokens.take(10_000);
  expect(store.drained).toBe(1);
});

test('who would wait too long is told so, by how long tokens have taken while others took them too', async () => {
  const { clock, advance, tokens, shared } = setUp(2);
  const bucket = createBucket(shared(), clock, () => {});
  // Another replica takes every second token.
  const other = createBucket(shared(), clock, () => {});
  tokens.drain();
  for (let n = 0; n < 150; n++) {
    bucket.take(patient, Number.POSITIVE_INFINITY).catch(() => {});
    other.take(patient, Number.POSITIVE_INFINITY).catch(() => {});
  }
  await advance(2_000);
  await expect(bucket.take(patient, 10_000)).rejects.toMatchObject({ kind: 'busy' });
});

test('a token that nobody waits for any more is given back', async () => {
  const { clock, advance, tokens, shared } = setUp();
  tokens.drain();
  const gone = new AbortController();
  const bucket = createBucket(shared(), clock, () => {});
  const leaving = bucket.take({ ...patient, signal: gone.signal }, 10_000);
  leaving.catch(() => {});
  gone.abort();
  await expect(leaving).rejects.toMatchObject({ kind: 'cancelled' });
  await advance(1_000);
  expect(tokens.level()).toBeCloseTo(18);
});

test('a wait that the store finds too long is refused', async () => {
  const { clock, tokens, shared } = setUp();
  tokens.drain();
  // Somebody else has taken tokens that there are not yet.
  for (let n = 0; n < 200; n++) await tokens.take(Number.POSITIVE_INFINITY);
  const bucket = createBucket(shared(), clock, () => {});
  await expect(bucket.take(patient, 10_000)).rejects.toMatchObject({ kind: 'busy', retryAfterMs: 11_167 });
  expect(await bucket.tryTake()).toBe(false);
});

test('after a drain, nothing is left of the burst, even before the store has said so', async () => {
  const { clock, advance, shared } = setUp();
  const bucket = createBucket(shared(), clock, () => {});
  await bucket.take(patient, 0);
  expect(bucket.left()).toBeGreaterThan(0.9);
  bucket.drain();
  expect(bucket.left()).toBe(0);
  await advance(2_500);
  expect(bucket.left()).toBeCloseTo(0.5);
});
