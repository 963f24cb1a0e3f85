/** Says what is wrong with an answer of the gateway: nothing, for an answer that a client may get whatever it has sent. */
import { ApolloServerErrorCode } from '@apollo/server/errors';
import { isEnumType } from 'graphql';
import { statusOf } from '../../src/refusal.ts';
import { leakIn } from '../support/leaks.ts';
import { schema } from './schema.ts';

export interface Answer {
  readonly status: number;
  /** Their names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const ofSchema = schema.getType('TrafficMirrorErrorCode');
const {
  INTERNAL_SERVER_ERROR: masked,
  // Persisted queries are answered before Apollo Server sees them.
  PERSISTED_QUERY_NOT_SUPPORTED: _,
  ...ofApollo
} = ApolloServerErrorCode;

/** Every code that an error may have. A masked error is a defect of the gateway, whatever caused it. */
export const codes: ReadonlySet<string> = new Set([
  ...Object.keys(statusOf).filter((code) => code !== masked),
  ...Object.values(ofApollo),
  ...(isEnumType(ofSchema) ? ofSchema.getValues().map(({ name }) => name) : []),
  'OPERATION_NOT_SUPPORTED',
]);

/** Besides those of refusals: answers of GraphQL, pages and health checks, and Apollo's to an `accept` that it cannot serve. */
const statuses: ReadonlySet<number> = new Set([200, 304, 406, ...Object.values(statusOf)]);

/** Node.js answers these itself, without a body, to what is not HTTP, too slow or too large (http.createServer, "clientError"). */
const ofParser: ReadonlySet<number> = new Set([400, 408, 413, 417, 431]);

/** Words of libraries and of JavaScript itself, which no client should read. */
const innerWords =
  /Deserialization|\$response|\$metadata|smithy|aws-sdk|is not a function|Cannot read propert|is not iterable|Cannot convert|(Type|Range|Reference)Error|ECONN[A-Z]+|EPIPE|socket hang up|Invalid (time|array) |heap|\.ts:\d|\.js:\d/;

/**
 * Judges a whole answer.
 *
 * @param mayBeMasked the paths, as JSON, at which an error may be masked. Default: none.
 * @returns findings; none for an answer that is as it should be.
 */
export function judgeAnswer(answer: Answer, mayBeMasked?: RegExp): string[] {
  const { status, headers, body } = answer;
  const isOfParser = ofParser.has(status) && body === '' && headers['x-request-id'] === undefined;
  if (isOfParser) return [];
  const isJson = /json/.test(headers['content-type'] ?? '');
  return [
    ...(status === 500 || !statuses.has(status) ? [`HTTP status ${status}`] : []),
    ...(headers['x-request-id'] === undefined ? ['no x-request-id'] : []),
    ...(status >= 400 && !isJson ? [`HTTP ${status} that is not JSON`] : []),
    ...(status === 503 && !headers['retry-after'] && !/OUTCOME_UNKNOWN|reasons/.test(body)
      ? ['HTTP 503 without retry-after']
      : []),
    ...(isJson ? judgeJson(body, answer, mayBeMasked) : []),
  ].map((finding) => `${finding}: HTTP ${status} ${body.slice(0, 500)}`);
}

interface GivenError {
  readonly message?: unknown;
  readonly path?: unknown;
  readonly extensions?: { readonly code?: unknown; readonly requestId?: unknown };
}

function judgeJson(body: string, { status, headers }: Answer, mayBeMasked: RegExp | undefined): string[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return ['not JSON'];
  }
  const { data, errors, status: health } = Object(parsed) as Readonly<Record<string, unknown>>;
  if (health !== undefined) return [];
  const leak = leakIn(body);
  const judged = isList(errors) ? errors.filter((error) => !isMasked(error, mayBeMasked)) : [];
  const isShaped = errors === undefined ? typeof data === 'object' && data !== null : isList(errors);
  return [
    ...(leak === undefined ? [] : [`a leak: ${leak}`]),
    ...(isShaped ? [] : ['neither data nor errors']),
    ...(status >= 400 && !isList(errors) ? ['a failure without errors'] : []),
    ...judged.flatMap((error) => judgeError(error, headers['x-request-id'])),
  ];
}

const isList = (value: unknown): value is readonly GivenError[] => Array.isArray(value) && value.length > 0;

const isMasked = ({ path, extensions }: GivenError, mayBeMasked: RegExp | undefined) =>
  extensions?.code === masked && (mayBeMasked?.test(JSON.stringify(path)) ?? false);

function judgeError({ message, extensions }: GivenError, requestId: string | undefined): string[] {
  const { code } = extensions ?? {};
  const text = typeof message === 'string' ? message : '';
  // What is quoted comes from the request.
  const unquoted = text.replace(/"(?:[^"\\]|\\.)*"/g, '');
  return [
    ...(text === '' ? ['an error without a message'] : []),
    ...(codes.has(String(code)) ? [] : [`the code ${code}`]),
    ...(extensions?.requestId === requestId ? [] : ['an error without the request id']),
    ...(innerWords.test(unquoted) ? ['words that were not meant for clients'] : []),
  ];
}
