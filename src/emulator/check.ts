/** Says what would keep an embedded EC2 from starting, without starting it, and without writing or locking anything. */
import { readSeed } from './seeds/seed.ts';
import { defaultPlace, type EmulatorOptions } from './server.ts';
import { readState } from './state/stateFile.ts';
import { World } from './state/world.ts';

/** Rejects as `startEmulator` does, except for a port or file in use. */
export async function checkEmulator(options: EmulatorOptions): Promise<void> {
  const { stateFile, seed = 'empty', accountId, region } = options;
  const isKept = stateFile !== undefined && (await readState(stateFile, new World(options)));
  // Only a file can be wrong: what the program makes itself is not made twice.
  if (isKept || !seed.startsWith('file:')) return;
  readSeed(seed, { accountId: accountId ?? defaultPlace.accountId, region: region ?? defaultPlace.region });
}
