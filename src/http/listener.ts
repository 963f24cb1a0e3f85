/** The HTTP server. Every request gets an id, is routed by path, answered, and logged. */
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Limits } from '../config/limits.ts';
import type { Logger } from '../log.ts';
import { HttpRefusal } from '../refusal.ts';
import { watchConnections } from './connections.ts';
import type { Answer, Send } from './sending.ts';
import { type CutOff, createRunning, type StopOptions, stopServer } from './stopping.ts';

/** Answers one request, or throws: an `HttpRefusal` is shown to the client, anything else is masked. */
export type Handler = (
  request: IncomingMessage,
  /** Only to see when it closes: what is sent is what the handler returns. */
  response: Pick<ServerResponse, 'once' | 'writableFinished'>,
  url: URL,
  requestId: string,
  cutOff: CutOff,
) => Promise<Answer> | Answer;

/** An exact path and its handler. */
export type Route = readonly [path: string, handle: Handler];

export interface HttpServer {
  readonly url: string;
  /** How many connections are open. */
  connections(): number;
  /** From now on, every answer closes its connection. New connections are still accepted. */
  drain(): void;
  /** Closes the listener and waits for the running requests. */
  stop(options: StopOptions): Promise<void>;
}

interface ListenerOptions {
  readonly host: string;
  readonly port: number;
  readonly keepAliveSeconds: number;
  readonly limits: Pick<Limits, 'bodyBytes' | 'connections' | 'pipelined'>;
  readonly log: Logger;
  readonly send: Send;
  /** Called for each connection that is closed because there are too many. */
  readonly onDrop: () => void;
}

/**
 * Starts a listener.
 *
 * @param routes any other path is answered with 404.
 * @throws the system's error when the port is taken or the host is not an address of this machine.
 */
export async function startHttp(options: ListenerOptions, routes: readonly Route[]): Promise<HttpServer> {
  const { host, port, keepAliveSeconds, limits, log, send, onDrop } = options;
  const handlers = new Map(routes);
  const running = createRunning();
  let isDraining = false;
  const server = createServer(
    {
      maxHeaderSize: 16 * 1_024,
      headersTimeout: 10_000,
      requestTimeout: 15_000,
      keepAliveTimeout: keepAliveSeconds * 1_000,
      // By default, Node looks for requests that have timed out every 30 s.
      connectionsCheckingInterval: 1_000,
    },
    (request, response) => {
      void answer(request, response);
    },
  );
  server.maxConnections = limits.connections;
  server.on('drop', onDrop);
  const connections = watchConnections(server);
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
    const url = new URL(`http://gateway${request.url?.startsWith('/') ? request.url : '/'}`);
    // Kept, because Node takes it away from a request whose body is not read to its end.
    const { socket } = request;
    const isTooMany = connections.begin(socket, response) > limits.pipelined;
    const cutOff = running.begin();
    try {
      if (isTooMany) throw tooManyAtOnce(limits.pipelined);
      // A path that normalizes to another one, such as /x/../graphql, could bypass a proxy's path filters.
      const handle = request.url?.startsWith(url.pathname) ? handlers.get(url.pathname) : undefined;
      if (handle === undefined)
        throw new HttpRefusal('NOT_FOUND', 'There is nothing here. GraphQL is at /graphql.');
      deliver(response, socket, await handle(request, response, url, requestId, cutOff));
    } catch (error) {
      // A client that disconnected while it was sending is not an error of the gateway.
      if (!(error instanceof HttpRefusal || request.destroyed))
        log.error({ requestId, err: error }, 'request failed');
      if (!response.headersSent)
        deliver(response, socket, toAnswer(error, closesAfter(request, limits), requestId));
    } finally {
      running.end(cutOff);
    }
    const ms = Math.round((performance.now() - startedAt) * 10) / 10;
    log.info(
      { requestId, method: request.method, path: url.pathname, status: response.statusCode, ms },
      'request',
    );
  }

  /** The one place that answers, so that every answer given while the gateway stops says that its connection closes. */
  function deliver(response: ServerResponse, socket: Socket, answer: Answer): void {
    response.statusCode = answer.status;
    // Node sends nothing after an answer that says so, not even the answers to requests that have already arrived.
    if (isDraining && connections.isLatest(socket, response)) response.setHeader('connection', 'close');
    send(response, socket, answer);
  }

  await new Promise<void>((resolve, reject) => {
    // Where more connect at once than the system lets wait, the others try again only after a second.
    server.once('error', reject).listen({ port, host, backlog: limits.connections }, resolve);
  });
  const { port: boundPort } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${boundPort}`,
    connections: connections.count,
    drain() {
      isDraining = true;
    },
    stop(stopOptions) {
      isDraining = true;
      return stopServer(server, connections, running, stopOptions);
    },
  };
}

/**
 * Whether a connection cannot be used after a refusal. Node.js skips a body of which nothing was read, which is quick if it is small: a client
 * that had to connect again would be more work.
 */
function closesAfter(request: IncomingMessage, { bodyBytes }: Pick<Limits, 'bodyBytes'>): boolean {
  const isSkipped = !request.readableDidRead && Number(request.headers['content-length']) <= bodyBytes;
  return !(request.complete || isSkipped);
}

/** Masks what was not meant for clients. */
function toAnswer(error: unknown, closes: boolean, requestId: string): Answer {
  const refusal =
    error instanceof HttpRefusal ? error : new HttpRefusal('INTERNAL_SERVER_ERROR', 'Internal server error.');
  const headers = {
    ...refusal.headers,
    'content-type': 'application/json; charset=utf-8',
    ...(closes ? { connection: 'close' } : {}),
  };
  return { status: refusal.status, headers, body: refusal.toBody(requestId) };
}

const tooManyAtOnce = (pipelined: number) =>
  new HttpRefusal(
    'OVERLOADED',
    `A connection may have ${pipelined} requests at a time. Wait for the answers before you send more on it.`,
    { 'retry-after': '1', connection: 'close' },
  );

/** Uses the client's own id if its format is safe, so a request can be traced through several services. */
function toRequestId(header: string | string[] | undefined): string {
  return typeof header === 'string' && /^[\w.:-]{8,128}$/.test(header) ? header : randomUUID();
}
