/** Sends typed documents to the gateway. */
import type { TypedDocumentString } from './generated/graphql.ts';

export interface ClientOptions {
  /** Where the gateway serves GraphQL, for example `https://mirroring.example.com/graphql`. */
  readonly url: string;
  /** Called before each request for additional headers, for example `authorization`. */
  readonly headers?: () => Readonly<Record<string, string>>;
  /** Sends the ID of each document instead of its text, which a gateway with `OPERATIONS=trusted` requires. Default: false. */
  readonly byId?: boolean;
}

/** One entry of the response's top-level `errors`. */
export interface RequestProblem {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: { readonly code?: string; readonly retryable?: boolean; readonly requestId?: string };
}

/** All or part of the request failed. Failures of a mutation that the caller can act on are in its `userErrors` instead. */
export class RequestError extends Error {
  constructor(
    readonly status: number,
    readonly problems: readonly RequestProblem[],
  ) {
    super(problems.map(({ message }) => message).join('\n') || `HTTP ${status}`);
  }
}

/**
 * Creates a client.
 *
 * @returns a function that sends a document with its variables and returns the response's `data`. It throws a `RequestError` when
 * the response has top-level errors or no data, and passes on what `fetch` throws when the gateway cannot be reached.
 */
export function createClient({ url, headers, byId = false }: ClientOptions) {
  return async function send<Result, Variables>(
    document: TypedDocumentString<Result, Variables>,
    variables: Variables,
  ): Promise<Result> {
    const what = byId ? { documentId: document.__meta__?.hash } : { query: document.toString() };
    const response = await fetch(url, {
      method: 'POST',
      headers: { ...headers?.(), 'content-type': 'application/json' },
      body: JSON.stringify({ ...what, variables }),
    });
    const answer: { data?: Result | null; errors?: RequestProblem[] } = await response
      .json()
      .catch(() => ({}));
    if (answer.errors || !answer.data) throw new RequestError(response.status, answer.errors ?? []);
    return answer.data;
  };
}
