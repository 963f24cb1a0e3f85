/** The process: settings, start, signals, exit code. */
import { type Config, ConfigError, parseConfig } from './config.ts';
import { createBudget } from './ec2/budget.ts';
import { createScope, type Ec2Scope } from './ec2/clients.ts';
import { fetchAccountId } from './ec2/identity.ts';
import { createScopes } from './ec2/scopes.ts';
import { startEmulator } from './emulator/server.ts';
import { type GatewayHandle, startGateway } from './gateway.ts';
import { createLog, type Logger } from './server/log.ts';

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
    const scope = await openScope(config.ec2, stops);
    const gateway = await startGateway(config, createScopes(scope), log);
    stops.unshift(gateway.stop);
    // Also after a second signal, or an error that nobody caught.
    process.once('exit', gateway.abandon);
    stopOnSignals(stops, log);
    announce(config, gateway, log);
  } catch (error) {
    // A port in use, no credentials, an audit file that is broken: one line that says which.
    process.stderr.write(`cannot start: ${(error as Error).message}\n`);
    process.exitCode = error instanceof ConfigError ? badSettings : 1;
    for (const stop of stops) await stop();
  }
}

function readConfig(): Config | undefined {
  try {
    return parseConfig(process.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(
      `cannot start, because of these settings:\n${error.problems.map((line) => `  ${line}\n`).join('')}`,
    );
    process.exitCode = badSettings;
    return undefined;
  }
}

/** Connects to EC2: the embedded one, which is started first, or the real one. */
async function openScope(ec2: Config['ec2'], stops: (() => Promise<void>)[]): Promise<Ec2Scope> {
  const budget = ec2.budgetShare === undefined ? undefined : createBudget(ec2.budgetShare);
  if (ec2.mode === 'aws') return createScope({ ...ec2, accountId: await fetchAccountId(ec2), budget });
  const emulator = await startEmulator({ ...embedded, ...ec2 });
  stops.push(emulator.stop);
  // Credentials of our own making: those of who runs this are never looked for, so they cannot be used by mistake.
  const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'embedded' };
  return createScope({ ...embedded, endpoint: emulator.url, credentials, budget });
}

function announce(config: Config, { url, adminUrl }: GatewayHandle, log: Logger): void {
  log.info({ url, adminUrl, graphql: `${url}/graphql`, ec2: config.ec2.mode }, 'ready');
  if (!config.insecureNoAuth) return;
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
