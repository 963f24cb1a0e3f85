/** Choices that a seed decides, so that a run can be repeated. */

export interface Random {
  /** A whole number from 0 to `count - 1`. */
  below(count: number): number;
  /** @throws RangeError for an empty list. */
  pick<Item>(list: readonly Item[]): Item;
  /** True with this probability. */
  chance(probability: number): boolean;
}

/** Mulberry32: small, and good enough to spread choices. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (count: number) => Math.floor(next() * count);
  return {
    below,
    pick(list) {
      if (list.length === 0) throw new RangeError('there is nothing to pick from');
      return list[below(list.length)] as (typeof list)[number];
    },
    chance: (probability) => next() < probability,
  };
}
