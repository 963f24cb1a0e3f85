import { expect, test } from '@jest/globals';
import { createPatience } from '../../src/ec2/reads/patience.ts';
import { deferred, settled } from '../support/deferred.ts';

const never = () => new Promise<void>(() => {});

test('a call that ends in time is waited for, whether it fails or not', async () => {
  const patience = createPatience({ leastMs: 60_000 });
  await expect(patience.await(Promise.resolve())).resolves.toBe('ended');
  await expect(patience.await(Promise.reject(new Error('lost')))).resolves.toBe('ended');
});

test('a call that takes too long is not waited for', async () => {
  await expect(createPatience({ leastMs: 1 }).await(never())).resolves.toBe('overdue');
});

test('a call that EC2 has answered with an error is waited for, because it is sent again', async () => {
  const call = deferred();
  const waited = createPatience({ leastMs: 1 }).await(call.promise, () => false);
  const next = await Promise.race([waited, new Promise((resolve) => setTimeout(() => resolve('waits'), 50))]);
  call.resolve();
  expect([next, await waited]).toEqual(['waits', 'ended']);
});

test('when as many calls are overdue as may be, the next one is waited for until one of them ends', async () => {
  const patience = createPatience({ leastMs: 1, maxOverdue: 1 });
  const first = deferred();
  await patience.await(first.promise);
  const second = patience.await(never());
  const next = await Promise.race([
    second,
    new Promise((resolve) => setTimeout(() => resolve('waited'), 50)),
  ]);
  first.resolve();
  expect([next, await second]).toEqual(['waited', 'overdue']);
});

test('a call is not overdue because this process stood still', async () => {
  const patience = createPatience({ leastMs: 200 });
  // Its answer takes a few turns of the event loop.
  const call = (async () => {
    for (let turn = 0; turn < 4; turn++) await settled();
  })();
  const waited = patience.await(call);
  for (const end = performance.now() + 400; performance.now() < end; );
  await expect(waited).resolves.toBe('ended');
});

test('what is usual is measured: where every call is slow, a slow one is not overdue', async () => {
  const patience = createPatience({ leastMs: 1 });
  const slow = () => new Promise<void>((resolve) => setTimeout(resolve, 100));
  const found: string[] = [];
  for (let n = 0; n < 3; n++) {
    const call = slow();
    found.push(await patience.await(call));
    await call;
  }
  // Of the first call nothing is known.
  expect(found).toEqual(['overdue', 'ended', 'ended']);
});

test('one call that hangs does not change what is usual', async () => {
  const patience = createPatience({ leastMs: 1 });
  const ends = [20, 20, 1_000].map((ms) => new Promise<void>((resolve) => setTimeout(resolve, ms)));
  await Promise.all(ends.map((end) => patience.await(end)));
  await Promise.all(ends);
  const startedAtMs = performance.now();
  await expect(patience.await(never())).resolves.toBe('overdue');
  expect(performance.now() - startedAtMs).toBeLessThan(1_000);
});
