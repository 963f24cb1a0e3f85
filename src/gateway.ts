/** Creates the parts of the gateway, connects them, and starts them. */
import { randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Access } from './access/access.ts';
import { createOperationCheck } from './access/permissions.ts';
import { createContext, forGroup, type Gateway, type GatewayContext } from './api/context.ts';
import { createCursorCodec } from './api/cursors.ts';
import { belowPayload, formatError, isUnexpected } from './api/errors.ts';
import { createSchema } from './api/schema.ts';
import { type Audit, noAudit, startAudit } from './audit/audit.ts';
import type { Caller } from './caller.ts';
import type { ApprovedTargets } from './config/accounts.ts';
import { type Config, ConfigError } from './config/config.ts';
import { createMutex } from './ec2/changes/mutex.ts';
import { reporting } from './ec2/changes/recorder.ts';
import { startApollo } from './engine/apollo.ts';
import { createDocuments } from './engine/documents.ts';
import { createLimits } from './engine/limits.ts';
import { readTrustedDocuments, type TrustedDocuments } from './engine/trustedDocuments.ts';
import { type Admission, createAdmission } from './http/admission.ts';
import { type Authenticator, startAuthenticator } from './http/authentication.ts';
import { createGraphqlHandler } from './http/graphql.ts';
import { healthRoutes } from './http/health.ts';
import type { Route } from './http/listener.ts';
import { startLoadWatch } from './http/load.ts';
import type { Metrics } from './http/metrics.ts';
import type { RequestOrigin } from './http/origin.ts';
import { pageRoutes } from './http/pages.ts';
import { pause } from './http/pause.ts';
import { startPorts } from './http/ports.ts';
import type { Logger } from './log.ts';
import { HttpRefusal } from './refusal.ts';

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
  /** Records the outcome of running changes as unknown, when the process ends before `stop` has. Synchronous. */
  abandon(): void;
}

/** What callers can access. */
export interface Reachable {
  /** Stopped with the gateway. */
  readonly access: Access;
  /** Where packets may be sent. Absent: anywhere that EC2 and IAM allow. */
  readonly approvedTargets?: ApprovedTargets | undefined;
}

/**
 * Starts the gateway.
 *
 * @throws the system's error when a port is in use; ConfigError when the audit file or the manifest of operations cannot be used.
 */
export async function startGateway(
  config: Config,
  reachable: Reachable,
  log: Logger,
  metrics: Metrics,
): Promise<GatewayHandle> {
  const { access } = reachable;
  const trusted = await readTrustedOf(config);
  const audit = await startAuditOf(config, log);
  const authenticator = await startAuthenticator(config.auth, log);
  const load = startLoadWatch();
  // Without tokens, all callers look the same.
  const { callerActive: _, callerQueued: __, callerPerSecond: ___, ...ofAll } = config.limits;
  const admission = createAdmission({
    limits: config.auth.mode === 'jwt' ? config.limits : ofAll,
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
    trusted,
    authenticator,
    admission,
    isStopping,
  });
  metrics.watchLanes(access.waiting);
  if (config.auditFile !== undefined) metrics.watchAudit(audit.status);
  const needsAudit = config.readyFor === 'changes' && readOnlyReasonOf(config) === undefined;
  const isDraining = () => phase !== 'serving';
  metrics.watchDraining(isDraining);
  const health = healthRoutes({
    reasons: {
      draining: isDraining,
      keys: () => !authenticator.isReady(),
      audit: () => needsAudit && !audit.status().isAvailable,
      memory: () => load.heapShare() > 0.95,
    },
    facts: {
      ec2: config.ec2Mode,
      ...(config.auth.mode === 'anybody' ? { warning: 'INSECURE_NO_AUTH' } : {}),
    },
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
  const drainMs = config.drainSeconds * 1_000;
  const stop = async (graceMs = config.graceSeconds * 1_000, now = never) => {
    phase = 'draining';
    ports.drain();
    await pause(drainMs, now);
    phase = 'stopping';
    const unusedMs = Math.min(drainMs, 1_000);
    await ports.stop({ unusedMs, graceMs, now, beforeCutOff: audit.close }, close);
  };
  return { url: ports.url, adminUrl: ports.adminUrl, stop, abandon: audit.close };
}

/** How far it has come: `draining` serves everything, `stopping` begins no change. */
type Phase = 'serving' | 'draining' | 'stopping';

const never = new AbortController().signal;

interface Parts {
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly audit: Audit;
  readonly trusted: TrustedDocuments | undefined;
  readonly authenticator: Authenticator;
  readonly admission: Admission;
  readonly isStopping: () => boolean;
}

/** The GraphQL endpoint: the schema, the engine that runs it, and the context of each request. */
async function startGraphql(
  config: Config,
  { access, approvedTargets }: Reachable,
  { log, metrics, audit, trusted, authenticator, admission, isStopping }: Parts,
): Promise<{ readonly route: Route; stop(): Promise<void> }> {
  const { limits } = config;
  const gateway: Gateway = {
    access,
    approvedTargets,
    cursors: createCursorCodec(config.cursorSecret ?? randomBytes(32).toString('hex')),
    mutex: createMutex(),
    maxEc2Calls: limits.ec2Calls,
    readOnlyReason: readOnlyReasonOf(config),
    isStopping,
  };
  const schema = createSchema();
  const documents = createDocuments(schema, limits);
  const apollo = await startApollo<GatewayContext>(schema, {
    log,
    documents,
    onAnswer: metrics.answered,
    maxErrors: limits.errors,
    maxAnswerBytes: limits.answerBytes,
    suggestsNames: config.ec2Mode === 'embedded',
    authorize: createOperationCheck(schema),
    forGroup,
    formatError,
    isUnexpected,
    belowPayload,
  });
  const checkLimits = createLimits(schema, limits, documents);
  const authenticate = createAuthentication(authenticator, access, audit);
  const handler = createGraphqlHandler(
    apollo,
    { limits, admission, checkLimits, trusted, authenticate },
    ({ origin, onChange, ...request }) => {
      const { begin, denied } = audit.of({ ...origin, actor: request.caller });
      const recorder = { begin: reporting(begin, onChange), denied };
      return createContext(gateway, { ...request, requestId: origin.requestId, audit: recorder });
    },
  );
  return { route: ['/graphql', handler], stop: () => apollo.stop() };
}

/** Identifies callers, refuses those who may not use any account, and records denials. */
function createAuthentication(authenticator: Authenticator, access: Access, audit: Audit) {
  return async (headers: IncomingHttpHeaders, origin: RequestOrigin) => {
    const denied = (actor: Caller | undefined, reason: string) =>
      audit.of({ ...origin, actor }).denied({ action: 'authenticate', reason });
    const caller = await authenticator.authenticate(headers).catch((error: unknown) => {
      denied(undefined, 'UNAUTHENTICATED');
      throw error;
    });
    if (access.scopesFor(caller) !== undefined) return caller;
    denied(caller, 'NO_ACCOUNT');
    throw new HttpRefusal('FORBIDDEN', 'This caller may not use any account.');
  };
}

async function startAuditOf({ auditFile, auditLock, ec2Mode }: Config, log: Logger): Promise<Audit> {
  if (auditFile === undefined) return noAudit;
  const demand = auditLock === 'none' ? 'none' : ec2Mode === 'aws' ? 'required' : 'wanted';
  try {
    return await startAudit(auditFile, demand, log);
  } catch (error) {
    throw new ConfigError([`AUDIT_FILE: ${auditFile}: ${(error as Error).message}`]);
  }
}

async function readTrustedOf({
  operations,
  operationsManifest,
}: Config): Promise<TrustedDocuments | undefined> {
  if (operationsManifest === undefined) return undefined;
  try {
    return await readTrustedDocuments(operationsManifest, operations === 'trusted');
  } catch (error) {
    throw new ConfigError([`OPERATIONS_MANIFEST: ${operationsManifest}: ${(error as Error).message}`]);
  }
}

function readOnlyReasonOf({ auth, readOnly }: Config): string | undefined {
  if (readOnly) return 'mutations are off because READ_ONLY is set';
  return auth.mode === 'anybody' ? 'mutations are off because INSECURE_NO_AUTH is set' : undefined;
}
