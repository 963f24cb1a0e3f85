/** Opens the accounts and Regions of the settings: at AWS, or in an embedded EC2 that it starts. */
import { createSharedAccess } from './access/access.ts';
import { createRoleAccess } from './access/roles.ts';
import { startAccountsWatch } from './accounts/watch.ts';
import { type Accounts, accountsWithoutRole, namedByNobody } from './config/accounts.ts';
import type { Organization } from './config/accountsFile.ts';
import { type Config, ConfigError } from './config/config.ts';
import { openAccounts, readAccountsFile } from './config/readAccounts.ts';
import { createIssuerNames } from './config/trusted.ts';
import { addressOf, type Ec2ClientOptions, type Endpoint } from './ec2/clients.ts';
import type { Ec2Observer } from './ec2/observer.ts';
import { createScope, type SharedPartsOf } from './ec2/scope.ts';
import { fetchIdentity } from './ec2/sts.ts';
import { SeedProblems } from './emulator/seeds/description/read.ts';
import { parseSeed, type Seed } from './emulator/seeds/seed.ts';
import { defaultPlace, startEmulator } from './emulator/server.ts';
import { StateFileInUse } from './emulator/state/stateFile.ts';
import type { Reachable } from './endpoint.ts';
import type { Logger } from './log.ts';

/** What is started on the way. They wait no longer once the signal is aborted. */
export type Stops = ((now?: AbortSignal) => Promise<void>)[];

interface Surroundings {
  /** Is told of every call. */
  readonly watcher: Ec2Observer;
  readonly sharedOf: SharedPartsOf;
  readonly log: Logger;
  readonly stops: Stops;
}

/**
 * Connects to the real EC2, or starts the embedded one and connects to it. With an accounts file, callers are served through its roles.
 *
 * @throws ConfigError for settings that cannot be used; Error when the AWS credentials do not work, or a port or file is in use.
 */
export async function openReachable(
  config: Config,
  { watcher, sharedOf, log, stops }: Surroundings,
): Promise<Reachable> {
  const given = config.awsAccountsFile === undefined ? undefined : await openFile(config.awsAccountsFile);
  const isReal = config.ec2Mode === 'aws';
  const connection = isReal
    ? { endpoint: endpointsOf(config) }
    : await startEmbedded(config, given?.accounts, stops);
  const maxAnswerBytes = config.limits.ec2AnswerBytes;
  const own = isReal ? await ownScope(config, given?.accounts, log) : defaultPlace;
  if (given !== undefined) {
    const issuerNames = config.auth.mode === 'jwt' ? createIssuerNames(config.auth) : () => [];
    const refuse = (accounts: Accounts) => [
      ...accountsWithoutRole(own.accountId, accounts),
      ...namedByNobody(issuerNames(), accounts),
    ];
    throwProblems(refuse(given.accounts));
    const { stsRate } = config;
    const options = { ...connection, sharedOf, maxAnswerBytes, stsRate, observer: watcher };
    const access = createRoleAccess(given.accounts, options);
    const list = createLister(config, connection, own.region);
    const { replace } = access;
    const { accountsRefreshSeconds: refreshSeconds } = config;
    const accounts = await startAccountsWatch({ ...given, refreshSeconds, list, refuse, replace, log });
    stops.push(async () => accounts.stop());
    return { access, accounts };
  }
  const scope = createScope({ ...connection, ...own, ...sharedOf(own), maxAnswerBytes, observer: watcher });
  return { access: createSharedAccess([scope]) };
}

interface EndpointAndCredentials {
  readonly endpoint: Endpoint;
  readonly credentials?: Ec2ClientOptions['credentials'];
}

/** The SDK's client of Organizations is loaded when it is needed: most installations have no use for it. */
function createLister(config: Config, { endpoint, credentials }: EndpointAndCredentials, region: string) {
  return async ({ roleArn, parents }: Organization, signal: AbortSignal) => {
    const { listAccounts } = await import('./ec2/organization.ts');
    return listAccounts({
      roleArn,
      parents,
      region,
      endpoint: typeof endpoint === 'string' ? endpoint : config.awsEndpointUrlOrganizations,
      stsEndpoint: addressOf(endpoint, 'ec2'),
      credentials,
      signal,
    });
  };
}

/** The addresses that the settings give in place of the Region's. */
const endpointsOf = (config: Config): Endpoint => ({
  ec2: config.awsEndpointUrlEc2,
  elasticloadbalancing: config.awsEndpointUrlElasticLoadBalancingV2,
});

/** The account of the gateway's own credentials, and the default Region. @throws Error when the credentials do not work. */
async function ownScope(config: Config, file: Accounts | undefined, log: Logger) {
  const [first] = Object.values(file?.accounts ?? {});
  const region = config.awsRegion ?? file?.home?.region ?? first?.regions[0] ?? '';
  const { accountId, hasUserKey } = await fetchIdentity({ region, endpoint: endpointsOf(config) });
  if (hasUserKey)
    log.warn('the AWS credentials are an access key that does not expire; credentials of a role are safer');
  return { accountId, region };
}

/** @param file its accounts have estates of their own in the demo. */
async function startEmbedded(config: Config, file: Accounts | undefined, stops: Stops) {
  const { emulatorPort: port, emulatorStateFile: stateFile } = config;
  const seed = readSeed(config.emulatorSeed);
  const demoPlaces = Object.entries(file?.accounts ?? {}).flatMap(([accountId, { regions }]) =>
    regions.map((region) => ({ accountId, region })),
  );
  const options = {
    ...defaultPlace,
    port,
    seed,
    demoPlaces,
    ...(stateFile === undefined ? {} : { stateFile }),
  };
  const emulator = await startEmulator(options).catch((error: NodeJS.ErrnoException) => {
    if (error instanceof SeedProblems)
      throw new ConfigError(error.problems.map((line) => `EMULATOR_SEED: ${line}`));
    // A port that is in use is not a problem of the file, and a file that is in use is not a wrong setting: a restart may help.
    if (stateFile === undefined || error.syscall === 'listen' || error instanceof StateFileInUse) throw error;
    throw new ConfigError([`EMULATOR_STATE_FILE: ${error.message}`]);
  });
  stops.push(emulator.stop);
  // Fixed example credentials, so the SDK never looks for the user's own.
  const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'embedded' };
  return { endpoint: emulator.url, credentials };
}

/** @throws ConfigError if it is not a seed. */
function readSeed(text: string): Seed {
  try {
    return parseSeed(text);
  } catch (error) {
    throw new ConfigError([`EMULATOR_SEED: ${(error as Error).message}`]);
  }
}

/** @throws ConfigError with every problem in the file. */
async function openFile(path: string) {
  const file = await readAccountsFile(path);
  if ('problems' in file) throw toConfigError(file.problems);
  const opened = await openAccounts(path, file, file.organization === undefined ? [] : undefined);
  if ('problems' in opened) throw toConfigError(opened.problems);
  return { path, file, accounts: opened, fingerprint: opened.fingerprint };
}

function throwProblems(problems: readonly string[]): void {
  if (problems.length > 0) throw toConfigError(problems);
}

const toConfigError = (problems: readonly string[]) =>
  new ConfigError(problems.map((line) => `AWS_ACCOUNTS_FILE: ${line}`));
