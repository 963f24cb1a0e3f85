import { describe, expect, test } from '@jest/globals';
import type { Ec2Action } from '../../src/ec2/actions.ts';
import { createBudget } from '../../src/ec2/budget.ts';
import type { Clock } from '../../src/ec2/tokens.ts';
import { createTestClock } from '../support/clock.ts';
import { settled } from '../support/deferred.ts';

const patient = { callers: ['alice'], signal: new AbortController().signal };

const budgetOf = (share: number, clock: Clock) => createBudget(share, undefined, clock);

/** Asks for `count` tokens at once and counts those that were given. */
function ask(budget: ReturnType<typeof createBudget>, action: Ec2Action, count: number) {
  const given = { count: 0, refused: [] as unknown[] };
  for (let n = 0; n < count; n++) {
    budget.take(action, patient).then(
      () => given.count++,
      (failure) => given.refused.push(failure),
    );
  }
  return given;
}

describe.each<[Ec2Action, number, number]>([
  ['DescribeTrafficMirrorSessions', 100, 20],
  ['ModifyTrafficMirrorSession', 50, 5],
  ['CreateTags', 100, 10],
  ['DescribeListeners', 40, 10],
])('%s', (action, burst, perSecond) => {
  test(`gets ${burst} at once and ${perSecond} a second after that`, async () => {
    const { clock, advance } = createTestClock();
    const given = ask(budgetOf(1, clock), action, burst + 3 * perSecond);
    await settled();
    expect(given.count).toBe(burst);
    await advance(1_001);
    expect(given.count).toBe(burst + perSecond);
    await advance(2_001);
    expect(given.count).toBe(burst + 3 * perSecond);
  });

  test('never gets more than that in any period, whatever the order of requests', async () => {
    const { clock, advance } = createTestClock();
    const budget = budgetOf(1, clock);
    let given = 0;
    for (let second = 1; second <= 20; second++) {
      for (let n = 0; n < perSecond * 2; n++)
        budget.take(action, patient).then(
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
  const given = ask(budgetOf(0.5, clock), 'DescribeTrafficMirrorSessions', 60);
  await settled();
  expect(given.count).toBe(50);
  await advance(501);
  expect(given.count).toBe(55);
});

test('every action has tokens of its own', async () => {
  const budget = budgetOf(1, createTestClock().clock);
  ask(budget, 'DescribeTrafficMirrorSessions', 150);
  const [targets, changes] = [
    ask(budget, 'DescribeTrafficMirrorTargets', 1),
    ask(budget, 'DeleteTrafficMirrorSession', 1),
  ];
  await settled();
  expect([targets.count, changes.count]).toEqual([1, 1]);
});

test('a call that would wait longer than ten seconds is told when to retry', async () => {
  const { clock } = createTestClock();
  const given = ask(budgetOf(1, clock), 'ModifyTrafficMirrorSession', 101);
  await settled();
  expect(given.count).toBe(50);
  expect(given.refused).toEqual([
    expect.objectContaining({ kind: 'busy', ambiguous: false, retryAfterMs: 10_200 }),
  ]);
});

describe('callers get tokens in turns', () => {
  const action = 'DescribeTrafficMirrorSessions';

  test('however many calls of another caller already wait', async () => {
    const { clock, advance } = createTestClock();
    const budget = budgetOf(1, clock);
    const flood = ask(budget, action, 100 + 150);
    const given: string[] = [];
    for (const [caller, count] of [
      ['bob', 2],
      ['carol', 1],
    ] as const)
      for (let n = 0; n < count; n++)
        void budget.take(action, { ...patient, callers: [caller] }).then(() => given.push(caller));
    // Five tokens: alice, bob, carol, alice, bob.
    await advance(251);
    expect([flood.count, given]).toEqual([102, ['bob', 'carol', 'bob']]);
  });

  test('also if they are told when to retry because they alone wait for too many', async () => {
    const budget = budgetOf(1, createTestClock().clock);
    const flood = ask(budget, action, 100 + 201);
    let isRefused = false;
    budget.take(action, { ...patient, callers: ['bob'] }).catch(() => {
      isRefused = true;
    });
    await settled();
    expect([flood.refused.length, isRefused]).toEqual([1, false]);
  });

  test('and a call that several callers share gets its token at the first of their turns', async () => {
    const { clock, advance } = createTestClock();
    const budget = budgetOf(1, clock);
    ask(budget, action, 100 + 150);
    let isTaken = false;
    void budget.take(action, { ...patient, callers: ['alice', 'bob'] }).then(() => {
      isTaken = true;
    });
    await advance(101);
    expect(isTaken).toBe(true);
  });
});

test('a prepaid token is for the next call, which then does not wait', async () => {
  const { clock, advance } = createTestClock();
  const budget = budgetOf(1, clock);
  ask(budget, 'DescribeTrafficMirrorSessions', 100);
  let isPrepaid = false;
  void budget.prepay('DescribeTrafficMirrorSessions', ['alice']).then(() => {
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

test('after a refusal by EC2 no tokens are left', async () => {
  const { clock, advance } = createTestClock();
  const budget = budgetOf(1, clock);
  budget.drain('DescribeTrafficMirrorSessions');
  const given = ask(budget, 'DescribeTrafficMirrorSessions', 100);
  await advance(1_001);
  expect(given.count).toBe(20);
});

test('a prepaid token that was not needed can be given back, once', async () => {
  const budget = budgetOf(1, createTestClock().clock);
  ask(budget, 'DescribeTrafficMirrorSessions', 99);
  await budget.prepay('DescribeTrafficMirrorSessions', ['alice']);
  budget.giveBack('DescribeTrafficMirrorSessions');
  budget.giveBack('DescribeTrafficMirrorSessions');
  const prepaid = { count: 0 };
  for (let n = 0; n < 2; n++)
    void budget.prepay('DescribeTrafficMirrorSessions', ['alice']).then(() => {
      prepaid.count++;
    });
  await settled();
  expect(prepaid.count).toBe(1);
});

describe('dry runs', () => {
  const action = 'ModifyTrafficMirrorSession';
  const tryOut = (budget: ReturnType<typeof createBudget>, count: number) =>
    ask({ ...budget, take: (name) => budget.take(name, { ...patient, isDryRun: true }) }, action, count);

  test('get 10 at once and one a second after that, and changes get the rest', async () => {
    const { clock, advance } = createTestClock();
    const budget = budgetOf(1, clock);
    const tried = tryOut(budget, 100);
    await settled();
    expect([tried.count, tried.refused.length]).toEqual([10, 80]);
    const changes = ask(budget, action, 60);
    await settled();
    expect(changes.count).toBe(40);
    await advance(5_001);
    expect([tried.count, changes.count]).toEqual([15, 60]);
  });

  test('never leave less than four changes a second, however long they go on', async () => {
    const { clock, advance } = createTestClock();
    const budget = budgetOf(1, clock);
    ask(budget, action, 50);
    const changes: { count: number }[] = [];
    for (let second = 1; second <= 20; second++) {
      tryOut(budget, 100);
      changes.push(ask(budget, action, 4));
      await advance(1_000);
    }
    // Of the 100 tokens of 20 seconds at most 30 went to dry runs, 10 of them at once.
    expect(changes.reduce((sum, { count }) => sum + count, 0)).toBeGreaterThanOrEqual(69);
  });

  test('take tokens of the action too, so EC2 sees no more calls than before', async () => {
    const budget = budgetOf(1, createTestClock().clock);
    const changes = ask(budget, action, 45);
    const tried = tryOut(budget, 10);
    await settled();
    expect([changes.count, tried.count]).toEqual([45, 5]);
  });

  test('of one action do not affect those of another one', async () => {
    const budget = budgetOf(1, createTestClock().clock);
    tryOut(budget, 20);
    let isTaken = false;
    void budget.take('CreateTags', { ...patient, isDryRun: true }).then(() => {
      isTaken = true;
    });
    await settled();
    expect(isTaken).toBe(true);
  });
});

test('the smallest share still allows one call', async () => {
  const { clock, advance } = createTestClock();
  const budget = budgetOf(0.01, clock);
  let taken = 0;
  const count = () => taken++;
  void budget.take('ModifyTrafficMirrorSession', patient).then(count);
  void budget.take('DeleteTrafficMirrorSession', { ...patient, isDryRun: true }).then(count);
  await advance(10_000);
  expect(taken).toBe(2);
});

describe('the retry of a doubtful change', () => {
  const action = 'CreateTrafficMirrorFilter';

  test('takes from a reserve while changes use up the budget', async () => {
    const { clock } = createTestClock();
    const budget = budgetOf(0.9, clock);
    ask(budget, action, 45 + 40);
    let count = 0;
    for (let n = 0; n < 12; n++)
      void budget.take(action, { ...patient, isDoubtful: true }).then(() => {
        count++;
      });
    await settled();
    expect(count).toBe(10);
  });

  test('waits as long as necessary when the reserve is used up', async () => {
    const { clock, advance } = createTestClock();
    const budget = budgetOf(0.9, clock);
    ask(budget, action, 45 + 44);
    const outcomes: unknown[] = [];
    for (let n = 0; n < 11; n++)
      void budget.take(action, { ...patient, isDoubtful: true }).then(
        () => outcomes.push('taken'),
        (failure) => outcomes.push(failure),
      );
    await settled();
    expect(outcomes).toHaveLength(10);
    await advance(11_000);
    expect(outcomes.filter((outcome) => outcome === 'taken')).toHaveLength(11);
  });
});

test('a call that is no longer needed leaves the queue, and takes no token', async () => {
  const { clock, advance } = createTestClock();
  const budget = budgetOf(1, clock);
  const action = 'ModifyTrafficMirrorSession';
  ask(budget, action, 50);
  const gone = new AbortController();
  const leaving = budget.take(action, { ...patient, signal: gone.signal });
  const next = ask(budget, action, 1);
  gone.abort();
  await expect(leaving).rejects.toMatchObject({ kind: 'cancelled' });
  await advance(201);
  expect(next.count).toBe(1);
});
