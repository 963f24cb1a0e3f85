/** The embedded EC2 as the settings describe it: starts it, or says what would keep it from starting. */
import type { Accounts } from './config/accounts.ts';
import { type Config, ConfigError } from './config/config.ts';
import { checkEmulator } from './emulator/check.ts';
import { SeedProblems } from './emulator/seeds/description/read.ts';
import { parseSeed, type Seed } from './emulator/seeds/seed.ts';
import { defaultPlace, type Emulator, type EmulatorOptions, startEmulator } from './emulator/server.ts';
import { StateFileInUse } from './emulator/state/stateFile.ts';

/**
 * @param accounts those of the accounts file have estates of their own in the demo.
 * @throws ConfigError for a seed or state file that cannot be used; Error when the port or the state file is in use.
 */
export async function startEmbedded(config: Config, accounts: Accounts | undefined): Promise<Emulator> {
  const options = optionsOf(config, accounts);
  return startEmulator(options).catch((error: unknown) => {
    throw toConfigError(error, options);
  });
}

/** Writes and locks nothing. @throws ConfigError as `startEmbedded`. */
export async function checkEmbedded(config: Config, accounts: Accounts | undefined): Promise<void> {
  const options = optionsOf(config, accounts);
  await checkEmulator(options).catch((error: unknown) => {
    throw toConfigError(error, options);
  });
}

function optionsOf(config: Config, accounts: Accounts | undefined): EmulatorOptions {
  const { emulatorPort: port, emulatorSeed, emulatorStateFile: stateFile } = config;
  const demoPlaces = Object.entries(accounts?.accounts ?? {}).flatMap(([accountId, { regions }]) =>
    regions.map((region) => ({ accountId, region })),
  );
  const seed = readSeed(emulatorSeed);
  return { ...defaultPlace, port, seed, demoPlaces, ...(stateFile === undefined ? {} : { stateFile }) };
}

/** @throws ConfigError if it is not a seed. */
function readSeed(text: string): Seed {
  try {
    return parseSeed(text);
  } catch (error) {
    throw new ConfigError([`EMULATOR_SEED: ${(error as Error).message}`]);
  }
}

function toConfigError(error: unknown, { stateFile }: EmulatorOptions): unknown {
  if (error instanceof SeedProblems)
    return new ConfigError(error.problems.map((line) => `EMULATOR_SEED: ${line}`));
  const { message, syscall } = error as NodeJS.ErrnoException;
  // A port that is in use is not a problem of the file, and a file that is in use is not a wrong setting: a restart may help.
  if (stateFile === undefined || syscall === 'listen' || error instanceof StateFileInUse) return error;
  return new ConfigError([`EMULATOR_STATE_FILE: ${message}`]);
}
