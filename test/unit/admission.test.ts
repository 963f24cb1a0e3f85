import { expect, test } from '@jest/globals';
import { createAdmission } from '../../src/http/admission.ts';
import { deferred } from '../support/deferred.ts';

const patient = new AbortController().signal;

test('a client that leaves while it waits gives up its place to the next', async () => {
  const admit = createAdmission({ active: 1, queued: 2 });
  const first = deferred<string>();
  const running = admit(() => first.promise, patient);
  const impatient = new AbortController();
  let isBegun = false;
  const leaves = admit(async () => {
    isBegun = true;
  }, impatient.signal);
  const stays = admit(async () => 'had a turn', patient);
  await expect(admit(async () => {}, patient)).rejects.toMatchObject({ status: 503 });
  impatient.abort();
  await expect(leaves).rejects.toMatchObject({ status: 503 });
  // Its place is free again.
  const comes = admit(async () => 'too', patient);
  first.resolve('done');
  expect(await Promise.all([running, stays, comes])).toEqual(['done', 'had a turn', 'too']);
  expect(isBegun).toBe(false);
  // No turn was wasted on it.
  expect(await admit(async () => 'free', patient)).toBe('free');
});

test('a client that has already left does not wait', async () => {
  const admit = createAdmission({ active: 1, queued: 2 });
  const first = deferred<void>();
  const running = admit(() => first.promise, patient);
  await expect(admit(async () => {}, AbortSignal.abort())).rejects.toMatchObject({ status: 503 });
  first.resolve();
  await running;
});
