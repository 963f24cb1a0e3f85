import { describe, expect, jest, test } from '@jest/globals';
import { limitDefaults } from '../../src/config/limits.ts';
import { createAdmission, type Refused } from '../../src/http/admission.ts';
import type { Load } from '../../src/http/load.ts';
import { deferred } from '../support/deferred.ts';

const patient = new AbortController().signal;
const idle = { isBusy: () => false, costMs: () => 0, ended() {}, heapShare: () => 0, stop() {} };

function create(limits: Partial<Parameters<typeof createAdmission>[0]['limits']>, load: Partial<Load> = {}) {
  const refused: Refused[] = [];
  const admission = createAdmission({
    limits: { ...limitDefaults, active: 1, queued: 100, ...limits },
    tellsCallersApart: true,
    load: { ...idle, ...load },
    onRefused: (reason) => refused.push(reason),
  });
  const order: string[] = [];
  return {
    ...admission,
    refused,
    order,
    /** Begins a request that ends when it is told to. */
    begin(caller: string, signal = patient) {
      const end = deferred<void>();
      const ended = admission.run(
        caller,
        async () => {
          order.push(caller);
          await end.promise;
        },
        signal,
      );
      return { end: () => end.resolve(), ended };
    },
  };
}

const overloaded = { status: 503, code: 'OVERLOADED', headers: { 'retry-after': '1' } };
const limited = (limit: string) => ({ status: 429, code: 'RATE_LIMITED', details: { limit } });

describe('a client', () => {
  test('that leaves while it waits gives up its place to the next', async () => {
    const { begin, run } = create({ queued: 2 });
    const running = begin('a');
    const impatient = new AbortController();
    const leaves = begin('a', impatient.signal);
    const stays = begin('a');
    await expect(run('a', async () => {}, patient)).rejects.toMatchObject(overloaded);
    impatient.abort();
    await expect(leaves.ended).rejects.toMatchObject(overloaded);
    const comes = begin('a');
    for (const request of [running, stays, comes]) {
      request.end();
      await request.ended;
    }
    // No turn was wasted on the one that left.
    expect(await run('a', async () => 'free', patient)).toBe('free');
  });

  test('that has already left does not wait', async () => {
    const { begin } = create({});
    const running = begin('a');
    await expect(begin('a', AbortSignal.abort()).ended).rejects.toMatchObject(overloaded);
    running.end();
    await running.ended;
  });
});

test('callers are served in turns', async () => {
  const { begin, order, counts } = create({});
  const requests = ['a', 'a', 'a', 'a', 'b', 'c'].map((caller) => begin(caller));
  expect(counts()).toEqual({ running: 1, waiting: 5 });
  for (const request of requests) request.end();
  await Promise.all(requests.map(({ ended }) => ended));
  expect(order).toEqual(['a', 'a', 'b', 'c', 'a', 'a']);
  expect(counts()).toEqual({ running: 0, waiting: 0 });
});

describe('of one caller', () => {
  test('no more run than allowed, and others get the room that is left', async () => {
    const { begin, order, refused } = create({ active: 3, callerActive: 2, callerQueued: 1 });
    const requests = ['a', 'a', 'a', 'b'].map((caller) => begin(caller));
    expect(order).toEqual(['a', 'a', 'b']);
    await expect(begin('a').ended).rejects.toMatchObject(limited('callerQueued'));
    expect(refused).toEqual(['callerQueued']);
    requests[3]?.end();
    await requests[3]?.ended;
    expect(order).toEqual(['a', 'a', 'b']);
    requests[0]?.end();
    await requests[0]?.ended;
    expect(order).toEqual(['a', 'a', 'b', 'a']);
    for (const request of requests) request.end();
    await Promise.all(requests.map(({ ended }) => ended));
  });

  test('no more are taken per second than allowed, and the answer says when to come back', () => {
    const { check, refused } = create({ callerPerSecond: 3 });
    for (let count = 0; count < 3; count++) check('a');
    expect(() => check('a')).toThrow(
      expect.objectContaining({ ...limited('callerPerSecond'), headers: { 'retry-after': '1' } }),
    );
    check('b');
    expect(refused).toEqual(['callerPerSecond']);
  });
});

describe('when there is too much to do', () => {
  test('requests beyond what can be done soon are refused, but not those of a caller with less than a fair share', () => {
    const busy = create({ active: 100 }, { isBusy: () => true, costMs: () => 70 });
    for (let count = 0; count < 10; count++) {
      busy.check('a');
      busy.begin('a');
    }
    expect(() => busy.check('a')).toThrow(expect.objectContaining(overloaded));
    busy.check('b');
    for (let count = 0; count < 5; count++) busy.begin('b');
    expect(() => busy.check('b')).toThrow(expect.objectContaining(overloaded));
    busy.check('c');
    expect(busy.refused).toEqual(['busy', 'busy']);
  });

  test('any number may wait for EC2, as long as that is no work', () => {
    const waiting = create({ active: 1_000, callerActive: 1_000 }, { isBusy: () => false, costMs: () => 70 });
    for (let count = 0; count < 500; count++) waiting.begin('a');
    waiting.check('a');
    expect(waiting.refused).toEqual([]);
  });

  test('what a caller holds up is not the concern of others, and what all callers hold up is', async () => {
    jest.spyOn(performance, 'now').mockReturnValue(0);
    const { begin, check, refused } = create({ active: 2, callerActive: 1 });
    for (let count = 0; count < 3; count++) void begin('a').ended.catch(() => {});
    jest.spyOn(performance, 'now').mockReturnValue(60_000);
    check('a');
    check('b');
    void begin('b').ended.catch(() => {});
    void begin('c').ended.catch(() => {});
    check('d');
    jest.spyOn(performance, 'now').mockReturnValue(63_000);
    expect(() => check('d')).toThrow(expect.objectContaining(overloaded));
    expect(refused).toEqual(['waiting']);
    jest.restoreAllMocks();
  });

  test('nothing is admitted while the heap is nearly full', () => {
    const { check, refused } = create({}, { heapShare: () => 0.9 });
    expect(() => check('a')).toThrow(expect.objectContaining(overloaded));
    expect(refused).toEqual(['memory']);
  });
});
