import { expect, test } from '@jest/globals';
import { createSlots } from '../../src/ec2/reads/slots.ts';
import { deferred, settled } from '../support/deferred.ts';

/** Two slots, whose tasks the test ends itself. */
function createSubject() {
  const slots = createSlots(2);
  const started: string[] = [];
  const ends = new Map<string, () => void>();
  const run = (name: string, caller: string) => {
    const owner = { name };
    const task = () => {
      started.push(name);
      const end = deferred();
      ends.set(name, end.resolve);
      return end.promise;
    };
    void slots.run(owner, [caller], task);
    return owner;
  };
  const end = async (name: string) => {
    ends.get(name)?.();
    await settled();
  };
  return { slots, run, end, started };
}

test('callers get slots in turns', async () => {
  const { run, end, started, slots } = createSubject();
  for (let n = 1; n <= 5; n++) run(`alice ${n}`, 'alice');
  run('bob 1', 'bob');
  expect(slots.waitingFor('alice')).toBe(3);
  for (const name of ['alice 1', 'alice 2', 'alice 3']) await end(name);
  expect(started).toEqual(['alice 1', 'alice 2', 'alice 3', 'bob 1', 'alice 4']);
});

test('what waits for several callers gets a slot at the first of their turns', async () => {
  const { run, end, started, slots } = createSubject();
  const [, , , , last] = [1, 2, 3, 4, 5].map((n) => run(`alice ${n}`, 'alice'));
  slots.join(last ?? {}, ['bob']);
  for (const name of ['alice 1', 'alice 2']) await end(name);
  expect(started).toEqual(['alice 1', 'alice 2', 'alice 3', 'alice 5']);
});

test('a task that fails gives its slot back, and what does not wait cannot be joined', async () => {
  const { slots, run, end, started } = createSubject();
  const owner = {};
  await expect(slots.run(owner, ['alice'], () => Promise.reject(new Error('failed')))).rejects.toThrow(
    'failed',
  );
  slots.join(owner, ['bob']);
  for (let n = 1; n <= 3; n++) run(`alice ${n}`, 'alice');
  await end('alice 1');
  expect(started).toEqual(['alice 1', 'alice 2', 'alice 3']);
});
