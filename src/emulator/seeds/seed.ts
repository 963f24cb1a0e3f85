/** The initial resources of an account: none, a small realistic estate, or a large one. */
import type { Estate } from '../state/world.ts';
import { seedDemo } from './demoEstate.ts';
import { seedLarge } from './largeEstate.ts';

/** The name of a seed; `large:1000` has a thousand sessions. */
export type Seed = 'empty' | 'demo' | `large:${number}`;

/** Throws RangeError if the text is not a seed. */
export function parseSeed(text: string): Seed {
  if (text === 'empty' || text === 'demo') return text;
  const [, sessions] = /^large:([1-9]\d{0,6})$/.exec(text) ?? [];
  if (!sessions) throw new RangeError(`seed must be empty, demo or large:<sessions>, not "${text}"`);
  return `large:${Number(sessions)}`;
}

/** Fills the estate. The same seed always gives the same ids. */
export function seedEstate(estate: Estate, seed: Seed): void {
  const checked = parseSeed(seed);
  if (checked === 'demo') seedDemo(estate);
  else if (checked !== 'empty') seedLarge(estate, Number(checked.slice('large:'.length)));
}
