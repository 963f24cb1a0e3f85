/** Requests that are refused before GraphQL runs, and the GraphQL-shaped answer they get. */

/** The codes of refusals, and their HTTP status. */
export const statusOf = {
  BAD_REQUEST: 400,
  LIMIT_EXCEEDED: 400,
  PERSISTED_QUERY_HASH_MISMATCH: 400,
  PERSISTED_QUERY_ID_REQUIRED: 400,
  PERSISTED_QUERY_NOT_FOUND: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  PAYLOAD_TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  RATE_LIMITED: 429,
  INTERNAL_SERVER_ERROR: 500,
  OUTCOME_UNKNOWN: 503,
  OVERLOADED: 503,
} as const;

export type RefusalCode = keyof typeof statusOf;

export class HttpRefusal extends Error {
  constructor(
    /** For programs: `extensions.code` of the answer. */
    readonly code: RefusalCode,
    /** For people: what to do instead. */
    message: string,
    readonly headers: Readonly<Record<string, string>> = {},
    /** More for programs, beside the code. */
    readonly details: Readonly<Record<string, string | number | boolean | readonly string[]>> = {},
    /** The HTTP status, where a protocol wants another one than that of the code. */
    readonly status: number = statusOf[code],
  ) {
    super(message);
  }

  toBody(requestId: string): string {
    const { message, code, details } = this;
    return JSON.stringify({ errors: [{ message, extensions: { code, ...details, requestId } }] });
  }
}

/** The gateway has too much to do. @param headers with `retry-after`, in seconds. */
export const overloaded = (headers: Readonly<Record<string, string>> = { 'retry-after': '1' }) =>
  new HttpRefusal('OVERLOADED', 'The gateway is busy. Send the request again in a second.', headers);
