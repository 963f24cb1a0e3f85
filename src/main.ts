/** The process: settings, start, signals, exit code. */
import { readFileSync } from 'node:fs';
import { createRoleAccess, createSharedAccess } from './access/roles.ts';
import { type Accounts, parseAccounts, strangersTo } from './config/accounts.ts';
import { type Config, ConfigError, parseConfig } from './config/config.ts';
import { createBudget } from './ec2/budget.ts';
import { createScope } from './ec2/clients.ts';
import { fetchIdentity } from './ec2/identity.ts';
import { startEmulator } from './emulator/server.ts';
import { type GatewayHandle, startGateway } from './gateway.ts';
import { createMetrics, type Metrics } from './http/metrics.ts';
import { createLog, type Logger } from './log.ts';

/** `EX_CONFIG` of sysexits.h: the settings are wrong, and starting again will not help. */
const badSettings = 78;

/** Where the embedded EC2's demo estate lives: the reserved example account. */
const embedded = { accountId: '123456789012', region: 'us-east-1' };

async function main(): Promise<void> {
  const config = readConfig();
  if (config === undefined) return;
  const log = createLog(config.logLevel);
  const stops: (() => Promise<void>)[] = [];
  try {
    const metrics = createMetrics();
    const access = await openAccess(config, metrics, log, stops);
    const gateway = await startGateway(config, access, log, metrics);
    stops.unshift(gateway.stop);
    // Also after a second signal, or an error that nobody caught.
    process.once('exit', gateway.abandon);
    stopOnSignals(stops, log);
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

/** Why the gateway cannot start: every wrong setting, or one line. */
function reportStart(error: unknown): void {
  const isConfig = error instanceof ConfigError;
  const lines = isConfig
    ? `because of these settings:\n${error.problems.map((line) => `  ${line}\n`).join('')}`
    : '';
  const { message, code } = error as NodeJS.ErrnoException;
  const advice = code === 'EADDRINUSE' ? '; set PORT, ADMIN_PORT or EMULATOR_PORT to a free one' : '';
  process.stderr.write(isConfig ? `cannot start, ${lines}` : `cannot start: ${message}${advice}\n`);
  process.exitCode = isConfig ? badSettings : 1;
}

/** Opens the way to EC2: the embedded one, which is started first, or the real one; with the accounts file, through its roles. */
async function openAccess(config: Config, metrics: Metrics, log: Logger, stops: (() => Promise<void>)[]) {
  const { ec2 } = config;
  const file = config.accountsFile === undefined ? undefined : readAccounts(config.accountsFile);
  const sinks = file?.approvedTargets;
  const way = ec2.mode === 'aws' ? { endpoint: ec2.endpoint } : await startEmbedded(ec2, stops);
  const { budgetShare } = ec2;
  const own = ec2.mode === 'aws' ? await ownPlace(ec2, file, log) : embedded;
  if (file !== undefined) {
    const strangers = strangersTo(own.accountId, file);
    if (strangers.length > 0) throw new ConfigError(strangers.map((line) => `AWS_ACCOUNTS_FILE: ${line}`));
    return {
      access: createRoleAccess({
        ...way,
        accounts: file.accounts,
        budgetShare,
        observer: metrics,
        paced: metrics.paced,
      }),
      sinks,
    };
  }
  const budget = budgetShare === undefined ? undefined : createBudget(budgetShare, metrics.paced);
  return { access: createSharedAccess(createScope({ ...way, ...own, budget, observer: metrics })), sinks };
}

/** The account of the gateway's own credentials, which must work, and the Region that is asked for it. */
async function ownPlace(ec2: Config['ec2'] & { mode: 'aws' }, file: Accounts | undefined, log: Logger) {
  const [first] = Object.values(file?.accounts ?? {});
  const region = ec2.region || (first?.regions[0] ?? '');
  const { accountId, hasUserKey } = await fetchIdentity({ region, endpoint: ec2.endpoint });
  if (hasUserKey)
    log.warn('the AWS credentials are an access key that does not expire; those of a role are safer');
  return { accountId, region };
}

async function startEmbedded(ec2: Config['ec2'] & { mode: 'embedded' }, stops: (() => Promise<void>)[]) {
  const emulator = await startEmulator({ ...embedded, ...ec2 }).catch((error: NodeJS.ErrnoException) => {
    // A port in use is not a matter of the file.
    if (ec2.stateFile === undefined || error.syscall === 'listen') throw error;
    throw new ConfigError([`EMULATOR_STATE_FILE: ${error.message}`]);
  });
  stops.push(emulator.stop);
  // Credentials of our own making: those of who runs this are never looked for, so they cannot be used by mistake.
  const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'embedded' };
  return { endpoint: emulator.url, credentials };
}

/** @throws ConfigError with every problem of the file. */
function readAccounts(path: string): Accounts {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new ConfigError([`AWS_ACCOUNTS_FILE: cannot be read: ${(error as Error).message}`]);
  }
  const accounts = parseAccounts(text);
  if ('problems' in accounts)
    throw new ConfigError(accounts.problems.map((line) => `AWS_ACCOUNTS_FILE: ${line}`));
  return accounts;
}

function announce(config: Config, { url, adminUrl }: GatewayHandle, log: Logger): void {
  log.info({ url, adminUrl, graphql: `${url}/graphql`, ec2: config.ec2.mode }, 'ready');
  if (config.auth.mode !== 'anybody') return;
  const warn = () =>
    log.warn('INSECURE_NO_AUTH is set: anybody who reaches this port can read; mutations are off');
  warn();
  setInterval(warn, 60_000).unref();
}

/** The first signal lets running requests finish; a second one does not wait for them. */
function stopOnSignals(stops: readonly (() => Promise<void>)[], log: Logger): void {
  let stopping = false;
  const onSignal = (signal: NodeJS.Signals) => {
    if (stopping) process.exit(1);
    stopping = true;
    log.info({ signal }, 'stopping');
    void (async () => {
      for (const stop of stops) await stop();
      log.info('stopped');
      process.exit(0);
    })();
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}

await main();
