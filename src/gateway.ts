/** Wires the layers together and starts them. */
import { randomBytes } from 'node:crypto';
import { type Audit, noAudit, openAudit } from './audit/audit.ts';
import { type Config, ConfigError } from './config.ts';
import { createMutex } from './ec2/mutex.ts';
import type { Scopes } from './ec2/scopes.ts';
import { startApollo } from './graphql/apollo.ts';
import { createContext, type Gateway } from './graphql/context.ts';
import { createCursorCodec } from './graphql/cursors.ts';
import { createSchema } from './graphql/schema.ts';
import { createGraphqlHandler } from './server/graphql.ts';
import { healthRoutes, type Readiness } from './server/health.ts';
import { type Handler, type HttpServer, startHttp } from './server/http.ts';
import type { Logger } from './server/log.ts';

export interface GatewayHandle {
  /** Where GraphQL is served, without the path. */
  readonly url: string;
  /** Where health is served: the same unless a port of its own was asked for. */
  readonly adminUrl: string;
  /** Stops taking requests, finishes what runs, and closes every socket. */
  stop(graceMs?: number): Promise<void>;
  /** For the end of the process: writes down that nobody knows what becomes of the changes that still run. Synchronous. */
  abandon(): void;
}

/**
 * Starts the gateway.
 *
 * @param scopes the accounts and Regions; their clients are destroyed with the gateway.
 * @throws the system's error when a port is taken; ConfigError when the audit file cannot be used.
 */
export async function startGateway(config: Config, scopes: Scopes, log: Logger): Promise<GatewayHandle> {
  const audit = await auditOf(config, log);
  const gateway: Gateway = {
    scopes,
    cursors: createCursorCodec(config.cursorSecret ?? randomBytes(32).toString('hex')),
    mutex: createMutex(),
    readOnlyReason: config.insecureNoAuth ? 'mutations are off because INSECURE_NO_AUTH is set' : undefined,
  };
  const apollo = await startApollo(createSchema(), log);
  const readiness: Readiness = {
    accepting: true,
    facts: { ec2: config.ec2.mode, ...(config.insecureNoAuth ? { warning: 'INSECURE_NO_AUTH' } : {}) },
  };
  const graphql: [string, Handler] = [
    '/graphql',
    createGraphqlHandler(apollo, (request) => {
      const actor = 'anybody';
      const who = { requestId: request.requestId, actor: { subject: actor } };
      return createContext(gateway, { ...request, actor, audit: audit.of(who) });
    }),
  ];
  const health = healthRoutes(readiness);
  const { host, port, adminPort } = config;
  const listeners = [{ port, routes: adminPort === undefined ? [graphql, ...health] : [graphql] }];
  if (adminPort !== undefined) listeners.push({ port: adminPort, routes: health });
  const servers: HttpServer[] = [];
  const stop = async (graceMs?: number) => {
    readiness.accepting = false;
    for (const server of servers) await server.stop(graceMs);
    audit.close();
    await apollo.stop();
    for (const scope of scopes.all) scope.client.destroy();
  };
  try {
    for (const { port, routes } of listeners)
      servers.push(await startHttp({ host, port, log }, new Map(routes)));
  } catch (error) {
    await stop();
    throw error;
  }
  const [main, admin = main] = servers as [HttpServer, HttpServer?];
  return { url: main.url, adminUrl: admin.url, stop, abandon: audit.close };
}

async function auditOf({ auditFile }: Config, log: Logger): Promise<Audit> {
  if (auditFile === undefined) return noAudit;
  try {
    return await openAudit(auditFile, log);
  } catch (error) {
    throw new ConfigError([`AUDIT_FILE: ${auditFile}: ${(error as Error).message}`]);
  }
}
