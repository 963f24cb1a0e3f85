/** What exists at the start: nothing, a small realistic estate, a large one, or what a file describes. */
import { isRegion } from '../network/regions.ts';
import type { World } from '../state/world.ts';
import { seedDemoAccounts } from './demoAccounts.ts';
import { fill } from './description/fill.ts';
import { readDescription } from './description/read.ts';
import { seedLarge } from './largeEstate.ts';
import type { Place } from './places.ts';

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
 * Reads the seed; what is returned fills an empty world with it, and cannot fail. The same seed always gives the same ids.
 *
 * @param main the account and Region that the seed fills, unless a file names others.
 * @param others further ones that the demo fills.
 * @throws SeedProblems if a file does not describe a network.
 */
export function readSeed(seed: Seed, main: Place, others: readonly Place[] = []): (world: World) => void {
  const checked = parseSeed(seed);
  if (checked.startsWith('file:')) {
    const description = readDescription(checked.slice('file:'.length));
    return (world) => fill(world, description, main);
  }
  if (checked.startsWith('large:')) {
    const sessions = Number(checked.slice('large:'.length));
    return (world) => seedLarge(world.estate(main.accountId, main.region), sessions);
  }
  // A Region that EC2 does not have gets no estate, and its requests are refused.
  const places = distinct([main, ...others.filter(({ region }) => isRegion(region))]);
  return (world) => {
    if (checked === 'demo') seedDemoAccounts(world, places);
  };
}

/** Fills the world with a seed, as `readSeed` explains. */
export const seedWorld = (world: World, ...seed: Parameters<typeof readSeed>): void =>
  readSeed(...seed)(world);

const distinct = (places: readonly Place[]): readonly Place[] => [
  ...new Map(places.map((place) => [`${place.accountId}/${place.region}`, place])).values(),
];
