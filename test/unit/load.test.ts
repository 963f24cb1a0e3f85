import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from '@jest/globals';
import { startLoadWatch } from '../../src/http/load.ts';
import { cleanUp } from '../support/cleanUp.ts';
import { until } from '../support/until.ts';

function start() {
  const load = startLoadWatch();
  cleanUp(load.stop);
  return load;
}

/** Keeps the event loop busy, with a moment of rest for timers. */
async function work(ms: number): Promise<void> {
  const endsAt = performance.now() + ms;
  while (performance.now() < endsAt) {
    const turnEndsAt = performance.now() + 20;
    while (performance.now() < turnEndsAt);
    await new Promise(setImmediate);
  }
}

test('an event loop that works without rest is busy after a while, and not when it rests', async () => {
  const load = start();
  await work(100);
  expect(load.isBusy()).toBe(false);
  await work(2_000);
  expect(load.isBusy()).toBe(true);
  await until(() => !load.isBusy());
});

test('a request costs what the event loop has worked for each', async () => {
  const load = start();
  expect(load.costMs()).toBe(0);
  for (let count = 0; count < 5; count++) {
    await work(100);
    load.ended();
  }
  await until(() => load.costMs() > 50);
});

test('the heap counts as it was after a full collection, for as long as that says something', async () => {
  setFlagsFromString('--expose-gc');
  const load = start();
  (runInNewContext('gc') as () => void)();
  await until(() => load.heapShare() > 0);
  expect(load.heapShare()).toBeLessThan(1);
  await until(() => load.heapShare() === 0);
});
