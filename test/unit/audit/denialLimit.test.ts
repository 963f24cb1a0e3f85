import { expect, test } from '@jest/globals';
import { createDenialLimit } from '../../../src/audit/denialLimit.ts';

test('ten denials a minute are recorded for each actor; the next minute says how many were not', () => {
  let nowMs = 0;
  const mayRecord = createDenialLimit(() => nowMs);
  const tries = (actor: string, count: number) => Array.from({ length: count }, () => mayRecord(actor));
  expect(tries('one', 12)).toEqual([...Array(10).fill(0), undefined, undefined]);
  expect(mayRecord('other')).toBe(0);
  nowMs = 59_999;
  expect(mayRecord('one')).toBeUndefined();
  nowMs = 60_000;
  expect(tries('one', 2)).toEqual([3, 0]);
});

test('it remembers a fixed number of actors, and forgets the oldest', () => {
  const mayRecord = createDenialLimit(() => 0);
  for (let count = 0; count < 11; count++) mayRecord('first');
  expect(mayRecord('first')).toBeUndefined();
  for (let count = 0; count < 1_000; count++) mayRecord(`actor ${count}`);
  expect(mayRecord('first')).toBe(0);
});
