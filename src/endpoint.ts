/** The GraphQL endpoint: the schema, the engine that runs it, and the context of each request. */
import type { IncomingHttpHeaders } from 'node:http';
import type { Access } from './access/access.ts';
import { createOperationCheck } from './access/permissions.ts';
import type { AccountsWatch } from './accounts/watch.ts';
import { createContext, forGroup, type Gateway, type GatewayContext } from './api/context.ts';
import { createCursorCodec } from './api/cursors.ts';
import { belowPayload, formatError, isUnexpected } from './api/errors.ts';
import { createKeptLists } from './api/findings/kept.ts';
import { createOperationIds } from './api/operations/ids.ts';
import { getSchema } from './api/schema.ts';
import type { Audit } from './audit/audit.ts';
import type { Caller } from './caller.ts';
import { type Config, ConfigError } from './config/config.ts';
import type { PolicyFile } from './config/readPolicies.ts';
import { changeActions } from './ec2/actions.ts';
import type { Mutex } from './ec2/changes/mutex.ts';
import { reporting } from './ec2/changes/recorder.ts';
import { startApollo } from './engine/apollo.ts';
import { createDocuments, type Documents } from './engine/documents.ts';
import { createLimits } from './engine/limits.ts';
import { ManifestError, parseManifests, readManifests } from './engine/manifests.ts';
import type { Observed } from './engine/options.ts';
import { startTrustedDocuments, type TrustedDocuments } from './engine/trustedDocuments.ts';
import type { Admission } from './http/admission.ts';
import type { Authenticator } from './http/authentication.ts';
import { allowOrigins } from './http/cors.ts';
import { createGraphqlHandler } from './http/graphql.ts';
import type { Route } from './http/listener.ts';
import type { Metrics } from './http/metrics.ts';
import type { RequestOrigin } from './http/origin.ts';
import { createCallerHash } from './http/requestLine.ts';
import { idsOf } from './http/tracing.ts';
import type { Logger } from './log.ts';
import type { Approvals } from './policies/approvals.ts';
import type { Moves } from './policies/moveMarks.ts';
import { HttpRefusal } from './refusal.ts';
import type { Tracer } from './trace.ts';

/** What callers can access. */
export interface Reachable {
  /** Stopped with the gateway. */
  readonly access: Access;
  /** Keeps the accounts up to date. Absent without an accounts file. */
  readonly accounts?: AccountsWatch | undefined;
}

interface Parts {
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly audit: Audit;
  readonly authenticator: Authenticator;
  readonly admission: Admission;
  readonly tracer: Tracer;
  /** Why mutations are off; undefined when they are on. */
  readonly readOnlyReason: string | undefined;
  readonly isStopping: () => boolean;
  readonly mutex: Mutex;
  /** Undefined: there are no policies. */
  readonly policyFile: PolicyFile | undefined;
  readonly approvals: Approvals;
  readonly moves: Moves;
  /** Signs what callers send back. */
  readonly secret: string;
}

/** @throws ConfigError when the manifest of operations cannot be used. */
export async function startGraphql(
  config: Config,
  { access }: Reachable,
  parts: Parts,
): Promise<{ readonly route: Route; stop(): Promise<void> }> {
  const { log, metrics, audit, authenticator, admission, tracer, readOnlyReason, isStopping, mutex } = parts;
  const { policyFile, approvals, moves, secret } = parts;
  const { limits } = config;
  const gateway: Gateway = {
    access,
    cursors: createCursorCodec(secret),
    mutex,
    maxEc2Calls: limits.ec2Calls,
    estateAllowance: { calls: limits.estateCalls, ms: limits.estateMs },
    keptFindings: createKeptLists(),
    policyFile,
    approvals,
    moves,
    operationIds: createOperationIds(secret),
    readOnlyReason,
    isStopping,
  };
  const schema = getSchema();
  const documents = createDocuments(schema, limits);
  const trusted = await startTrustedOf(config, documents, log);
  if (trusted !== undefined) metrics.watchTrustedDocuments(trusted.status);
  metrics.watchOutcomes(changeActions);
  const apollo = await startApollo<GatewayContext & Observed>(schema, {
    log,
    documents,
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
  const handler = createGraphqlHandler(
    apollo,
    {
      limits,
      admission,
      checkLimits,
      known: {
        operations: config.operations,
        trusted: (id) => trusted?.textOf(id),
        sent: documents.textOf,
      },
      metrics,
      tracer,
      toCallerHash: createCallerHash(secret),
      ...createAuthentication(authenticator, access, audit),
    },
    ({ origin, onChange, onAnswer, onDeprecated, ...request }) => {
      const { traceId } = idsOf(origin, request.span) ?? {};
      const { begin, ...others } = audit.of({ ...origin, traceId, actor: request.caller });
      const recorder = { begin: reporting(begin, onChange), ...others };
      const { requestId } = origin;
      const context = createContext(gateway, { ...request, requestId, audit: recorder });
      return { ...context, onAnswer, onDeprecated };
    },
  );
  const stop = () => {
    trusted?.stop();
    return apollo.stop();
  };
  return { route: allowOrigins(['/graphql', handler], config.corsOrigins), stop };
}

/** Identifies callers, refuses those who may not use any account, and records denials. */
function createAuthentication(authenticator: Authenticator, access: Access, audit: Audit) {
  const denied = (origin: RequestOrigin, actor: Caller | undefined, reason: string) =>
    audit
      .of({ ...origin, traceId: origin.parent?.traceId, actor })
      .denied({ action: 'authenticate', reason });
  return {
    authenticate: (headers: IncomingHttpHeaders, origin: RequestOrigin) =>
      authenticator.authenticate(headers).catch((error: unknown) => {
        denied(origin, undefined, 'UNAUTHENTICATED');
        throw error;
      }),
    admit(caller: Caller, origin: RequestOrigin): void {
      if (access.now().scopesFor(caller) !== undefined) return;
      denied(origin, caller, 'NO_ACCOUNT');
      throw new HttpRefusal('FORBIDDEN', 'This caller may not use any account.');
    },
  };
}

async function startTrustedOf(
  { operationsManifest: path }: Config,
  { problemOf }: Documents,
  log: Logger,
): Promise<TrustedDocuments | undefined> {
  if (path === undefined) return undefined;
  return startTrustedDocuments({ path, problemOf, log }).catch(refuseManifests);
}

/** @throws ConfigError when a start could not use the manifest of operations. */
export async function checkManifests({ operationsManifest: path }: Config): Promise<void> {
  if (path !== undefined) await readManifests(path).then(parseManifests).catch(refuseManifests);
}

function refuseManifests(error: unknown): never {
  if (!(error instanceof ManifestError)) throw error;
  throw new ConfigError(error.problems.map((problem) => `OPERATIONS_MANIFEST: ${problem}`));
}
