/** The ports of the gateway: the public one, and one for health and metrics if it is configured. The latter closes last. */
import type { Config } from '../config/config.ts';
import type { Logger } from '../log.ts';
import { type HttpServer, type Route, startHttp } from './listener.ts';
import type { ListenerPort } from './metrics/requests.ts';
import type { Metrics } from './metrics.ts';
import { connectionsWithin } from './openFiles.ts';
import { createSend } from './sending.ts';
import type { StopOptions } from './stopping.ts';

export interface Ports {
  /** Where GraphQL is served, without the path. */
  readonly url: string;
  /** Where health and metrics are served. */
  readonly adminUrl: string;
  /** From now on, every answer closes its connection. */
  drain(): void;
  /** @param betweenPorts is called when the public port is closed, and health is still answered if it has a port of its own. */
  stop(options: StopOptions, betweenPorts: () => Promise<void>): Promise<void>;
}

/** How long a scrape of the metrics may still take. */
const adminGraceMs = 1_000;

/** @throws the system's error when a port is in use. */
export async function startPorts(
  { host, port, adminPort, keepAliveSeconds, limits }: Config,
  routes: Readonly<Record<ListenerPort, readonly Route[]>>,
  { log, metrics }: { readonly log: Logger; readonly metrics: Metrics },
): Promise<Ports> {
  const send = createSend(limits, (reason, response) => {
    metrics.cut(reason);
    log.warn({ requestId: response.getHeader('x-request-id'), reason }, 'answer cut');
  });
  const options = (name: ListenerPort) => ({
    host,
    keepAliveSeconds,
    limits,
    log,
    send,
    onDrop: metrics.dropped,
    onEnded: (code: string | undefined) => metrics.ended(name, code),
  });
  const admin =
    adminPort === undefined
      ? undefined
      : await startHttp({ ...options('admin'), port: adminPort }, routes.admin);
  const stopAdmin = async (now: AbortSignal) => admin?.stop({ unusedMs: 0, graceMs: adminGraceMs, now });
  let main: HttpServer;
  try {
    const shown = admin === undefined ? [...routes.public, ...routes.admin] : routes.public;
    const connections = connectionsWithin(limits.connections, log);
    main = await startHttp({ ...options('public'), limits: { ...limits, connections }, port }, shown);
  } catch (error) {
    await stopAdmin(AbortSignal.abort());
    throw error;
  }
  metrics.watchListeners(() => [
    ['public', main.connections()],
    ...(admin ? [['admin', admin.connections()] as const] : []),
  ]);
  return {
    url: main.url,
    adminUrl: admin?.url ?? main.url,
    drain() {
      main.drain();
      admin?.drain();
    },
    async stop(stopOptions, betweenPorts) {
      await main.stop(stopOptions);
      await betweenPorts();
      await stopAdmin(stopOptions.now);
    },
  };
}
