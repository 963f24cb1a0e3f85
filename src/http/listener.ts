/** The HTTP server. Every request gets an id, is routed by path, answered, and logged. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Limits } from '../config/limits.ts';
import type { Logger } from '../log.ts';
import { noSpan, type Span, toTraceparent } from '../trace.ts';
import { watchConnections } from './connections.ts';
import { answerNotHttp } from './notHttp.ts';
import { type RequestOrigin, toRequestOrigin } from './origin.ts';
import { checkHead, closesAfter, nowhere, toAnswer, tooManyAtOnce, toRefusal } from './refusing.ts';
import { type Noted, toRequestLine } from './requestLine.ts';
import { type Answer, isSent, type Send } from './sending.ts';
import { type CutOff, createRunning, type StopOptions, stopServer } from './stopping.ts';

/** Answers one request, or throws: an `HttpRefusal` is shown to the client, anything else is masked. */
export type Handler = (
  request: IncomingMessage,
  /** Only to see when it closes: what is sent is what the handler returns. */
  response: Pick<ServerResponse, 'once' | 'writableFinished'>,
  url: URL,
  exchange: Exchange,
) => Promise<Answer> | Answer;

/** What goes along with a request until it is logged. */
export interface Exchange {
  readonly origin: RequestOrigin;
  /** On the clock of `performance.now()`. */
  readonly arrivedAtMs: number;
  readonly cutOff: CutOff;
  /** Adds to the request's line in the log. */
  note(noted: Noted): void;
  /** Takes the request's span, which ends with it. Who has sent a span of their own is told of it. */
  trace(span: Span): void;
}

/** An exact path, its handler, and the headers that every answer there has, refusals included. */
export type Route = readonly [
  path: string,
  handle: Handler,
  headersOf?: (request: IncomingMessage) => Readonly<Record<string, string>>,
];

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
  /** Called once for each request, with the code of its first error; `UNSENT` when its connection closed before all of its answer was sent. */
  readonly onEnded: (code: string | undefined) => void;
}

/**
 * Starts a listener.
 *
 * @param routes any other path is answered with 404.
 * @throws the system's error when the port is taken or the host is not an address of this machine.
 */
export async function startHttp(options: ListenerOptions, routes: readonly Route[]): Promise<HttpServer> {
  const { host, port, keepAliveSeconds, limits, log, send, onDrop, onEnded } = options;
  const routeOf = new Map(routes.map((route) => [route[0], route]));
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
      // `checkHead` refuses a request without it, so that it is logged and counted.
      requireHostHeader: false,
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
  server.on('checkExpectation', answer);
  answerNotHttp(server, connections, () => onEnded('BAD_REQUEST'));

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const arrivedAtMs = performance.now();
    const origin = toRequestOrigin(request);
    const { requestId } = origin;
    let noted: Noted = {};
    const note = (more: Noted) => {
      noted = { ...noted, ...more };
    };
    let span = noSpan;
    const trace = (given: Span) => {
      span = given;
      if (origin.parent !== undefined && span.traceId !== '')
        response.setHeader('traceparent', toTraceparent(span));
    };
    response.once('close', () => onEnded(isSent(response) ? noted.code : 'UNSENT'));
    const url = new URL(`http://gateway${request.url?.startsWith('/') ? request.url : '/'}`);
    // Kept, because Node takes it away from a request whose body is not read to its end.
    const { socket } = request;
    const isTooMany = connections.begin(socket, response) > limits.pipelined;
    const cutOff = running.begin();
    // A path that normalizes to another one, such as /x/../graphql, could bypass a proxy's path filters.
    const route = request.url?.startsWith(url.pathname) ? routeOf.get(url.pathname) : undefined;
    const [, handle, headersOf] = route ?? ['', nowhere];
    // What an answer is, is what it says: a browser must not take an error for a script.
    const always = { 'x-request-id': requestId, 'x-content-type-options': 'nosniff' };
    response.setHeaders(new Map(Object.entries({ ...always, ...headersOf?.(request) })));
    try {
      if (isTooMany) throw tooManyAtOnce(limits.pipelined);
      checkHead(request);
      deliver(
        response,
        socket,
        await handle(request, response, url, { origin, arrivedAtMs, cutOff, note, trace }),
      );
    } catch (error) {
      const refusal = toRefusal(error, request);
      if (refusal.code === 'INTERNAL_SERVER_ERROR') log.error({ requestId, err: error }, 'request failed');
      note({ code: refusal.code });
      if (!response.headersSent)
        deliver(response, socket, toAnswer(refusal, closesAfter(request, limits), requestId));
    } finally {
      running.end(cutOff);
    }
    const ms = Math.round((performance.now() - arrivedAtMs) * 10) / 10;
    const { statusCode: status } = response;
    if (span.isRecorded) span.set({ 'http.response.status_code': status });
    span.end(status < 500 ? 'ok' : 'failed');
    const ended = { method: request.method, path: url.pathname, status, ms };
    log.info(toRequestLine(origin, span, noted, ended), 'request');
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
