/** The program: reads the settings, starts the gateway, and handles signals and the exit code. */
import { createSharedAccess } from './access/access.ts';
import { createRoleAccess } from './access/roles.ts';
import { type Accounts, accountsWithoutRole, readAccounts } from './config/accounts.ts';
import { type Config, ConfigError, parseConfig } from './config/config.ts';
import { createBudget } from './ec2/budget.ts';
import type { Endpoint } from './ec2/clients.ts';
import { createScope } from './ec2/scope.ts';
import { fetchIdentity } from './ec2/sts.ts';
import { SeedProblems } from './emulator/seeds/description/read.ts';
import { parseSeed, type Seed } from './emulator/seeds/seed.ts';
import { defaultPlace, startEmulator } from './emulator/server.ts';
import { StateFileInUse } from './emulator/state/stateFile.ts';
import { type GatewayHandle, type Reachable, startGateway } from './gateway.ts';
import { createMetrics, type Metrics } from './http/metrics.ts';
import { createLog, type Logger } from './log.ts';

/** `EX_CONFIG` of sysexits.h: the settings are wrong, so a restart will not help. */
const badSettings = 78;

/** They wait no longer once the signal is aborted. */
type Stops = ((now?: AbortSignal) => Promise<void>)[];

async function main(): Promise<void> {
  const config = readConfig();
  if (config === undefined) return;
  const log = createLog(config.logLevel);
  const stops: Stops = [];
  // First, because starting may take as long as STS and the token issuer do.
  stopOnSignals(stops, log);
  try {
    const metrics = createMetrics();
    const reachable = await openReachable(config, metrics, log, stops);
    const gateway = await startGateway(config, reachable, log, metrics);
    stops.unshift((now) => gateway.stop(config.graceSeconds * 1_000, now));
    // Also runs after a third signal or an uncaught error.
    process.once('exit', gateway.abandon);
    announce(config, gateway, log);
  } catch (error) {
    reportStart(error);
    for (const stop of stops) await stop();
  }
}

function readConfig(): Config | undefined {
  try {
    return parseConfig(process.env);
  } catch (error) {
    reportStart(error);
    return undefined;
  }
}

/** Prints why the gateway cannot start: all wrong settings, or one line. */
function reportStart(error: unknown): void {
  if (error instanceof ConfigError) {
    const lines = error.problems.map((line) => `  ${line}\n`).join('');
    process.stderr.write(`cannot start, because of these settings:\n${lines}`);
    process.exitCode = badSettings;
    return;
  }
  const { message, code } = error as NodeJS.ErrnoException;
  const advice = code === 'EADDRINUSE' ? '; set PORT, ADMIN_PORT or EMULATOR_PORT to a free one' : '';
  process.stderr.write(`cannot start: ${message}${advice}\n`);
  process.exitCode = 1;
}

/** Connects to the real EC2, or starts the embedded one and connects to it. With an accounts file, callers are served through its roles. */
async function openReachable(
  config: Config,
  metrics: Metrics,
  log: Logger,
  stops: Stops,
): Promise<Reachable> {
  const file = config.awsAccountsFile === undefined ? undefined : openAccounts(config.awsAccountsFile);
  const approvedTargets = file?.approvedTargets;
  const isReal = config.ec2Mode === 'aws';
  const connection = isReal ? { endpoint: endpointsOf(config) } : await startEmbedded(config, file, stops);
  const { ec2BudgetShare: budgetShare } = config;
  const maxAnswerBytes = config.limits.ec2AnswerBytes;
  const own = isReal ? await ownScope(config, file, log) : defaultPlace;
  if (file !== undefined) {
    const unserved = accountsWithoutRole(own.accountId, file);
    if (unserved.length > 0) throw new ConfigError(unserved.map((line) => `AWS_ACCOUNTS_FILE: ${line}`));
    const { accounts } = file;
    const { paced } = metrics;
    const access = createRoleAccess({
      ...connection,
      accounts,
      budgetShare,
      maxAnswerBytes,
      observer: metrics,
      paced,
    });
    return { access, approvedTargets };
  }
  const budget = budgetShare === undefined ? undefined : createBudget(budgetShare, metrics.paced);
  const scope = createScope({ ...connection, ...own, budget, maxAnswerBytes, observer: metrics });
  return { access: createSharedAccess(scope), approvedTargets };
}

/** The addresses that the settings give in place of the Region's. */
const endpointsOf = (config: Config): Endpoint => ({
  ec2: config.awsEndpointUrlEc2,
  elasticloadbalancing: config.awsEndpointUrlElasticLoadBalancingV2,
});

/** The account of the gateway's own credentials, and the default Region. @throws Error when the credentials do not work. */
async function ownScope(config: Config, file: Accounts | undefined, log: Logger) {
  const [first] = Object.values(file?.accounts ?? {});
  const region = config.awsRegion ?? first?.regions[0] ?? '';
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
function openAccounts(path: string): Accounts {
  const accounts = readAccounts(path);
  if ('problems' in accounts)
    throw new ConfigError(accounts.problems.map((line) => `AWS_ACCOUNTS_FILE: ${line}`));
  return accounts;
}

function announce(config: Config, { url, adminUrl }: GatewayHandle, log: Logger): void {
  log.notice({ url, adminUrl, graphql: `${url}/graphql`, ec2: config.ec2Mode }, 'ready');
  if (config.auth.mode !== 'anybody') return;
  const warn = () =>
    log.warn('INSECURE_NO_AUTH is set: anybody who reaches this port can read; mutations are off');
  warn();
  setInterval(warn, 60_000).unref();
}

/** The first signal lets running requests finish, a second one cuts them off, and a third one ends the process at once. @param stops what has been started so far. */
function stopOnSignals(stops: Readonly<Stops>, log: Logger): void {
  const now = new AbortController();
  let isStopping = false;
  const onSignal = (signal: NodeJS.Signals) => {
    if (now.signal.aborted) process.exit(1);
    log.notice({ signal }, isStopping ? 'stopping at once' : 'stopping');
    if (isStopping) return now.abort();
    isStopping = true;
    void (async () => {
      let isWhole = true;
      for (const stop of stops)
        await stop(now.signal).catch((error: Error) => {
          isWhole = false;
          process.stderr.write(`${error.message}\n`);
        });
      log.notice('stopped');
      process.exit(isWhole && !now.signal.aborted ? 0 : 1);
    })();
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}

await main();
