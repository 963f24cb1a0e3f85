/** What the panels of captures and operations say as time passes and answers come in. */
import { expect, test } from '@jest/globals';
import { gatewayTime, setClock } from '../../../src/web/map/clock.ts';
import { minutesIn } from '../../../src/web/map/onDemand/captures/minutes.ts';
import { durationText, endText } from '../../../src/web/map/onDemand/captures/remaining.ts';
import {
  firstWatched,
  isIdle,
  type Operation,
  once,
  stopped,
  withAnswer,
  withFailure,
} from '../../../src/web/map/onDemand/operations/watched.ts';
import { readPages } from '../../../src/web/map/onDemand/pages.ts';
import { count } from '../../../src/web/map/words.ts';

const operation = (more: Partial<Operation> = {}): Operation => ({
  id: 'id',
  kind: 'APPLY_POLICY',
  policyName: 'pci',
  state: 'RUNNING',
  startedAt: '2026-03-02T08:00:00Z',
  total: 10,
  done: 4,
  failed: 0,
  remaining: 6,
  isWorkedOnHere: true,
  pollAfterMs: 2_000,
  failures: [],
  ...more,
});

test('an operation counts as idle when three answers in a row show nobody at work and no progress', () => {
  const elsewhere = { isWorkedOnHere: false };
  let watched = withAnswer(firstWatched, operation(elsewhere));
  expect(watched.waitMs).toBe(2_000);
  for (const remaining of [5, 4, 4, 4]) watched = withAnswer(watched, operation({ ...elsewhere, remaining }));
  // Another replica may have made the steps.
  expect(isIdle(watched)).toBe(false);
  watched = withAnswer(watched, operation({ ...elsewhere, remaining: 4 }));
  expect([isIdle(watched), watched.waitMs]).toEqual([true, 10_000]);
  expect(isIdle(withAnswer(watched, operation({ remaining: 4 })))).toBe(false);
});

test('an operation is asked for again until nothing more happens, also after a failure that passes', () => {
  expect(withAnswer(firstWatched, operation({ state: 'SUCCEEDED' })).waitMs).toBeUndefined();
  expect(withAnswer(firstWatched, null)).toEqual({ operation: null, idleAnswers: 0 });
  const shown = withAnswer(firstWatched, operation());
  const failed = withFailure(shown, 'No answer.', true);
  expect(failed).toMatchObject({ operation: operation(), failure: 'No answer.', waitMs: 5_000 });
  expect(withFailure(shown, 'Denied.', false).waitMs).toBeUndefined();
  expect(withAnswer(failed, operation()).failure).toBeUndefined();
  // Whoever was denied may have signed in again.
  expect(once(withFailure(shown, 'Denied.', false)).waitMs).toBe(0);
  for (const as of [failed, withAnswer(firstWatched, null)]) expect(once(as)).toBe(as);
});

test('an operation that was stopped here is idle at once', () => {
  const watched = withAnswer(firstWatched, operation());
  expect(isIdle(stopped(watched, operation({ isWorkedOnHere: false, done: 5 })))).toBe(true);
  expect(isIdle(stopped(watched, operation({ done: 5 })))).toBe(false);
});

test('the end of a capture is said in words that fit its distance', () => {
  expect([3_900_000, 843_000, 8_200, -5].map(durationText)).toEqual([
    '1 h 05 min',
    '14 min 03 s',
    '9 s',
    '0 s',
  ]);
  const now = Date.parse('2026-03-02T08:00:00Z');
  const expiresAt = '2026-03-02T08:00:10Z';
  expect(endText({ state: 'RUNNING', expiresAt }, now)).toBe('Ends in 10 s.');
  expect(endText({ state: 'RUNNING', expiresAt }, now + 10_000)).toMatch(/^It is over/);
  expect(endText({ state: 'STARTING', expiresAt }, now)).toMatch(/^It is being started/);
  expect(endText({ state: 'OVERDUE', expiresAt: null }, now)).toMatch(/^Its end cannot be read/);
  expect(['1', '1440', '0', '1441', '1.5', '', 'x'].map(minutesIn)).toEqual([
    1,
    1_440,
    ...Array(5).fill(undefined),
  ]);
});

test('pages are read to the end or as many as are wanted, and what is missing is named once', async () => {
  const scope = { accountId: '123456789012', region: 'us-east-1' };
  const read = async (after: string | null) => ({
    nodes: [after ?? 'first'],
    scopeErrors: [{ scope, message: 'no' }],
    pageInfo: { hasNextPage: after !== 'b', endCursor: after === null ? 'a' : 'b' },
  });
  const missing = { scopeErrors: [{ scope, message: 'no' }] };
  expect(await readPages(read)).toEqual({ nodes: ['first', 'a', 'b'], ...missing, hasMore: false });
  expect(await readPages(read, 1)).toEqual({ nodes: ['first'], ...missing, hasMore: true });
  expect([count(1, 'policy'), count(2, 'policy'), count(2, 'step')]).toEqual([
    '1 policy',
    '2 policies',
    '2 steps',
  ]);
});

test('time is that of the gateway where the clock of the browser is wrong', () => {
  const now = Date.parse('2026-03-02T08:20:00Z');
  setClock('Mon, 02 Mar 2026 08:00:00 GMT', now);
  const ending = { state: 'RUNNING', expiresAt: '2026-03-02T08:15:00Z' } as const;
  expect(endText(ending, gatewayTime(now))).toBe('Ends in 15 min 00 s.');
  for (const nothing of [null, 'soon']) setClock(nothing, now);
  expect(gatewayTime(now)).toBe(now - 1_200_000);
  // The date has whole seconds, and the answer is on its way for a while.
  setClock('Mon, 02 Mar 2026 08:19:58 GMT', now);
  expect(gatewayTime(now)).toBe(now);
});
