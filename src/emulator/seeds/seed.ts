/** What exists at the start: nothing, a small realistic estate, a large one, or what a file describes. */
import type { Estate, World } from '../state/world.ts';
import { seedDemo } from './demoEstate.ts';
import { fill } from './description/fill.ts';
import { readDescription } from './description/read.ts';
import { seedLarge } from './largeEstate.ts';

/** The name of a seed; `large:1000` has a thousand sessions, `file:network.json` is a network description. */
export type Seed = 'empty' | 'demo' | `large:${number}` | `file:${string}`;

/** Throws RangeError if the text is not a seed. */
export function parseSeed(text: string): Seed {
  if (text === 'empty' || text === 'demo') return text;
  const [, path] = /^file:(.+)$/s.exec(text) ?? [];
  if (path) return `file:${path}`;
  const [, sessions] = /^large:([1-9]\d{0,6})$/.exec(text) ?? [];
  if (!sessions)
    throw new RangeError(`seed must be empty, demo, large:<sessions> or file:<path>, not "${text}"`);
  return `large:${Number(sessions)}`;
}

/**
 * Fills the world, by default the estate of this account and Region. The same seed always gives the same ids.
 * @throws SeedProblems if a file does not describe a network.
 */
export function seedWorld(world: World, seed: Seed, where: { accountId: string; region: string }): void {
  const checked = parseSeed(seed);
  if (checked.startsWith('file:')) fill(world, readDescription(checked.slice('file:'.length)), where);
  else seedEstate(world.estate(where.accountId, where.region), checked);
}

/** Fills the estate with a seed that is not a file. */
function seedEstate(estate: Estate, checked: Seed): void {
  if (checked === 'demo') seedDemo(estate);
  else if (checked !== 'empty') seedLarge(estate, Number(checked.slice('large:'.length)));
}
