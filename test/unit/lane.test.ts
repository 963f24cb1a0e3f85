import { expect, test } from '@jest/globals';
import { createBudget } from '../../src/ec2/budget.ts';
import { nobody } from '../../src/ec2/observer.ts';
import { createLane } from '../../src/ec2/reads/lanes.ts';
import { createTestUsage } from '../support/usage.ts';

test('the token of a call that no caller waits for any more is used by the next call', async () => {
  const action = 'DescribeTrafficMirrorSessions';
  // There is one token, and the clock does not move, so there is never a second one.
  const budget = createBudget(0.01, undefined, { nowMs: () => 0, wait: () => new Promise(() => {}) });
  const calls: (readonly string[])[] = [];
  const lane = createLane({
    action,
    budget,
    observer: nobody,
    maxIds: 200,
    readByIds: async (ids) => {
      calls.push(ids);
      await budget.take(action, createTestUsage());
      return new Map(ids.map((id) => [id, id]));
    },
    readPage: async () => ({ records: [], nextToken: undefined }),
  });
  const gone = new AbortController();
  const left = lane.loadByIds(['tms-1'], createTestUsage(gone.signal));
  gone.abort();
  await expect(left).rejects.toMatchObject({ kind: 'cancelled' });
  for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate);
  await expect(lane.loadByIds(['tms-2'], createTestUsage())).resolves.toEqual(new Map([['tms-2', 'tms-2']]));
  expect(calls).toEqual([['tms-2']]);
}, 5_000);
