/** What a client is told when a request fails as a whole or in parts. */

/** The codes of top-level errors. A gateway of a later version, and those in front of it, may send others. */
export type RequestErrorCode =
  | 'AUDIT_UNAVAILABLE'
  | 'BAD_REQUEST'
  | 'BAD_USER_INPUT'
  | 'FORBIDDEN'
  | 'GRAPHQL_PARSE_FAILED'
  | 'GRAPHQL_VALIDATION_FAILED'
  | 'INTERNAL_SERVER_ERROR'
  | 'LIMIT_EXCEEDED'
  | 'METHOD_NOT_ALLOWED'
  | 'OPERATION_NOT_SUPPORTED'
  | 'OPERATION_RESOLUTION_FAILURE'
  | 'OUTCOME_UNKNOWN'
  | 'OVERLOADED'
  | 'PAYLOAD_TOO_LARGE'
  | 'PERSISTED_QUERY_HASH_MISMATCH'
  | 'PERSISTED_QUERY_ID_REQUIRED'
  | 'PERSISTED_QUERY_NOT_FOUND'
  | 'RATE_LIMITED'
  | 'THROTTLED'
  | 'UNAUTHENTICATED'
  | 'UNAUTHORIZED'
  | 'UNSUPPORTED_MEDIA_TYPE'
  | 'UPSTREAM_FORBIDDEN'
  | 'UPSTREAM_UNAVAILABLE'
  // Editors still suggest the codes above.
  | (string & {});

/** One entry of the response's top-level `errors`. */
export interface RequestProblem {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: {
    readonly code?: RequestErrorCode;
    /** Whether the same request may succeed later, unchanged. */
    readonly retryable?: boolean;
    /** Milliseconds to wait before sending the request again. */
    readonly retryAfterMs?: number;
    readonly requestId?: string;
    /** The limit that the request exceeds. */
    readonly limit?: string;
    /** The value of that limit. */
    readonly max?: number;
    /** Of a batch that is too long: how many entries were answered, and the argument that lists them. */
    readonly answered?: number;
    readonly argument?: string;
    /** The permissions that the token lacks. */
    readonly requiredScopes?: readonly string[];
    /** Of creates that had begun: EC2's idempotency tokens. */
    readonly clientTokens?: readonly string[];
  };
}

/** What the response had besides its errors. */
export interface PartialResponse {
  readonly data?: unknown;
  readonly retryAfterMs?: number | undefined;
}

/** All or part of the request failed. Failures of a mutation that the caller can act on are in its `userErrors` instead. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  /** What could be read, of the document's result type; null or undefined when nothing could. */
  readonly data: unknown;
  /** Milliseconds to wait before sending the request again; undefined unless the gateway says that this helps. */
  readonly retryAfterMs: number | undefined;

  constructor(
    /** The HTTP status. */
    readonly status: number,
    readonly problems: readonly RequestProblem[],
    { data, retryAfterMs }: PartialResponse = {},
  ) {
    super(problems.map(({ message }) => message).join('\n') || `HTTP ${status}`);
    this.data = data;
    this.retryAfterMs = retryAfterMs;
  }
}
