import { expect, test } from '@jest/globals';
import { createSharedAccess } from '../../../src/access/access.ts';
import { createScope, type Ec2Scope } from '../../../src/ec2/scope.ts';
import { createLog } from '../../../src/log.ts';
import { someAtOnce } from '../../../src/policies/atOnce.ts';
import { startLoop } from '../../../src/policies/loop.ts';
import { cleanUp } from '../../support/cleanUp.ts';
import { until } from '../../support/until.ts';

const scopeIn = (region: string) =>
  createScope({
    accountId: '123456789012',
    region,
    endpoint: 'http://127.0.0.1:9',
    credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' },
  });

function start(everyMs: number, work: (scope: Ec2Scope, signal: AbortSignal) => Promise<void>) {
  const access = createSharedAccess([scopeIn('eu-west-1'), scopeIn('us-east-1')]);
  const loop = startLoop({ access, everyMs, work, log: createLog('silent'), name: 'test' });
  cleanUp(async () => {
    await loop.stop();
    access.stop();
  });
  return loop;
}

test('a loop works at once in every place, and one at a time in each, also where the one before failed', async () => {
  const begun: string[] = [];
  const busy = new Set<string>();
  let overlaps = 0;
  let isHeld = true;
  start(1, async ({ region }) => {
    begun.push(region);
    if (busy.has(region)) overlaps++;
    busy.add(region);
    if (region === 'eu-west-1') await until(() => !isHeld);
    busy.delete(region);
    if (region === 'us-east-1') throw new Error('it failed');
  });
  expect(begun).toEqual(['eu-west-1', 'us-east-1']);
  await until(() => begun.filter((region) => region === 'us-east-1').length > 3);
  expect(begun.filter((region) => region === 'eu-west-1')).toHaveLength(1);
  isHeld = false;
  await until(() => begun.filter((region) => region === 'eu-west-1').length > 3);
  expect(overlaps).toBe(0);
});

test('a place that is closed and open again while work runs in it is worked in once at a time', async () => {
  const access = createSharedAccess([scopeIn('eu-west-1')]);
  let [isOpen, isHeld, looks, running, most, count] = [true, true, 0, 0, 0, 0];
  const now = () => {
    looks++;
    return isOpen ? access.now() : { ...access.now(), scopesFor: () => undefined };
  };
  const work = async () => {
    count++;
    most = Math.max(most, ++running);
    await until(() => !isHeld);
    running--;
  };
  const loop = startLoop({ access: { now }, everyMs: 1, work, log: createLog('silent'), name: 'test' });
  cleanUp(async () => {
    await loop.stop();
    access.stop();
  });
  for (const open of [false, true]) {
    isOpen = open;
    const before = looks;
    await until(() => looks > before + 2);
  }
  isHeld = false;
  await until(() => count > 2);
  expect(most).toBe(1);
});

test('a loop that is stopped ends what runs, begins nothing more, and says how long ago a place was worked in', async () => {
  let count = 0;
  let ended = 0;
  const loop = start(1, async (_, signal) => {
    count++;
    await until(() => signal.aborted);
    ended++;
  });
  await until(() => loop.oldestSeconds() > 0);
  await loop.stop();
  expect([count, ended]).toEqual([2, 2]);
});

test('several things are done at once, and none is begun after one has failed', async () => {
  const begun: number[] = [];
  const work = someAtOnce([1, 2, 3, 4, 5], 2, async (item) => {
    begun.push(item);
    await new Promise((resolve) => setImmediate(resolve));
    if (item === 2) throw new Error('it failed');
    return item * 10;
  });
  await expect(work).rejects.toThrow('it failed');
  expect(begun).toEqual([1, 2, 3]);
  expect(await someAtOnce([1, 2, 3], 2, async (item) => item * 10)).toEqual([10, 20, 30]);
});
