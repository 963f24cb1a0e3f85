/** Wires the layers together and starts them. */
import { randomBytes } from 'node:crypto';
import type { Config } from './config.ts';
import type { Ec2Scope } from './ec2/clients.ts';
import { createMutex } from './ec2/mutex.ts';
import { startApollo } from './graphql/apollo.ts';
import { createContext, type Gateway } from './graphql/context.ts';
import { createCursorCodec } from './graphql/cursors.ts';
import { createSchema } from './graphql/schema.ts';
import { createGraphqlHandler } from './server/graphql.ts';
import { healthRoutes, type Readiness } from './server/health.ts';
import { type Handler, type HttpServer, startHttp } from './server/http.ts';
import type { Logger } from './server/log.ts';
import type { Metrics } from './server/metrics.ts';

export interface GatewayHandle {
  /** Where GraphQL is served, without the path. */
  readonly url: string;
  /** Where health and metrics are served: the same unless a port of its own was asked for. */
  readonly adminUrl: string;
  /** Stops taking requests, finishes what runs, and closes every socket. */
  stop(): Promise<void>;
}

/**
 * Starts the gateway over one account and Region.
 *
 * @param scope where EC2 is; its client is destroyed with the gateway.
 * @throws the system's error when a port is taken.
 */
export async function startGateway(
  config: Config,
  scope: Ec2Scope,
  log: Logger,
  metrics: Metrics,
): Promise<GatewayHandle> {
  const gateway: Gateway = {
    scope,
    cursors: createCursorCodec(config.cursorSecret ?? randomBytes(32).toString('hex')),
    mutex: createMutex(),
    readOnlyReason: config.insecureNoAuth ? 'mutations are off because INSECURE_NO_AUTH is set' : undefined,
  };
  const apollo = await startApollo(createSchema(), log, metrics.answered);
  metrics.watchLanes(() => [...scope.lanes].map(([action, lane]) => [action, lane.waiting] as const));
  const readiness: Readiness = {
    accepting: true,
    facts: { ec2: config.ec2.mode, ...(config.insecureNoAuth ? { warning: 'INSECURE_NO_AUTH' } : {}) },
  };
  const graphql: [string, Handler] = [
    '/graphql',
    createGraphqlHandler(apollo, (request) => createContext(gateway, request)),
  ];
  const admin = [...healthRoutes(readiness), metrics.route];
  const { host, port, adminPort } = config;
  const listeners = [{ port, routes: adminPort === undefined ? [graphql, ...admin] : [graphql] }];
  if (adminPort !== undefined) listeners.push({ port: adminPort, routes: admin });
  const servers: HttpServer[] = [];
  const stop = async () => {
    readiness.accepting = false;
    for (const server of servers) await server.stop();
    await apollo.stop();
    scope.client.destroy();
  };
  try {
    for (const { port, routes } of listeners)
      servers.push(await startHttp({ host, port, log }, new Map(routes)));
  } catch (error) {
    await stop();
    throw error;
  }
  const [main, second = main] = servers as [HttpServer, HttpServer?];
  return { url: main.url, adminUrl: second.url, stop };
}
