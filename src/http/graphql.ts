/** `/graphql`: authenticates, limits and parses a request, passes it to Apollo Server, and sends the answer. */
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { type ApolloServer, type BaseContext, HeaderMap } from '@apollo/server';
import { actorOf, type Caller } from '../caller.ts';
import type { Limits } from '../config/limits.ts';
import type { BatchLimit } from '../engine/batches.ts';
import type { KnownDocuments } from '../engine/documentIds.ts';
import type { Accepted, GraphqlParams } from '../engine/limits.ts';
import type { Observed } from '../engine/options.ts';
import type { Printed } from '../engine/printing.ts';
import { HttpRefusal } from '../refusal.ts';
import type { Span, Tracer } from '../trace.ts';
import type { Admission } from './admission.ts';
import { createReadJson } from './body.ts';
import { createCompress } from './compressing.ts';
import { endSignal, outlived, stopping, unfinished } from './ending.ts';
import type { Handler } from './listener.ts';
import type { Metrics } from './metrics.ts';
import { type RequestOrigin, toLogged } from './origin.ts';
import { readParameters } from './parameters.ts';
import { beginOperation, beginRequest } from './tracing.ts';

/** What the HTTP layer knows about a request. */
export interface EdgeRequest extends Observed {
  readonly origin: RequestOrigin;
  readonly caller: Caller;
  /** Aborted when the connection closes before the answer is sent, or the request's time is up. */
  readonly signal: AbortSignal;
  /** Whether the answer reports how many EC2 calls it took. */
  readonly wantsCost: boolean;
  /** How many values the answer can have. */
  readonly answerValues: number;
  /** How many entries of its batches are answered. */
  readonly batch: BatchLimit;
  /** When the request's time is up, on the clock of `performance.now()`. */
  readonly endsAtMs: number;
  /** To be called before EC2 is asked for a change, with its idempotency token if it has one. */
  readonly onChange: (clientToken?: string) => void;
  /** What everything that the request causes is a part of. */
  readonly span: Span;
}

interface GraphqlHandlerOptions {
  readonly limits: Limits;
  readonly admission: Admission;
  /** Checks a document against the limits. @throws HttpRefusal. */
  readonly checkLimits: (params: GraphqlParams) => Accepted;
  /** Documents that may be requested by id. */
  readonly known: KnownDocuments;
  readonly authenticate: (headers: IncomingHttpHeaders, origin: RequestOrigin) => Promise<Caller>;
  /** Refuses callers who may use nothing here. @throws HttpRefusal. */
  readonly admit: (caller: Caller, origin: RequestOrigin) => void;
  /** How a caller is shown in the log. */
  readonly toCallerHash: (actor: string) => string;
  readonly tracer: Tracer;
  readonly metrics: Pick<Metrics, 'answered' | 'usedDeprecated'>;
}

export function createGraphqlHandler<Context extends BaseContext>(
  apollo: ApolloServer<Context>,
  options: GraphqlHandlerOptions,
  createContext: (request: EdgeRequest) => Context,
): Handler {
  const { limits, admission, checkLimits, authenticate, admit, toCallerHash, known, metrics, tracer } =
    options;
  const readJson = createReadJson(limits);
  const compress = createCompress();
  return async (request, response, url, { origin, arrivedAtMs, cutOff, note, trace }) => {
    if (request.method !== 'GET' && request.method !== 'POST') {
      throw new HttpRefusal('METHOD_NOT_ALLOWED', 'Use POST, or GET for a query.', {
        allow: 'GET, POST',
      });
    }
    // Authenticate before reading the body: nothing is parsed for an unknown caller.
    const caller = await authenticate(request.headers, origin);
    const actor = actorOf(caller);
    const callerHash = toCallerHash(actor);
    note({ caller: callerHash });
    const whole = beginRequest(tracer, request.method, origin, arrivedAtMs, callerHash);
    trace(whole);
    admit(caller, origin);
    admission.check(actor);
    const { method } = request;
    const { search, body, params } = await readParameters(
      request,
      url,
      () => readJson(request, actor),
      known,
    );
    note({ operationName: toLogged(params.operationName) });
    const { operations, isMutation, readsEstate, answerValues, batch } = checkLimits(params);
    const asked = askedOf(operations, params.operationName);
    if (asked !== undefined) note({ operation: asked.kind, operationName: toLogged(asked.name) });
    const span = beginOperation(whole, asked, known.operations === 'trusted');
    let outcome: 'ok' | 'failed' = 'failed';
    const queryMs = readsEstate ? limits.estateMs : limits.readMs;
    const timeMs = isMutation ? limits.mutationMs : queryMs;
    const endsAtMs = performance.now() + timeMs;
    const signal = endSignal(response, timeMs);
    const tokensOfChanges: (string | undefined)[] = [];
    let printed: Printed = '';
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
            batch,
            span,
            onChange: (clientToken) => tokensOfChanges.push(clientToken),
            wantsCost: request.headers['x-ec2-cost'] === '1',
            onAnswer(operation, code, answer) {
              printed = answer;
              const seconds = (performance.now() - arrivedAtMs) / 1_000;
              metrics.answered(operation ?? 'none', code === undefined ? 'ok' : 'errors', seconds);
              if (code === undefined) outcome = 'ok';
              note({ code });
            },
            onDeprecated: (element) => metrics.usedDeprecated(element, origin.clientName),
          }),
      });
    };
    const answering = admission.run(actor, execute, signal);
    // A read changes nothing, so its connection may just be closed.
    const ending = isMutation
      ? Promise.race([
          outlived(cutOff, () => (tokensOfChanges.length > 0 ? unfinished(tokensOfChanges) : stopping())),
          answering,
        ])
      : answering;
    const answer = await ending.finally(() => {
      if (span !== whole) span.end(outcome);
    });
    if (answer.body.kind !== 'complete') throw new Error('incremental delivery is not offered');
    const status = answer.status ?? 200;
    const headers = { ...Object.fromEntries(answer.headers), 'cache-control': 'no-store' };
    if (answer.body.string === '') {
      const { body: sent, headers: coding } = await compress(printed, request, signal);
      return { status, headers: { ...headers, ...coding }, body: sent };
    }
    const { body: text, code } = withRequestId(answer.body.string, origin.requestId);
    note({ code });
    return { status, headers, body: text };
  };
}

/** The operation that is asked for, as far as it is clear. */
function askedOf(operations: Accepted['operations'], asked: unknown) {
  const [only, ...others] =
    typeof asked === 'string' ? operations.filter(({ name }) => name === asked) : operations;
  return others.length > 0 ? undefined : only;
}

/** Adds the request id to the errors of a refusal that Apollo Server makes before any of its plugins see the request. */
function withRequestId(text: string, requestId: string): { body: string; code: string | undefined } {
  const { errors = [], ...rest } = JSON.parse(text) as { errors?: { extensions?: { code?: string } }[] };
  const named = errors.map((error) => ({ ...error, extensions: { ...error.extensions, requestId } }));
  return { body: JSON.stringify({ errors: named, ...rest }), code: errors[0]?.extensions?.code };
}

function toHeaderMap(request: IncomingMessage): HeaderMap {
  const headers = new HeaderMap();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  return headers;
}
