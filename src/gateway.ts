/** Creates the parts of the gateway, connects them, and starts them. */
import { type Audit, noAudit, startAudit } from './audit/audit.ts';
import { checkTrail } from './audit/checking.ts';
import { type LockDemand, openTrail } from './audit/opening.ts';
import { createStreamTrail } from './audit/streamTrail.ts';
import { type Config, ConfigError } from './config/config.ts';
import type { Coordination } from './coordination.ts';
import { type Reachable, startGraphql } from './endpoint.ts';
import { startEvaluations } from './evaluations.ts';
import { createAdmission } from './http/admission.ts';
import { startAuthenticator } from './http/authentication.ts';
import { healthRoutes } from './http/health.ts';
import { startLoadWatch } from './http/load.ts';
import type { Metrics } from './http/metrics.ts';
import { pageRoutes } from './http/pages.ts';
import { pause } from './http/pause.ts';
import { startPorts } from './http/ports.ts';
import type { Logger } from './log.ts';
import type { Output } from './output.ts';

export type { Reachable };

export interface GatewayHandle {
  /** Where GraphQL is served, without the path. */
  readonly url: string;
  /** Where health and metrics are served: the same as `url` unless they have a port of their own. */
  readonly adminUrl: string;
  /**
   * Says that it is not ready, serves on for `DRAIN_SECONDS`, lets running requests finish, and closes every socket.
   *
   * @param graceMs how long requests may run on after that. Default: `GRACE_SECONDS`.
   * @param now aborted to skip all waiting.
   */
  stop(graceMs?: number, now?: AbortSignal): Promise<void>;
  /** Looks again at the audit file, which may have been moved, and at the issuers file. */
  lookAgain(): void;
  /** Records the outcome of running changes as unknown, when the process ends before `stop` has. Synchronous. */
  abandon(): void;
}

/**
 * Starts the gateway.
 *
 * @param others how it agrees with other replicas, default: there are none; and standard output, if audit lines go there.
 * @throws the system's error when a port is in use; ConfigError when the audit file or the manifest of operations cannot be used.
 */
export async function startGateway(
  config: Config,
  reachable: Reachable,
  log: Logger,
  metrics: Metrics,
  { mutex, store, output }: Partial<Coordination> & { readonly output?: Output | undefined } = {},
): Promise<GatewayHandle> {
  const { access, accounts } = reachable;
  const readOnlyReason = readOnlyReasonOf(config);
  const audit = await startAuditOf(config, log, output);
  const authenticator = await startAuthenticator(config, log);
  const load = startLoadWatch();
  const admission = createAdmission({
    limits: config.limits,
    // Without tokens, all callers look the same.
    tellsCallersApart: config.auth.mode === 'jwt',
    load,
    onRefused: metrics.refused,
  });
  metrics.watchAdmission(admission.counts);
  let phase: Phase = 'serving';
  const isStopping = () => phase === 'stopping';
  const graphql = await startGraphql(config, reachable, {
    log,
    metrics,
    audit,
    authenticator,
    admission,
    readOnlyReason,
    isStopping,
    mutex,
  });
  if (store !== undefined) metrics.watchStore(store);
  metrics.watchLanes(access.waiting);
  if (accounts !== undefined) metrics.watchAccounts(accounts.status);
  if (config.auditFile !== undefined) metrics.watchAudit(audit.status);
  const needsAudit = config.readyFor === 'changes' && readOnlyReason === undefined;
  const isDraining = () => phase !== 'serving';
  metrics.watchDraining(isDraining);
  const health = healthRoutes({
    reasons: {
      draining: isDraining,
      keys: () => !authenticator.isReady(),
      audit: () => needsAudit && !audit.status().isAvailable,
      memory: () => load.heapShare() > 0.95,
      organization: () => accounts?.isListed() === false,
    },
    facts: () => ({
      ec2: config.ec2Mode,
      // No reason not to be ready: reads go on without it, and it is down for all replicas at once.
      ...(store === undefined ? {} : { store: store.isUp() ? 'up' : 'down' }),
      ...(config.auth.mode === 'anybody' ? { warning: 'INSECURE_NO_AUTH' } : {}),
    }),
  });
  const pages = config.playground ? await pageRoutes() : [];
  if (config.playground && pages.length === 0) log.warn('the pages are not built; run `npm run build`');
  if (config.ec2Mode === 'aws' && config.adminPort === undefined)
    log.warn('ADMIN_PORT is not set: while clients hold all connections, health checks are refused too');
  const close = async () => {
    audit.close();
    await graphql.stop();
    authenticator.stop();
    load.stop();
    access.stop();
  };
  const routes = { public: [graphql.route, ...pages], admin: [...health, metrics.route] };
  const ports = await startPorts(config, routes, { log, metrics }).catch(async (error: unknown) => {
    await close();
    throw error;
  });
  const evaluations = startEvaluations(config, reachable, { log, metrics });
  const drainMs = config.drainSeconds * 1_000;
  const stop = async (graceMs = config.graceSeconds * 1_000, now = never) => {
    phase = 'draining';
    evaluations.stop();
    ports.drain();
    await pause(drainMs, now);
    phase = 'stopping';
    const unusedMs = Math.min(drainMs, 1_000);
    await ports.stop({ unusedMs, graceMs, now, beforeCutOff: audit.close }, close);
  };
  const lookAgain = () => {
    audit.lookAgain();
    void authenticator.reload();
  };
  return { url: ports.url, adminUrl: ports.adminUrl, stop, lookAgain, abandon: audit.close };
}

/** How far it has come: `draining` serves everything, `stopping` begins no change. */
type Phase = 'serving' | 'draining' | 'stopping';

const never = new AbortController().signal;

/** @param output for `AUDIT_FILE=-`. */
async function startAuditOf(config: Config, log: Logger, output: Output | undefined): Promise<Audit> {
  const { auditFile } = config;
  if (auditFile === undefined) return noAudit;
  if (output !== undefined)
    return startAudit(async () => ({ trail: createStreamTrail(output), openIntents: [] }), log);
  try {
    return await startAudit(() => openTrail(auditFile, lockDemandOf(config), log), log);
  } catch (error) {
    throw toConfigError(auditFile, error);
  }
}

/**
 * Writes nothing.
 *
 * @param readsChain whether to look at what is in the audit file, which may be long.
 * @throws ConfigError when a start could not use the audit file.
 */
export async function checkAudit(config: Config, log: Logger, readsChain: boolean): Promise<void> {
  const { auditFile } = config;
  if (auditFile === undefined || auditFile === '-') return;
  await checkTrail(auditFile, lockDemandOf(config), { log, readsChain }).catch((error: unknown) => {
    throw toConfigError(auditFile, error);
  });
}

const lockDemandOf = ({ auditLock, ec2Mode }: Config): LockDemand =>
  auditLock === 'none' ? 'none' : ec2Mode === 'aws' ? 'required' : 'wanted';

const toConfigError = (auditFile: string, error: unknown) =>
  new ConfigError([`AUDIT_FILE: ${auditFile}: ${(error as Error).message}`]);

function readOnlyReasonOf({ auth, readOnly }: Config): string | undefined {
  if (readOnly) return 'mutations are off because READ_ONLY is set';
  return auth.mode === 'anybody' ? 'mutations are off because INSECURE_NO_AUTH is set' : undefined;
}
