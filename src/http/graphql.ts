/** `/graphql`: authenticates, limits and parses a request, passes it to Apollo Server, and sends the answer. */
import { setMaxListeners } from 'node:events';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { type ApolloServer, type BaseContext, HeaderMap } from '@apollo/server';
import { actorOf, type Caller } from '../caller.ts';
import type { Limits } from '../config/limits.ts';
import type { KnownDocuments } from '../engine/documentIds.ts';
import type { Accepted, GraphqlParams } from '../engine/limits.ts';
import { HttpRefusal } from '../refusal.ts';
import type { Admission } from './admission.ts';
import { createReadJson } from './body.ts';
import type { Handler } from './listener.ts';
import { type RequestOrigin, toRequestOrigin } from './origin.ts';
import { readParameters } from './parameters.ts';
import type { CutOff } from './stopping.ts';

/** What the HTTP layer knows about a request. */
export interface EdgeRequest {
  readonly origin: RequestOrigin;
  readonly caller: Caller;
  /** Aborted when the connection closes before the answer is sent, or the request's time is up. */
  readonly signal: AbortSignal;
  /** Whether the answer reports how many EC2 calls it took. */
  readonly wantsCost: boolean;
  /** How many values the answer can have. */
  readonly answerValues: number;
  /** When the request's time is up, on the clock of `performance.now()`. */
  readonly endsAtMs: number;
  /** To be called before EC2 is asked for a change, with its idempotency token if it has one. */
  readonly onChange: (clientToken?: string) => void;
}

interface GraphqlHandlerOptions {
  readonly limits: Limits;
  readonly admission: Admission;
  /** Checks a document against the limits. @throws HttpRefusal. */
  readonly checkLimits: (params: GraphqlParams) => Accepted;
  /** Documents that may be requested by id. */
  readonly known: KnownDocuments;
  readonly authenticate: (headers: IncomingHttpHeaders, origin: RequestOrigin) => Promise<Caller>;
}

export function createGraphqlHandler<Context extends BaseContext>(
  apollo: ApolloServer<Context>,
  { limits, admission, checkLimits, authenticate, known }: GraphqlHandlerOptions,
  createContext: (request: EdgeRequest) => Context,
): Handler {
  const readJson = createReadJson(limits);
  return async (request, response, url, requestId, cutOff) => {
    if (request.method !== 'GET' && request.method !== 'POST') {
      throw new HttpRefusal('METHOD_NOT_ALLOWED', 'Use POST, or GET for a query.', {
        allow: 'GET, POST',
      });
    }
    // Authenticate before reading the body: nothing is parsed for an unknown caller.
    const origin = toRequestOrigin(request, requestId);
    const caller = await authenticate(request.headers, origin);
    const actor = actorOf(caller);
    admission.check(actor);
    const { method } = request;
    const { search, body, params } = await readParameters(
      request,
      url,
      () => readJson(request, actor),
      known,
    );
    const { isMutation, answerValues } = checkLimits(params);
    const timeMs = isMutation ? limits.mutationMs : limits.readMs;
    const endsAtMs = performance.now() + timeMs;
    const signal = endSignal(response, timeMs);
    const tokensOfChanges: (string | undefined)[] = [];
    const execute = async () => {
      if (cutOff.isPast) throw stopping();
      return apollo.executeHTTPGraphQLRequest({
        httpGraphQLRequest: { method, headers: toHeaderMap(request), search, body },
        context: async () =>
          createContext({
            origin,
            caller,
            signal,
            endsAtMs,
            answerValues,
            onChange: (clientToken) => tokensOfChanges.push(clientToken),
            wantsCost: request.headers['x-ec2-cost'] === '1',
          }),
      });
    };
    const answering = admission.run(actor, execute, signal);
    // A read changes nothing, so its connection may just be closed.
    const answer = await (isMutation
      ? Promise.race([
          outlived(cutOff, () => (tokensOfChanges.length > 0 ? unfinished(tokensOfChanges) : stopping())),
          answering,
        ])
      : answering);
    if (answer.body.kind !== 'complete') throw new Error('incremental delivery is not offered');
    const status = answer.status ?? 200;
    const text = status < 400 ? answer.body.string : withRequestId(answer.body.string, requestId);
    const headers = { ...Object.fromEntries(answer.headers), 'cache-control': 'no-store' };
    return { status, headers, body: text };
  };
}

/** Adds the request id to the errors of a refusal that Apollo Server makes before any of its plugins see the request. */
function withRequestId(text: string, requestId: string): string {
  const { errors = [], ...rest } = JSON.parse(text) as { errors?: { extensions?: object }[] };
  const named = errors.map((error) => ({ ...error, extensions: { ...error.extensions, requestId } }));
  return JSON.stringify({ errors: named, ...rest });
}

function toHeaderMap(request: IncomingMessage): HeaderMap {
  const headers = new HeaderMap();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  return headers;
}

/** Rejects when the gateway stops while the mutation runs. */
function outlived(cutOff: CutOff, reason: () => HttpRefusal): Promise<never> {
  return new Promise((_, reject) => {
    cutOff.onCut = () => reject(reason());
  });
}

function unfinished(tokensOfChanges: readonly (string | undefined)[]): HttpRefusal {
  const clientTokens = tokensOfChanges.filter((token) => token !== undefined);
  return new HttpRefusal(
    'OUTCOME_UNKNOWN',
    'The gateway stopped before EC2 answered. Read the resources before you send the change again; a create with an `idempotencyKey` can be sent again as it is.',
    {},
    { retryable: false, ...(clientTokens.length > 0 && { clientTokens }) },
  );
}

const stopping = () =>
  new HttpRefusal('OVERLOADED', 'The gateway is stopping. Send the request again.', { 'retry-after': '1' });

function endSignal(response: Parameters<Handler>[1], timeMs: number): AbortSignal {
  const end = new AbortController();
  // Every read of a request adds a listener, and a request may have many reads.
  setMaxListeners(0, end.signal);
  const timer = setTimeout(() => end.abort(), timeMs);
  response.once('close', () => {
    clearTimeout(timer);
    if (!response.writableFinished) end.abort();
  });
  return end.signal;
}
