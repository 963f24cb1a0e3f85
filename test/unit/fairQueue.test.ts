import { describe, expect, test } from '@jest/globals';
import { createFairQueue } from '../../src/fairQueue.ts';

/** A queue of entries such as `alice 1`, whose key is the first word. */
function createSubject(...entries: string[]) {
  const queue = createFairQueue<string>();
  const add = (entry: string) => queue.add(entry, entry.split(' ')[0] ?? '');
  for (const entry of entries) add(entry);
  const takeAll = () => {
    const taken: string[] = [];
    for (let entry = queue.take(); entry !== undefined; entry = queue.take()) taken.push(entry);
    return taken;
  };
  return { queue, add, takeAll };
}

test('the entries of one caller are served in the order of their arrival', () => {
  expect(createSubject('alice 1', 'alice 2', 'alice 3').takeAll()).toEqual(['alice 1', 'alice 2', 'alice 3']);
});

test('callers are served in turns, whoever came first and however many entries they have', () => {
  const { takeAll } = createSubject('alice 1', 'alice 2', 'alice 3', 'bob 1', 'carol 1', 'carol 2');
  expect(takeAll()).toEqual(['alice 1', 'bob 1', 'carol 1', 'alice 2', 'carol 2', 'alice 3']);
});

test('a caller who asks again after being served waits for one entry of each other caller', () => {
  const { queue, add, takeAll } = createSubject('alice 1', 'bob 1', 'bob 2', 'alice 2');
  expect(queue.take()).toBe('alice 1');
  add('carol 1');
  expect(takeAll()).toEqual(['bob 1', 'alice 2', 'carol 1', 'bob 2']);
});

describe('an entry that several callers want', () => {
  test('is served at the first of their turns, once', () => {
    const { queue, takeAll } = createSubject('alice 1', 'alice 2', 'alice 3');
    queue.add('alice 3', 'bob');
    expect(queue.size).toBe(3);
    expect(takeAll()).toEqual(['alice 1', 'alice 3', 'alice 2']);
  });

  test('leaves every queue when it is removed', () => {
    const { queue, takeAll } = createSubject('alice 1', 'alice 2');
    queue.add('alice 2', 'bob');
    expect(queue.delete('alice 2')).toBe(true);
    expect([...queue.keys]).toEqual(['alice']);
    expect(takeAll()).toEqual(['alice 1']);
  });
});

test('an entry that is removed is not served, and removing it again says so', () => {
  const { queue, takeAll } = createSubject('alice 1', 'bob 1', 'alice 2');
  expect([queue.has('bob 1'), queue.delete('bob 1'), queue.has('bob 1'), queue.delete('bob 1')]).toEqual([
    true,
    true,
    false,
    false,
  ]);
  expect(takeAll()).toEqual(['alice 1', 'alice 2']);
});

test('the next entry can be seen before it is taken', () => {
  const { queue } = createSubject('alice 1', 'alice 2', 'bob 1');
  for (let n = 0; n < 3; n++) expect(queue.peek()).toBe(queue.take());
  expect([queue.peek(), queue.take(), queue.size]).toEqual([undefined, undefined, 0]);
});

test('how many are served before a new entry is what happens', () => {
  const names = ['alice', 'bob', 'carol'];
  // Every queue of up to four entries, with and without one entry already taken.
  const queues = [0, 1, 2, 3, 4].flatMap((length) =>
    Array.from({ length: 3 ** length }, (_, index) =>
      Array.from({ length }, (_, n) => `${names[Math.floor(index / 3 ** n) % 3]} ${n}`),
    ),
  );
  for (const entries of queues)
    for (const taken of [0, 1])
      for (const name of [...names, 'dave']) {
        const { queue, add, takeAll } = createSubject(...entries);
        for (let n = 0; n < taken; n++) queue.take();
        const [ahead, own] = [queue.ahead(name), queue.sizeOf(name)];
        add(`${name} new`);
        const order = takeAll();
        expect({ entries, taken, name, ahead }).toEqual({
          entries,
          taken,
          name,
          ahead: order.indexOf(`${name} new`),
        });
        expect(own).toBe(order.filter((entry) => entry.startsWith(name)).length - 1);
      }
});
