/** Long work gives others their turn. */
import { describe, expect, test } from '@jest/globals';
import { createPause, ownTurn } from '../../src/longWork.ts';

const workFor = (ms: number) => {
  const endsAt = performance.now() + ms;
  while (performance.now() < endsAt);
};

describe('a pause', () => {
  test('comes when somebody has worked for more than 10 ms, and ends when others had their turn', async () => {
    const pause = createPause();
    workFor(11);
    let hadTurn = false;
    setImmediate(() => {
      hadTurn = true;
    });
    const turn = pause();
    expect(turn).toBeInstanceOf(Promise);
    await turn;
    expect(hadTurn).toBe(true);
  });

  test('comes again only after as much work again', async () => {
    const pause = createPause();
    let turns = 0;
    const endsAt = performance.now() + 100;
    while (performance.now() < endsAt) {
      const turn = pause();
      if (turn === undefined) continue;
      turns += 1;
      await turn;
    }
    expect(turns).toBeGreaterThan(0);
    expect(turns).toBeLessThanOrEqual(10);
  });
});

test('several who work long each have a turn of the event loop of their own, in the order in which they asked', async () => {
  let turn = 0;
  let isOver = false;
  const count = () => {
    turn++;
    if (!isOver) setImmediate(count);
  };
  count();
  const worked: (readonly [name: string, turn: number])[] = [];
  const work = async (name: string) => {
    await ownTurn();
    worked.push([name, turn]);
  };
  await Promise.all(['first', 'second', 'third'].map(work));
  isOver = true;
  expect(worked.map(([name]) => name)).toEqual(['first', 'second', 'third']);
  expect(new Set(worked.map(([, at]) => at)).size).toBe(3);
});
