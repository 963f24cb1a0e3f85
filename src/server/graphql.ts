/** `/graphql`: a bounded, parsed request into Apollo Server, and its answer out. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type ApolloServer, type BaseContext, HeaderMap } from '@apollo/server';
import type { Authenticate, Caller } from './auth.ts';
import { readJson } from './body.ts';
import type { Handler } from './http.ts';
import { HttpRefusal } from './refusal.ts';
import { searchWithDocument, type TrustedDocuments, withDocument } from './trusted.ts';

const maxBodyBytes = 256 * 1_024;

/** What the edge knows of a request. */
export interface EdgeRequest {
  readonly requestId: string;
  readonly caller: Caller;
  /** Aborted when the connection closes before the answer is sent. */
  readonly signal: AbortSignal;
}

export function createGraphqlHandler<Context extends BaseContext>(
  apollo: ApolloServer<Context>,
  authenticate: Authenticate,
  createContext: (request: EdgeRequest) => Context,
  documents?: TrustedDocuments,
): Handler {
  return async (request, response, url, requestId) => {
    if (request.method !== 'GET' && request.method !== 'POST') {
      throw new HttpRefusal(405, 'METHOD_NOT_ALLOWED', 'Use POST, or GET for a query.', {
        allow: 'GET, POST',
      });
    }
    // Before the body is read: who is not known gets nothing parsed.
    const caller = await authenticate(request.headers);
    const asked = await readParameters(request, url, documents);
    const answer = await apollo.executeHTTPGraphQLRequest({
      httpGraphQLRequest: { method: request.method, headers: toHeaderMap(request), ...asked },
      context: async () => createContext({ requestId, caller, signal: closedSignal(response) }),
    });
    if (answer.body.kind !== 'complete') throw new Error('incremental delivery is not offered');
    response
      .writeHead(answer.status ?? 200, { 'cache-control': 'no-store', ...Object.fromEntries(answer.headers) })
      .end(answer.body.string);
  };
}

/** What is asked for: in the body, or in the URL of a GET. */
async function readParameters(request: IncomingMessage, { search }: URL, documents?: TrustedDocuments) {
  if (request.method === 'GET')
    return { search: documents ? searchWithDocument(search, documents) : search, body: undefined };
  const body = await readJson(request, maxBodyBytes);
  return { search, body: documents ? withDocument(body, documents) : body };
}

function toHeaderMap(request: IncomingMessage): HeaderMap {
  const headers = new HeaderMap();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  return headers;
}

function closedSignal(response: ServerResponse): AbortSignal {
  const gone = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) gone.abort();
  });
  return gone.signal;
}
