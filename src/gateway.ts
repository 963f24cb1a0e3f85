/** Wires the layers together and starts them. */
import { randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { ApprovedSinks } from './access/approvedTargets.ts';
import type { Access } from './access/roles.ts';
import { createContext, type Gateway } from './api/context.ts';
import { createCursorCodec } from './api/cursors.ts';
import { createSchema } from './api/schema.ts';
import { type Audit, noAudit, openAudit } from './audit/audit.ts';
import { type Config, ConfigError } from './config/config.ts';
import { createMutex } from './ec2/changes/mutex.ts';
import { startApollo } from './engine/apollo.ts';
import { readTrustedDocuments } from './engine/trustedDocuments.ts';
import { type Caller, startAuthenticator } from './http/authentication.ts';
import { createGraphqlHandler } from './http/graphql.ts';
import { healthRoutes, type Readiness } from './http/health.ts';
import { type Handler, type HttpServer, startHttp } from './http/listener.ts';
import type { Metrics } from './http/metrics.ts';
import type { RequestOrigin } from './http/origin.ts';
import { pageRoutes } from './http/pages.ts';
import type { Logger } from './log.ts';
import { HttpRefusal } from './refusal.ts';

export interface GatewayHandle {
  /** Where GraphQL is served, without the path. */
  readonly url: string;
  /** Where health and metrics are served: the same unless a port of its own was asked for. */
  readonly adminUrl: string;
  /** Stops taking requests, finishes what runs, and closes every socket. */
  stop(graceMs?: number): Promise<void>;
  /** For the end of the process: writes down that nobody knows what becomes of the changes that still run. Synchronous. */
  abandon(): void;
}

/**
 * Starts the gateway.
 *
 * @param access who may see which accounts and Regions; it is stopped with the gateway. `sinks`: where packets may be sent.
 * @throws the system's error when a port is taken; ConfigError when the audit file or the manifest of operations cannot be used.
 */
export async function startGateway(
  config: Config,
  { access, sinks }: { readonly access: Access; readonly sinks?: ApprovedSinks | undefined },
  log: Logger,
  metrics: Metrics,
): Promise<GatewayHandle> {
  const audit = await auditOf(config, log);
  const gateway: Gateway = {
    access,
    sinks,
    cursors: createCursorCodec(config.cursorSecret ?? randomBytes(32).toString('hex')),
    mutex: createMutex(),
    maxEc2Calls: config.limits.ec2Calls,
    readOnlyReason: readOnlyReasonOf(config),
  };
  const { manifest, onlyTrusted } = config.operations;
  const documents =
    manifest === undefined
      ? undefined
      : await readTrustedDocuments(manifest, onlyTrusted).catch((error: Error) => {
          throw new ConfigError([error.message]);
        });
  const schema = createSchema();
  const apollo = await startApollo(schema, {
    log,
    onAnswer: metrics.answered,
    maxErrors: config.limits.errors,
    suggestsNames: config.ec2.mode === 'embedded',
  });
  metrics.watchLanes(access.waiting);
  const authenticator = await startAuthenticator(config.auth, log);
  const authenticate = async (headers: IncomingHttpHeaders, origin: RequestOrigin) => {
    const denied = (actor: Caller | undefined, reason: string) =>
      audit.of({ ...origin, actor }).denied({ action: 'authenticate', reason });
    const caller = await authenticator.authenticate(headers).catch((error: unknown) => {
      denied(undefined, 'UNAUTHENTICATED');
      throw error;
    });
    if (access.scopesFor(caller) !== undefined) return caller;
    denied(caller, 'NO_ACCOUNT');
    throw new HttpRefusal(403, 'FORBIDDEN', 'No account is open to this caller.');
  };
  const warning: Record<string, string> =
    config.auth.mode === 'anybody' ? { warning: 'INSECURE_NO_AUTH' } : {};
  const readiness: Readiness = {
    isAccepting: () => !isStopping && authenticator.isReady(),
    facts: { ec2: config.ec2.mode, ...warning },
  };
  let isStopping = false;
  const graphql: [string, Handler] = [
    '/graphql',
    createGraphqlHandler(apollo, { schema, limits: config.limits, authenticate, documents }, (request) => {
      const { origin, ...asked } = request;
      const { requestId } = origin;
      return createContext(gateway, {
        ...asked,
        requestId,
        audit: audit.of({ ...origin, actor: asked.caller }),
      });
    }),
  ];
  const health = [...healthRoutes(readiness), metrics.route];
  const pages = config.playground ? await pageRoutes() : [];
  if (config.playground && pages.length === 0) log.warn('no pages: `npm run build` makes them');
  const { host, port, adminPort } = config;
  const listeners = [
    { port, routes: adminPort === undefined ? [graphql, ...pages, ...health] : [graphql, ...pages] },
  ];
  if (adminPort !== undefined) listeners.push({ port: adminPort, routes: health });
  const servers: HttpServer[] = [];
  const stop = async (graceMs?: number) => {
    isStopping = true;
    for (const server of servers) await server.stop(graceMs);
    audit.close();
    await apollo.stop();
    authenticator.stop();
    access.stop();
  };
  try {
    for (const { port, routes } of listeners)
      servers.push(await startHttp({ host, port, log }, new Map(routes)));
  } catch (error) {
    await stop();
    throw error;
  }
  const [main, second = main] = servers as [HttpServer, HttpServer?];
  return { url: main.url, adminUrl: second.url, stop, abandon: audit.close };
}

async function auditOf({ auditFile }: Config, log: Logger): Promise<Audit> {
  if (auditFile === undefined) return noAudit;
  try {
    return await openAudit(auditFile, log);
  } catch (error) {
    throw new ConfigError([`AUDIT_FILE: ${auditFile}: ${(error as Error).message}`]);
  }
}

function readOnlyReasonOf({ auth, readOnly }: Config): string | undefined {
  if (readOnly) return 'mutations are off because READ_ONLY is set';
  return auth.mode === 'anybody' ? 'mutations are off because INSECURE_NO_AUTH is set' : undefined;
}
