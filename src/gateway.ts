/** Creates the parts of the gateway, connects them, and starts them. */
import { randomBytes } from 'node:crypto';
import { type Audit, noAudit, startAudit } from './audit/audit.ts';
import { checkTrail } from './audit/checking.ts';
import { type LockDemand, openTrail, toPath } from './audit/opening.ts';
import { createRun } from './audit/run.ts';
import { createStreamTrail } from './audit/streamTrail.ts';
import { build } from './build.ts';
import { type Config, ConfigError } from './config/config.ts';
import { settingsHash } from './config/shown.ts';
import type { Coordination } from './coordination.ts';
import { createMutex } from './ec2/changes/mutex.ts';
import { type Reachable, startGraphql } from './endpoint.ts';
import { startEvaluations } from './evaluations.ts';
import { openGivenPolicies } from './givenPolicies.ts';
import { createAdmission } from './http/admission.ts';
import { startAuthenticator } from './http/authentication.ts';
import { healthRoutes, notReady, type Readiness } from './http/health.ts';
import { startLoadWatch } from './http/load.ts';
import type { Metrics } from './http/metrics.ts';
import { pageRoutes } from './http/pages.ts';
import { pause, settledWithin } from './http/pause.ts';
import { startPorts } from './http/ports.ts';
import type { Logger } from './log.ts';
import { startMoving } from './moving.ts';
import type { Output } from './output.ts';
import { createApprovals } from './policies/approvals.ts';
import { createSigner } from './policies/signing.ts';
import { reportEnd, startReconciling } from './reconciling.ts';
import { startSweeping } from './sweeping.ts';
import { noTracer, type Tracer } from './trace.ts';

export type { Reachable };

export interface GatewayHandle {
  /** Where GraphQL is served, without the path. */
  readonly url: string;
  /** Where health and metrics are served: the same as `url` unless they have a port of their own. */
  readonly adminUrl: string;
  /** Why the gateway should receive no requests now; empty when it should. */
  notReady(): readonly string[];
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
 * @param others how it agrees with other replicas, default: there are none; standard output, if audit lines go there; and how often it
 * looks for captures that are over, default: every 30 seconds, and compares EC2 with the policies, default: as the settings say.
 * @throws the system's error when a port is in use; ConfigError when the audit file, the policy file or the manifest of operations cannot
 * be used.
 */
export async function startGateway(
  config: Config,
  reachable: Reachable,
  log: Logger,
  metrics: Metrics,
  {
    mutex = createMutex(),
    store,
    output,
    sweepEveryMs = 30_000,
    policiesEveryMs = config.policyIntervalSeconds * 1_000,
  }: Partial<Coordination> & {
    readonly output?: Output | undefined;
    readonly sweepEveryMs?: number | undefined;
    readonly policiesEveryMs?: number | undefined;
  } = {},
): Promise<GatewayHandle> {
  const { access, accounts } = reachable;
  const readOnlyReason = readOnlyReasonOf(config);
  const audit = await startAuditOf(config, log, output);
  const endAudit = (error: unknown): never => {
    audit.close();
    throw error;
  };
  const policyFile = await openGivenPolicies(config, reachable).catch(endAudit);
  const approvals = createApprovals(reportEnd(audit));
  const secret = config.cursorSecret ?? randomBytes(32).toString('hex');
  const moving = startMoving(reachable, {
    signer: createSigner(secret),
    isSignerKept: config.cursorSecret !== undefined,
    audit,
    mutex,
    readOnlyReason,
    log,
  });
  const authenticator = await startAuthenticator(config, log, metrics).catch(endAudit);
  const tracer = await startTracer(config, log, metrics).catch(endAudit);
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
    tracer,
    readOnlyReason,
    isStopping,
    mutex,
    secret,
    policyFile,
    approvals,
    moves: moving,
  }).catch(endAudit);
  if (store !== undefined) metrics.watchStore(store);
  metrics.watchReplicas(config.replicas);
  metrics.watchLanes(access.waiting);
  metrics.watchOperations({ APPLY_POLICY: approvals.running, MOVE_SESSIONS: moving.running });
  if (accounts !== undefined) metrics.watchAccounts(accounts.status);
  if (config.auditFile !== undefined) metrics.watchAudit(audit.status);
  const needsAudit = config.readyFor === 'changes' && readOnlyReason === undefined;
  const isDraining = () => phase !== 'serving';
  const reasons: Readiness['reasons'] = {
    draining: isDraining,
    keys: () => !authenticator.isReady(),
    audit: () => needsAudit && !audit.status().isAvailable,
    memory: () => load.heapShare() > 0.95,
    organization: () => accounts?.isListed() === false,
  };
  metrics.watchReadiness(reasons);
  const health = healthRoutes({
    reasons,
    facts: () => ({
      ec2: config.ec2Mode,
      // No reason not to be ready: reads go on without it, and it is down for all replicas at once.
      ...(store === undefined ? {} : { store: store.isUp() ? 'up' : 'down' }),
      ...(config.auth.mode === 'anybody' ? { warning: 'INSECURE_NO_AUTH' } : {}),
    }),
  });
  const pages = config.playground ? await pageRoutes(config.signIn) : [];
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
    await tracer.stop(0);
    throw error;
  });
  const evaluations = startEvaluations(config, reachable, { log, metrics });
  const sweeping = startSweeping(reachable, sweepEveryMs, {
    audit,
    mutex,
    readOnlyReason,
    moving,
    log,
    metrics,
  });
  const reconciling = startReconciling(reachable, policyFile, {
    config,
    everyMs: policiesEveryMs,
    store,
    audit,
    mutex,
    approvals,
    readOnlyReason,
    log,
    metrics,
  });
  const drainMs = config.drainSeconds * 1_000;
  const stop = async (graceMs = config.graceSeconds * 1_000, now = never) => {
    phase = 'draining';
    evaluations.stop();
    // No step is begun any more.
    const ownWork = Promise.all([sweeping.stop(), reconciling.stop(), moving.stop()]).then(() => undefined);
    ports.drain();
    await pause(drainMs, now);
    phase = 'stopping';
    const unusedMs = Math.min(drainMs, 1_000);
    const endsAtMs = performance.now() + graceMs + lastMs;
    // The outcomes of its last changes belong in the audit.
    const closeAfterOwnWork = async () => {
      await settledWithin(ownWork, endsAtMs - performance.now(), now);
      await close();
    };
    await ports.stop({ unusedMs, graceMs, now, beforeCutOff: audit.close }, closeAfterOwnWork);
    const leftMs = now.aborted ? 0 : Math.max(0, endsAtMs - performance.now());
    await tracer.stop(Math.min(flushMs, leftMs));
  };
  const lookAgain = () => {
    audit.lookAgain();
    void authenticator.reload();
  };
  const { url, adminUrl } = ports;
  return { url, adminUrl, notReady: () => notReady(reasons), stop, lookAgain, abandon: audit.close };
}

/** How far it has come: `draining` serves everything, `stopping` begins no change. */
type Phase = 'serving' | 'draining' | 'stopping';

const never = new AbortController().signal;

/** How long the last spans may take to be sent. */
const flushMs = 2_000;
/** All that is last may take so long after `GRACE_SECONDS`. */
const lastMs = 500;

/** From a file of its own, so that a gateway without traces does not load what records them. */
async function startTracer({ tracing }: Config, log: Logger, { traced }: Metrics): Promise<Tracer> {
  if (tracing === undefined) return noTracer;
  const { startTracing } = await import('./tracing/tracing.ts');
  return startTracing(tracing, { log, counted: traced });
}

/** @param output for `AUDIT_FILE=-`. */
async function startAuditOf(config: Config, log: Logger, output: Output | undefined): Promise<Audit> {
  const { auditFile } = config;
  if (auditFile === undefined) return noAudit;
  const run = createRun({ ...build, settings: settingsHash(config) });
  if (output !== undefined)
    return startAudit(async () => ({ trail: createStreamTrail(output, run), openIntents: [] }), log);
  const path = toPath(auditFile);
  try {
    return await startAudit((written) => openTrail(path, lockDemandOf(config), log, run, written), log);
  } catch (error) {
    throw toConfigError(path, error);
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
  const path = toPath(auditFile);
  await checkTrail(path, lockDemandOf(config), { log, readsChain }).catch((error: unknown) => {
    throw toConfigError(path, error);
  });
}

const lockDemandOf = ({ auditLock, ec2Mode }: Config): LockDemand =>
  auditLock === 'none' ? 'none' : ec2Mode === 'aws' ? 'required' : 'wanted';

const toConfigError = (path: string, error: unknown) =>
  new ConfigError([`AUDIT_FILE: ${path}: ${(error as Error).message}`]);

function readOnlyReasonOf({ auth, readOnly }: Config): string | undefined {
  if (readOnly) return 'mutations are off because READ_ONLY is set';
  return auth.mode === 'anybody' ? 'mutations are off because INSECURE_NO_AUTH is set' : undefined;
}
