import { expect, test } from '@jest/globals';
import { createBudget } from '../../src/ec2/budget.ts';
import { nobody } from '../../src/ec2/observer.ts';
import { createLane } from '../../src/ec2/reads/lanes.ts';
import { deferred } from '../support/deferred.ts';
import { until } from '../support/until.ts';
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

test('a further call begins while at least half of the burst is left, four are in flight at most, and otherwise one follows the other', async () => {
  const action = 'DescribeTrafficMirrorSessions';
  // There are ten tokens, and never more.
  const budget = createBudget(0.1, undefined, { nowMs: () => 0, wait: () => new Promise(() => {}) });
  const calls: ReturnType<typeof deferred<ReadonlyMap<string, string>>>[] = [];
  const lane = createLane<string>({
    action,
    budget,
    observer: nobody,
    maxIds: 200,
    readByIds: async () => {
      const call = deferred<ReadonlyMap<string, string>>();
      calls.push(call);
      await budget.take(action, createTestUsage());
      return call.promise;
    },
    readPage: async () => ({ records: [], nextToken: undefined }),
  });
  const ask = () => lane.loadByIds([`tms-${calls.length}`], createTestUsage());
  const end = (call: number) => calls[call]?.resolve(new Map());
  const begins = async (count: number) => {
    void ask();
    await until(() => calls.length === count);
  };
  const waits = async (count: number) => {
    void ask();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(calls).toHaveLength(count);
  };
  for (const count of [1, 2, 3, 4]) await begins(count);
  await waits(4);
  // What waits begins as soon as it may, and then five of ten tokens are left.
  end(1);
  await until(() => calls.length === 5);
  end(0);
  await begins(6);
  end(2);
  end(3);
  // Now there are fewer than half.
  await waits(6);
  end(5);
  await waits(6);
  end(4);
  await until(() => calls.length === 7);
  await waits(7);
});

test('a request that reads by id knows which share of the burst is left; one that reads a list, or nothing, has none', async () => {
  const action = 'DescribeTrafficMirrorSessions';
  const budget = createBudget(0.1, undefined, { nowMs: () => 0, wait: () => new Promise(() => {}) });
  const lane = createLane<string>({
    action,
    budget,
    observer: nobody,
    maxIds: 200,
    readByIds: async (_, usage) => {
      await budget.take(action, usage);
      return new Map();
    },
    readPage: async (_, usage) => {
      await budget.take(action, usage);
      return { records: [], nextToken: undefined };
    },
  });
  const usage = createTestUsage();
  expect(usage.burstLeft()).toBe(0);
  await lane.loadByIds(['tms-1'], usage);
  await lane.loadByIds(['tms-1'], usage);
  expect(usage.burstLeft()).toBe(0.8);
  await lane.loadPage({ filters: [], maxResults: 5, nextToken: undefined }, usage);
  expect(usage.burstLeft()).toBe(0);
});
