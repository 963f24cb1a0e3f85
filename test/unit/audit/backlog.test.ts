import { expect, test } from '@jest/globals';
import { createBacklog } from '../../../src/audit/backlog.ts';

test('10,000 outcomes are kept, and denials leave room for half of them; what is lost is counted', () => {
  const backlog = createBacklog<{ event: 'outcome' | 'denied' }>();
  const keep = (event: 'outcome' | 'denied', times: number) =>
    Array.from({ length: times }, () => backlog.keep({ event })).filter(Boolean).length;
  expect(keep('denied', 6_000)).toBe(5_000);
  expect(keep('outcome', 6_000)).toBe(5_000);
  expect(backlog.read().kept).toHaveLength(10_000);
  expect(backlog.read().lost).toBe(2_000);
  backlog.clear();
  expect(backlog.read()).toEqual({ kept: [], lost: 0 });
});
