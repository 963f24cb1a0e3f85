import { expect, test } from '@jest/globals';
import { afterFailure, untilNext } from '../../../src/web/map/refreshTimes.ts';

test('pages that were opened at different times read again at the same time', () => {
  const next = (now: number) => now + untilNext(now, 200);
  expect([0, 1_000, 17_300, 26_000].map(next)).toEqual([30_000, 30_000, 30_000, 30_000]);
});

test('a page that has just read waits for the next time', () => {
  expect(29_000 + untilNext(29_000, 200)).toBe(60_000);
});

test('what takes long is read less often', () => {
  expect(untilNext(0, 9_000)).toBe(90_000);
});

test('after a failure it waits for a second, then twice as long, and half a minute at most', () => {
  expect([1, 2, 3, 9].map((failures) => afterFailure(failures, 1))).toEqual([1_000, 2_000, 4_000, 30_000]);
  expect(afterFailure(2, 0)).toBe(1_000);
});
