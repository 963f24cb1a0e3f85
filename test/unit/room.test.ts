import { expect, test } from '@jest/globals';
import { createRoom } from '../../src/engine/room.ts';
import { deferred } from '../support/deferred.ts';
import { createTestUsage } from '../support/usage.ts';

const of = (caller: string, signal = new AbortController().signal) => ({
  ...createTestUsage(signal),
  callers: [caller],
});

function create(most: number) {
  const room = createRoom(most);
  const begun: string[] = [];
  return {
    begun,
    /** Begins to make an answer, which ends when it is told to. */
    make(name: string, values: number, usage = of(name)) {
      const end = deferred<void>();
      const ended = room(values, usage, async () => {
        begun.push(name);
        await end.promise;
      });
      return { ended, end: () => end.resolve() };
    },
  };
}

test('answers are made together as far as there is room, and callers are served in turns', async () => {
  const { make, begun } = create(100_000);
  const first = make('a', 60_000);
  const others = [make('a', 60_000), make('a', 30_000), make('b', 40_000)];
  expect(begun).toEqual(['a']);
  first.end();
  await first.ended;
  expect(begun).toEqual(['a', 'a', 'b']);
  for (const other of others) other.end();
  await Promise.all(others.map(({ ended }) => ended));
  expect(begun).toEqual(['a', 'a', 'b', 'a']);
});

test('an answer that needs more room than there is is made on its own', async () => {
  const { make, begun } = create(50_000);
  const small = make('a', 20_000);
  const large = make('b', 200_000);
  const next = make('c', 20_000);
  expect(begun).toEqual(['a']);
  small.end();
  await small.ended;
  expect(begun).toEqual(['a', 'b']);
  large.end();
  await large.ended;
  expect(begun).toEqual(['a', 'b', 'c']);
  next.end();
  await next.ended;
});

test('small answers never wait', async () => {
  const { make, begun } = create(50_000);
  const large = make('a', 200_000);
  const small = make('b', 10_000);
  expect(begun).toEqual(['a', 'b']);
  for (const each of [large, small]) each.end();
  await Promise.all([large.ended, small.ended]);
});

test('a request that ends while it waits leaves its place to the next', async () => {
  const { make, begun } = create(50_000);
  const gone = new AbortController();
  const first = make('a', 50_000);
  const leaves = make('b', 50_000, of('b', gone.signal));
  const stays = make('c', 50_000);
  gone.abort();
  await expect(leaves.ended).rejects.toMatchObject({ kind: 'cancelled' });
  first.end();
  await first.ended;
  expect(begun).toEqual(['a', 'c']);
  stays.end();
  await stays.ended;
});
