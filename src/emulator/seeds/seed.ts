/** What exists at the start: nothing, an estate that the program makes, or what a file describes. */
import { isRegion } from '../network/regions.ts';
import type { World } from '../state/world.ts';
import { seedDemoAccounts } from './demoAccounts.ts';
import { fill } from './description/fill.ts';
import { checkDescription, readDescription } from './description/read.ts';
import type { NetworkDescription } from './description/shape.ts';
import { seedLarge } from './largeEstate.ts';
import { brokenNetwork } from './networks/broken.ts';
import { policiesNetwork } from './networks/policies.ts';
import { wideNetwork } from './networks/wide.ts';
import type { Place } from './places.ts';

/** The seeds that take a number, with the most that it may be. */
const most = { large: 9_999_999, wide: 30_000, policies: 30_000 } as const;
type Sized = keyof typeof most;

/** The name of a seed; `large:1000` has a thousand sessions, `file:network.json` is a network description. */
export type Seed = 'empty' | 'demo' | 'broken' | `${Sized}:${number}` | `file:${string}`;

const named = ['empty', 'demo', 'broken'] as const;
const choices = `${named.join(', ')}, large:<sessions>, wide:<interfaces>, policies:<interfaces> or file:<path>`;

/** Throws RangeError if the text is not a seed. */
export function parseSeed(text: string): Seed {
  const name = named.find((one) => one === text);
  if (name) return name;
  const [, path] = /^file:(.+)$/s.exec(text) ?? [];
  if (path) return `file:${path}`;
  const [, kind = '', digits = ''] = /^([a-z]+):([1-9]\d{0,6})$/.exec(text) ?? [];
  if (!isSized(kind)) throw new RangeError(`must be ${choices}, not "${text}"`);
  if (Number(digits) > most[kind])
    throw new RangeError(`must be at most ${kind}:${most[kind]}, not "${text}"`);
  return `${kind}:${Number(digits)}`;
}

const isSized = (kind: string): kind is Sized => Object.hasOwn(most, kind);

/**
 * Reads the seed; what is returned fills an empty world with it, and cannot fail. The same seed always gives the same ids.
 *
 * @param main the account and Region that the seed fills, unless a file names others.
 * @param others further ones that the demo fills.
 * @throws SeedProblems if a file does not describe a network.
 */
export function readSeed(seed: Seed, main: Place, others: readonly Place[] = []): (world: World) => void {
  const checked = parseSeed(seed);
  const description = describedBy(checked, main);
  // A Region that EC2 does not have gets no estate, and its requests are refused.
  const places = distinct([main, ...others.filter(({ region }) => isRegion(region))]);
  return (world) => {
    if (description) fill(world, description, main);
    else if (checked === 'demo') seedDemoAccounts(world, places);
    else if (checked.startsWith('large:'))
      seedLarge(world.estate(main.accountId, main.region), numberIn(checked));
  };
}

/** Fills the world with a seed, as `readSeed` explains. */
export const seedWorld = (world: World, ...seed: Parameters<typeof readSeed>): void =>
  readSeed(...seed)(world);

/** The network description of a seed that is one. */
function describedBy(seed: Seed, main: Place): NetworkDescription | undefined {
  if (seed.startsWith('file:')) return readDescription(seed.slice('file:'.length), main);
  if (seed.startsWith('wide:')) return checkDescription(wideNetwork(numberIn(seed), main), seed, main);
  if (seed.startsWith('policies:'))
    return checkDescription(policiesNetwork(numberIn(seed), main), seed, main);
  return seed === 'broken' ? checkDescription(brokenNetwork(main), seed, main) : undefined;
}

const numberIn = (seed: Seed) => Number(seed.split(':')[1]);

const distinct = (places: readonly Place[]): readonly Place[] => [
  ...new Map(places.map((place) => [`${place.accountId}/${place.region}`, place])).values(),
];
