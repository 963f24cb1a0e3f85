import { expect, test } from '@jest/globals';
import { createMutex } from '../../src/ec2/changes/mutex.ts';
import { noSpan } from '../../src/trace.ts';
import { deferred } from '../support/deferred.ts';

const turnOf = (signal: AbortSignal) => ({
  signal,
  endsAtMs: Number.POSITIVE_INFINITY,
  isCompared: false,
  span: noSpan,
});
const patient = turnOf(new AbortController().signal);
const about = (...ids: string[]) => ({ accountId: '123456789012', region: 'us-east-1', ids });

test('tasks of one key run one after the other, in the order they came', async () => {
  const mutex = createMutex();
  const events: string[] = [];
  const gate = deferred();
  const first = mutex.run(about('tms-1'), patient, async () => {
    events.push('first begins');
    await gate.promise;
    events.push('first ends');
  });
  const second = mutex.run(about('tms-1'), patient, async () => {
    events.push('second');
  });
  await mutex.run(about('tms-2'), patient, async () => {
    events.push('other key');
  });
  gate.resolve();
  await Promise.all([first, second]);
  expect(events).toEqual(['first begins', 'other key', 'first ends', 'second']);
});

test('a task that fails does not affect the next one', async () => {
  const mutex = createMutex();
  const failing = mutex.run(about('tms-1'), patient, async () => {
    throw new Error('no');
  });
  const next = mutex.run(about('tms-1'), patient, async () => 'yes');
  await expect(failing).rejects.toThrow('no');
  await expect(next).resolves.toBe('yes');
});

test('a task whose caller leaves while it waits ends at once, and does not begin', async () => {
  const mutex = createMutex();
  const owner = new AbortController();
  let isBegun = false;
  const gate = deferred();
  const first = mutex.run(about('tms-1'), patient, () => gate.promise);
  const second = mutex.run(about('tms-1'), turnOf(owner.signal), async () => {
    isBegun = true;
  });
  owner.abort();
  await expect(second).rejects.toMatchObject({ kind: 'cancelled', ambiguous: false });
  // It does not wait until the task before it ends.
  gate.resolve();
  await first;
  expect(isBegun).toBe(false);
  expect(await mutex.run(about('tms-1'), patient, async () => 'next')).toBe('next');
});
