/** The embedded EC2 as a standalone program: `npm run emulator -- --port 4599`. */
import { commonOptions, parseArguments, runCommand, UsageError } from '../commandLine.ts';
import { type Accounts, readAccounts } from './identity/accountsFile.ts';
import { maxAccounts, numberedAccountIds, numberedKeys } from './identity/numberedAccounts.ts';
import { isRegion } from './network/regions.ts';
import { SeedProblems } from './seeds/description/read.ts';
import { parseSeed, type Seed } from './seeds/seed.ts';
import { defaultPlace, type EmulatorOptions, startEmulator } from './server.ts';

const usage = `Usage: npm run emulator -- [options]
In parentheses: the environment variable, if there is one, and the default.

  --port <n>            port to listen on; 0 picks a free one   (EMULATOR_PORT, 4599)
  --host <address>      address to listen on                    (127.0.0.1)
  --seed <seed>         empty, demo, large:<sessions>, broken,  (EMULATOR_SEED, demo)
                        wide:<interfaces>, policies:<interfaces>
                        or file:<path> of a network description
  --state-file <path>   keep the state in this file             (EMULATOR_STATE_FILE, none)
  --account-id <id,...> account of the seed, and without        (123456789012, or all
                        --accounts of all access keys; others    accounts of --accounts)
                        in which the demo exists
  --accounts <path>     JSON file of access keys and roles;     (none)
                        checks signatures, refuses other keys
  --accounts <n>        so many accounts, each with a small     (none)
                        estate in each Region of --region
  --region <name,...>   Region that the seed fills, and others  (us-east-1)
                        in which the demo exists
  --latency-ms <n>      delay of every response, in ms          (0)
  --throttle            throttle requests at EC2's rates
  --help                print this text
  --version             print the version, the commit, and the version of Node.js
`;

const flags = {
  host: { type: 'string' },
  port: { type: 'string' },
  seed: { type: 'string' },
  'state-file': { type: 'string' },
  'account-id': { type: 'string' },
  accounts: { type: 'string' },
  region: { type: 'string' },
  'latency-ms': { type: 'string' },
  throttle: { type: 'boolean' },
  ...commonOptions,
} as const;

const parseFlags = (args: string[]) => parseArguments({ args, options: flags }).values;

/**
 * Reads the options from the flags, then from the environment. Throws UsageError for a flag, and an Error for the environment or a file;
 * both say what is wrong.
 */
function toOptions(values: ReturnType<typeof parseFlags>, env: NodeJS.ProcessEnv): EmulatorOptions {
  const { accounts = '' } = values;
  const numbered = /^\d+$/.test(accounts) ? readNumber(accounts, values['account-id']) : undefined;
  const file = accounts === '' || numbered ? undefined : readAccounts(accounts);
  const accountIds =
    values['account-id']?.split(',') ?? (file ? accountIdsIn(file) : [defaultPlace.accountId]);
  const regions = values.region?.split(',') ?? [defaultPlace.region];
  if (!accountIds.every((id) => /^\d{12}$/.test(id))) throw new UsageError('--account-id must be 12 digits');
  const unknown = regions.find((name) => !isRegion(name));
  if (unknown !== undefined) throw new UsageError(`--region must name a Region of EC2, not "${unknown}"`);
  const stateFile = values['state-file'] ?? env.EMULATOR_STATE_FILE;
  return {
    port: parseNumber(...given('--port', values.port, 'EMULATOR_PORT', env), 65_535),
    seed: readSeed(...given('--seed', values.seed, 'EMULATOR_SEED', env)),
    latencyMs: parseNumber('--latency-ms', values['latency-ms'] ?? '0', 60_000),
    throttle: values.throttle ?? false,
    ...(values.host !== undefined && { host: values.host }),
    // The first of each is the main one; split never returns an empty list.
    accountId: accountIds[0] ?? '',
    region: regions[0] ?? '',
    demoPlaces: accountIds.flatMap((accountId) => regions.map((region) => ({ accountId, region }))),
    ...(file && { ...file, onlyAccounts: true }),
    ...(numbered && {
      accounts: numberedKeys(numbered),
      smallEstates: { accountIds: numbered, regions },
    }),
    ...(stateFile && { stateFile }),
  };
}

const defaults = { EMULATOR_PORT: '4599', EMULATOR_SEED: 'demo' };

/** A value from its flag, or from the environment, with the name of where it is from. */
function given(
  flag: string,
  value: string | undefined,
  variable: keyof typeof defaults,
  env: NodeJS.ProcessEnv,
): [name: string, text: string] {
  return value === undefined ? [variable, env[variable] ?? defaults[variable]] : [flag, value];
}

/** What is wrong with a flag is wrong usage. */
const wrong = (name: string, problem: string) =>
  new (name.startsWith('--') ? UsageError : Error)(`${name} ${problem}`);

/** The accounts of `--accounts <n>`. */
function readNumber(text: string, accountId: string | undefined): string[] {
  const count = parseNumber('--accounts', text, maxAccounts);
  if (count < 1) throw new UsageError('--accounts must be at least 1, or the path of a file');
  if (accountId !== undefined)
    throw new UsageError('--account-id cannot be set with a number of --accounts, which says what they are');
  return numberedAccountIds(count);
}

const accountIdsIn = ({ accounts, roles }: Accounts): string[] => [
  ...new Set([
    ...Object.values(accounts).map(({ accountId }) => accountId),
    ...Object.keys(roles).map((arn) => arn.split(':')[4] ?? ''),
  ]),
];

function readSeed(name: string, text: string): Seed {
  try {
    return parseSeed(text);
  } catch (error) {
    throw wrong(name, (error as Error).message);
  }
}

function parseNumber(name: string, text: string, max: number): number {
  const value = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value <= max)) throw wrong(name, `must be a whole number from 0 to ${max}, not "${text}"`);
  return value;
}

/** Prints the message. */
function fail(error: unknown, exitCode: number): number {
  console.error(error instanceof Error ? error.message : String(error));
  return exitCode;
}

/** Exit code 78 is EX_CONFIG of sysexits.h. */
async function run(values: ReturnType<typeof parseFlags>): Promise<number | undefined> {
  let options: EmulatorOptions;
  try {
    options = toOptions(values, process.env);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    return fail(error, 78);
  }
  try {
    const emulator = await startEmulator(options);
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => {
        emulator.stop().then(
          () => process.exit(0),
          (error: unknown) => process.exit(fail(error, 1)),
        );
      });
    }
    console.log(JSON.stringify({ msg: 'ready', url: emulator.url }));
    return undefined;
  } catch (error) {
    return fail(error, error instanceof SeedProblems ? 78 : 1);
  }
}

process.exitCode = await runCommand({ usage, parse: parseFlags, run });
