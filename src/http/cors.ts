/** Lets pages of other origins use a route from browsers (Fetch standard, "CORS protocol"). */
import type { IncomingMessage } from 'node:http';
import { HttpRefusal } from '../refusal.ts';
import type { Handler, Route } from './listener.ts';
import type { Answer } from './sending.ts';

/** The headers that a page may send. */
const sent = [
  'authorization',
  'content-type',
  'x-request-id',
  'x-ec2-cost',
  'traceparent',
  'tracestate',
  'apollographql-client-name',
  'apollographql-client-version',
  'apollo-require-preflight',
  'x-apollo-operation-name',
];
/** The headers of an answer that a page may read. */
const exposed = ['x-request-id', 'retry-after', 'x-ec2-cost', 'traceparent'];

/** There are no cookies, so a browser never needs to send credentials of its own. */
const preflightHeaders = {
  'access-control-allow-methods': 'GET, POST',
  'access-control-allow-headers': sent.join(', '),
  // In seconds: as long as Chromium keeps it (MDN, "Access-Control-Max-Age").
  'access-control-max-age': '7200',
};

/**
 * Answers preflights before anything else of the route, and lets pages of `origins` read every answer, refusals included. Pages of other
 * origins get what they would get without this.
 *
 * @param origins none: the route stays as it is.
 */
export function allowOrigins([path, handle]: Route, origins: ReadonlySet<string>): Route {
  if (origins.size === 0) return [path, handle];
  const isAllowed = (origin: string | undefined): origin is string =>
    origin !== undefined && origins.has(origin);
  const headersOf = ({ headers: { origin } }: IncomingMessage): Record<string, string> => ({
    vary: 'origin',
    ...(isAllowed(origin) && {
      'access-control-allow-origin': origin,
      'access-control-expose-headers': exposed.join(', '),
    }),
  });
  const handler: Handler = async (request, ...rest) => {
    if (!isPreflight(request)) return varyingByOrigin(await handle(request, ...rest));
    if (isAllowed(request.headers.origin)) return { status: 204, headers: preflightHeaders };
    throw new HttpRefusal('FORBIDDEN', 'Pages of this origin may not send requests: see CORS_ORIGINS.');
  };
  return [path, handler, headersOf];
}

/** The headers of an answer take the place of those of its route. */
function varyingByOrigin(answer: Answer): Answer {
  const { vary } = answer.headers;
  return vary === undefined ? answer : { ...answer, headers: { ...answer.headers, vary: `origin, ${vary}` } };
}

const isPreflight = ({ method, headers }: IncomingMessage) =>
  method === 'OPTIONS' &&
  headers.origin !== undefined &&
  headers['access-control-request-method'] !== undefined;
