/** `/graphql`: a bounded, parsed request into Apollo Server, and its answer out. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type ApolloServer, type BaseContext, HeaderMap } from '@apollo/server';
import type { GraphQLSchema } from 'graphql';
import type { Limits } from '../config.ts';
import { createAdmission } from './admission.ts';
import type { Authenticate, Caller } from './auth.ts';
import { readJson } from './body.ts';
import type { Handler } from './http.ts';
import { createLimits, type GraphqlParams } from './limits.ts';
import { HttpRefusal } from './refusal.ts';

/** What the edge knows of a request. */
export interface EdgeRequest {
  readonly requestId: string;
  readonly caller: Caller;
  /** Aborted when the connection closes before the answer is sent, or the request's time is up. */
  readonly signal: AbortSignal;
  /** Whether the answer shall say what it cost at EC2. */
  readonly wantsCost: boolean;
  /** When the request's time is up, on the clock of `performance.now()`. */
  readonly endsAtMs: number;
}

export function createGraphqlHandler<Context extends BaseContext>(
  apollo: ApolloServer<Context>,
  { schema, limits, authenticate }: { schema: GraphQLSchema; limits: Limits; authenticate: Authenticate },
  createContext: (request: EdgeRequest) => Context,
): Handler {
  const checkLimits = createLimits(schema, limits);
  const admit = createAdmission(limits);
  return async (request, response, url, requestId) => {
    if (request.method !== 'GET' && request.method !== 'POST') {
      throw new HttpRefusal(405, 'METHOD_NOT_ALLOWED', 'Use POST, or GET for a query.', {
        allow: 'GET, POST',
      });
    }
    // Before the body is read: who is not known gets nothing parsed.
    const caller = await authenticate(request.headers);
    const { method } = request;
    const body = method === 'POST' ? await readJson(request, limits.bodyBytes) : undefined;
    const { isMutation } = checkLimits(method === 'POST' ? ((body ?? {}) as GraphqlParams) : inUrl(url));
    const timeMs = isMutation ? limits.mutationMs : limits.readMs;
    const endsAtMs = performance.now() + timeMs;
    const signal = endSignal(response, timeMs);
    const answer = await admit(() =>
      apollo.executeHTTPGraphQLRequest({
        httpGraphQLRequest: { method, headers: toHeaderMap(request), search: url.search, body },
        context: async () =>
          createContext({
            requestId,
            caller,
            signal,
            endsAtMs,
            wantsCost: request.headers['x-ec2-cost'] === '1',
          }),
      }),
    );
    if (answer.body.kind !== 'complete') throw new Error('incremental delivery is not offered');
    response
      .writeHead(answer.status ?? 200, { 'cache-control': 'no-store', ...Object.fromEntries(answer.headers) })
      .end(answer.body.string);
  };
}

/** What is malformed here is refused by Apollo Server. */
function inUrl({ searchParams }: URL): GraphqlParams {
  const query = searchParams.get('query');
  try {
    return { query, variables: JSON.parse(searchParams.get('variables') ?? 'null') };
  } catch {
    return { query };
  }
}

function toHeaderMap(request: IncomingMessage): HeaderMap {
  const headers = new HeaderMap();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  return headers;
}

function endSignal(response: ServerResponse, timeMs: number): AbortSignal {
  const end = new AbortController();
  const timer = setTimeout(() => end.abort(), timeMs);
  response.once('close', () => {
    clearTimeout(timer);
    if (!response.writableFinished) end.abort();
  });
  return end.signal;
}
