/** The HTTP server. Every request gets an id, is routed by path, answered, and logged. */
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from '../log.ts';
import { HttpRefusal } from '../refusal.ts';

/** Answers one request, or throws: an `HttpRefusal` is shown to the client, anything else is masked. */
export type Handler = (
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  requestId: string,
  cutOff: CutOff,
) => Promise<void> | void;

/** The last moment to answer a request that still runs when the server stops. */
export interface CutOff {
  readonly isPast: boolean;
  /** Called at that moment. One function is enough, and costs each request less than an AbortSignal. */
  onCut?: () => void;
}

/** An exact path and its handler. */
export type Route = readonly [path: string, handle: Handler];

export interface HttpServer {
  readonly url: string;
  /** Stops accepting requests, waits for the running ones, and cuts them off after `graceMs`. */
  stop(graceMs?: number): Promise<void>;
}

/** How long the answers to requests that were cut off may take to be sent. */
const lastAnswersMs = 500;

/**
 * Starts a listener.
 *
 * @param routes any other path is answered with 404.
 * @throws the system's error when the port is taken or the host is not an address of this machine.
 */
export async function startHttp(
  { host, port, log }: { host: string; port: number; log: Logger },
  routes: readonly Route[],
): Promise<HttpServer> {
  const handlers = new Map(routes);
  const running = new Map<CutOff, ServerResponse>();
  let isPast = false;
  const server = createServer(
    {
      maxHeaderSize: 16 * 1_024,
      headersTimeout: 10_000,
      requestTimeout: 15_000,
      // By default, Node looks for requests that have timed out every 30 s.
      connectionsCheckingInterval: 1_000,
    },
    (request, response) => {
      void answer(request, response);
    },
  );
  // Without this, Node.js (seen in 20.20) writes `100 Continue` also for a request whose answer waits behind
  // another one, and then in the middle of that answer. A client need not get it (RFC 9110, section 10.1.1).
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    if (response.socket !== null) response.writeContinue();
    void answer(request, response);
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const startedAt = performance.now();
    const requestId = toRequestId(request.headers['x-request-id']);
    response.setHeader('x-request-id', requestId);
    if (!server.listening) response.setHeader('connection', 'close');
    const url = new URL(`http://gateway${request.url?.startsWith('/') ? request.url : '/'}`);
    // A path that normalizes to another one, such as /x/../graphql, could bypass a proxy's path filters.
    const isPlain = request.url?.startsWith(url.pathname);
    const cutOff: CutOff = {
      get isPast() {
        return isPast;
      },
    };
    running.set(cutOff, response);
    try {
      const handle = isPlain ? handlers.get(url.pathname) : undefined;
      if (handle === undefined)
        throw new HttpRefusal('NOT_FOUND', 'There is nothing here. GraphQL is at /graphql.');
      await handle(request, response, url, requestId, cutOff);
    } catch (error) {
      refuse(error, request, response, requestId);
    } finally {
      running.delete(cutOff);
    }
    const ms = Math.round((performance.now() - startedAt) * 10) / 10;
    log.info(
      { requestId, method: request.method, path: url.pathname, status: response.statusCode, ms },
      'request',
    );
  }

  function refuse(
    error: unknown,
    request: IncomingMessage,
    response: ServerResponse,
    requestId: string,
  ): void {
    const expected = error instanceof HttpRefusal;
    // A client that disconnected while it was sending is not an error of the gateway.
    if (!expected && !request.destroyed) log.error({ requestId, err: error }, 'request failed');
    const refusal = expected ? error : new HttpRefusal('INTERNAL_SERVER_ERROR', 'Internal server error.');
    // Without this, the unread rest of a body would be parsed as the next request.
    const headers = {
      ...refusal.headers,
      'content-type': 'application/json; charset=utf-8',
      ...(request.complete ? {} : { connection: 'close' }),
    };
    if (!response.headersSent) response.writeHead(refusal.status, headers).end(refusal.toBody(requestId));
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, host, resolve);
  });
  const { port: boundPort } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${boundPort}`,
    stop: (graceMs = 25_000) =>
      new Promise((resolve) => {
        for (const response of running.values())
          if (!response.headersSent) response.setHeader('connection', 'close');
        const cut = setTimeout(() => {
          isPast = true;
          for (const { onCut } of running.keys()) onCut?.();
        }, graceMs);
        const close = setTimeout(() => server.closeAllConnections(), graceMs + lastAnswersMs);
        server.close(() => {
          clearTimeout(cut);
          clearTimeout(close);
          resolve();
        });
      }),
  };
}

/** Uses the client's own id if its format is safe, so a request can be traced through several services. */
function toRequestId(header: string | string[] | undefined): string {
  return typeof header === 'string' && /^[\w.:-]{8,128}$/.test(header) ? header : randomUUID();
}
