import { describe, expect, test } from '@jest/globals';
import { type Clock, createBudget } from '../../src/ec2/budget.ts';
import { settled } from '../support/deferred.ts';

/** A clock that stands still until it is moved. */
function createTestClock() {
  let nowMs = 0;
  const alarms: { atMs: number; ring: () => void }[] = [];
  const clock: Clock = {
    nowMs: () => nowMs,
    wait: (ms) => new Promise((ring) => alarms.push({ atMs: nowMs + ms, ring })),
  };
  return {
    clock,
    /** Moves on, stopping wherever somebody waits for. */
    async advance(ms: number) {
      const endMs = nowMs + ms;
      for (;;) {
        await settled();
        alarms.sort((left, right) => left.atMs - right.atMs);
        const [next] = alarms;
        if (next === undefined || next.atMs > endMs) break;
        alarms.shift();
        nowMs = next.atMs;
        next.ring();
      }
      nowMs = endMs;
      await settled();
    },
  };
}

/** Asks for `count` tokens at once and counts those that were given. */
function ask(budget: ReturnType<typeof createBudget>, action: string, count: number) {
  const given = { count: 0, refused: [] as unknown[] };
  for (let n = 0; n < count; n++) {
    budget.take(action).then(
      () => given.count++,
      (failure) => given.refused.push(failure),
    );
  }
  return given;
}

describe.each([
  ['DescribeTrafficMirrorSessions', 100, 20],
  ['ModifyTrafficMirrorSession', 50, 5],
  ['CreateTags', 100, 10],
])('%s', (action, burst, perSecond) => {
  test(`gets ${burst} at once and ${perSecond} a second after that`, async () => {
    const { clock, advance } = createTestClock();
    const given = ask(createBudget(1, clock), action, burst + 3 * perSecond);
    await settled();
    expect(given.count).toBe(burst);
    await advance(1_001);
    expect(given.count).toBe(burst + perSecond);
    await advance(2_001);
    expect(given.count).toBe(burst + 3 * perSecond);
  });

  test('never gets more than that in any time, however it is asked for', async () => {
    const { clock, advance } = createTestClock();
    const budget = createBudget(1, clock);
    let given = 0;
    for (let second = 1; second <= 20; second++) {
      for (let n = 0; n < perSecond * 2; n++)
        budget.take(action).then(
          () => given++,
          () => {},
        );
      await advance(1_000);
      expect(given).toBeLessThanOrEqual(burst + second * perSecond);
    }
    expect(given).toBeGreaterThanOrEqual(burst + 19 * perSecond);
  });
});

test('a share of the rates is a share of both the burst and the refill', async () => {
  const { clock, advance } = createTestClock();
  const given = ask(createBudget(0.5, clock), 'DescribeTrafficMirrorSessions', 60);
  await settled();
  expect(given.count).toBe(50);
  await advance(501);
  expect(given.count).toBe(55);
});

test('every action has tokens of its own', async () => {
  const budget = createBudget(1, createTestClock().clock);
  ask(budget, 'DescribeTrafficMirrorSessions', 150);
  const [targets, changes] = [
    ask(budget, 'DescribeTrafficMirrorTargets', 1),
    ask(budget, 'DeleteTrafficMirrorSession', 1),
  ];
  await settled();
  expect([targets.count, changes.count]).toEqual([1, 1]);
});

test('who would wait longer than ten seconds is told when to come back', async () => {
  const { clock } = createTestClock();
  const given = ask(createBudget(1, clock), 'ModifyTrafficMirrorSession', 101);
  await settled();
  expect(given.count).toBe(50);
  expect(given.refused).toEqual([
    expect.objectContaining({ kind: 'busy', ambiguous: false, retryAfterMs: 10_200 }),
  ]);
});

test('a prepaid token is for the next call, which then does not wait', async () => {
  const { clock, advance } = createTestClock();
  const budget = createBudget(1, clock);
  ask(budget, 'DescribeTrafficMirrorSessions', 100);
  let isPrepaid = false;
  void budget.prepay('DescribeTrafficMirrorSessions').then(() => {
    isPrepaid = true;
  });
  await advance(49);
  expect(isPrepaid).toBe(false);
  await advance(2);
  expect(isPrepaid).toBe(true);
  const given = ask(budget, 'DescribeTrafficMirrorSessions', 2);
  await settled();
  expect(given.count).toBe(1);
});

test('after a refusal by EC2 there is nothing saved up', async () => {
  const { clock, advance } = createTestClock();
  const budget = createBudget(1, clock);
  budget.drain('DescribeTrafficMirrorSessions');
  const given = ask(budget, 'DescribeTrafficMirrorSessions', 100);
  await advance(1_001);
  expect(given.count).toBe(20);
});
