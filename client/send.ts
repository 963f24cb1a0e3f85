/** Sends typed documents to the gateway. */
import type { TypedDocumentString } from './generated/graphql.ts';

export interface ClientOptions {
  /** Where the gateway serves GraphQL, for example `https://mirroring.example.com/graphql`. */
  readonly url: string;
  /** Asked before each request, for example for the `authorization` header. */
  readonly headers?: () => Readonly<Record<string, string>>;
  /** Sends the id of a document instead of its text: the only way where the gateway runs trusted documents alone. */
  readonly byId?: boolean;
}

/** One entry of an answer's top-level `errors`. */
export interface RequestProblem {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: { readonly code?: string; readonly retryable?: boolean; readonly requestId?: string };
}

/** The request, or a part of it, could not be answered. What a caller can act on is in `userErrors` instead. */
export class RequestError extends Error {
  constructor(
    readonly status: number,
    readonly problems: readonly RequestProblem[],
  ) {
    super(problems.map(({ message }) => message).join('\n') || `HTTP ${status}`);
  }
}

/** @returns a function that sends a document with its variables, and throws a `RequestError` unless the answer is whole. */
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
