/** Serves: reads the settings, starts the gateway, and handles signals and the exit code. */

import type { Config, Environment } from './config/config.ts';
import { openCoordination } from './coordination.ts';
import { type GatewayHandle, startGateway } from './gateway.ts';
import { boundHeapGrowth } from './heap.ts';
import { createMetrics } from './http/metrics.ts';
import { createLog, type Logger } from './log.ts';
import { createOutput, type Output } from './output.ts';
import { openReachable, type Stops } from './reachable.ts';
import { parseStartable } from './startable.ts';
import { reportStart } from './startProblems.ts';

/** @param env the environment. @returns the exit code if it cannot start; undefined while it serves. */
export async function serve(env: Environment): Promise<number | undefined> {
  boundHeapGrowth();
  const config = await parseStartable(env).catch((error: unknown) => reportStart(error, 1));
  if (typeof config === 'number') return config;
  // Log and audit lines must not mix, and a pipe that nobody reads must not stop the process.
  const output = config.auditFile === '-' ? createOutput(1) : undefined;
  const log = createLog(config.logLevel, output);
  const stops: Stops = [];
  // First, because starting may take as long as STS and the token issuer do.
  stopOnSignals(stops, log, output);
  const readAgainWith = readAgainOnSignal();
  try {
    const metrics = createMetrics(config);
    const coordination = await openCoordination(config, { watcher: metrics, log, stops });
    const { sharedOf } = coordination;
    const reachable = await openReachable(config, { watcher: metrics, sharedOf, log, stops });
    const gateway = await startGateway(config, reachable, log, metrics, { ...coordination, output });
    stops.unshift((now) => gateway.stop(config.graceSeconds * 1_000, now));
    // Also runs after a third signal or an uncaught error.
    process.once('exit', gateway.abandon);
    readAgainWith(() => {
      gateway.lookAgain();
      void reachable.accounts?.reload();
    });
    announce(config, gateway, log);
    return undefined;
  } catch (error) {
    const exitCode = reportStart(error, 1);
    for (const stop of stops) await stop();
    return exitCode;
  }
}

function announce(config: Config, { url, adminUrl, notReady }: GatewayHandle, log: Logger): void {
  const reasons = notReady();
  const where = { url, adminUrl, graphql: `${url}/graphql`, ec2: config.ec2Mode };
  log.notice({ ...where, ready: reasons.length === 0, ...(reasons.length > 0 && { reasons }) }, 'ready');
  if (config.auth.mode !== 'anybody') return;
  const warn = () =>
    log.warn('INSECURE_NO_AUTH is set: anybody who reaches this port can read; mutations are off');
  warn();
  setInterval(warn, 60_000).unref();
}

/** A signal that nobody handles ends the process, so one that comes during the start is obeyed after it. @returns what says how to read again. */
function readAgainOnSignal(): (readAgain: () => void) => void {
  let isAsked = false;
  let readAgain = () => {
    isAsked = true;
  };
  process.on('SIGHUP', () => readAgain());
  return (given) => {
    readAgain = given;
    if (isAsked) given();
  };
}

/** How long the last lines may wait for who reads standard output. */
const flushMs = 2_000;

/** The first signal lets running requests finish, a second one cuts them off, and a third one ends the process at once. @param stops what has been started so far. */
function stopOnSignals(stops: Readonly<Stops>, log: Logger, output: Output | undefined): void {
  const now = new AbortController();
  let isStopping = false;
  const onSignal = (signal: NodeJS.Signals) => {
    if (now.signal.aborted) process.exit(1);
    log.notice({ signal }, isStopping ? 'stopping at once' : 'draining');
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
      await output?.flushed(flushMs);
      process.exit(isWhole && !now.signal.aborted ? 0 : 1);
    })();
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}
