/** Long work gives others their turn. */
import { describe, expect, test } from '@jest/globals';
import { createPause } from '../../src/api/turns.ts';

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
