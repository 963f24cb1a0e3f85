/** Sends typed documents to the gateway. */
import type { TypedDocumentString } from './generated/graphql.ts';
import { RequestError, type RequestProblem } from './requestError.ts';

export interface ClientOptions {
  /** Where the gateway serves GraphQL, for example `https://mirroring.example.com/graphql`. */
  readonly url: string;
  /** Called before each request for additional headers, for example `authorization`. */
  readonly headers?: () => Readonly<Record<string, string>>;
  /** Sends the ID of each document instead of its text, which a gateway with `OPERATIONS=trusted` requires. Default: false. */
  readonly byId?: boolean;
  /** Gives up requests that take longer than this many milliseconds. Default: no limit. */
  readonly timeoutMs?: number;
}

export interface SendOptions {
  /** Gives up the request when it is aborted. A mutation that is given up may have been made all the same. */
  readonly signal?: AbortSignal | undefined;
}

interface Answer<Result> {
  readonly data?: Result | null;
  /** What answers in place of the gateway may send an empty list, or something else. */
  readonly errors?: unknown;
}

/**
 * Creates a client.
 *
 * @returns a function that sends a document with its variables and returns the response's `data`. It throws a `RequestError` when
 * the response has top-level errors or no data, and passes on what `fetch` throws when the gateway cannot be reached (`TypeError`),
 * in `timeoutMs` (`TimeoutError`), or before `signal` is aborted (`AbortError`).
 */
export function createClient({ url, headers, byId = false, timeoutMs }: ClientOptions) {
  return async function send<Result, Variables>(
    document: TypedDocumentString<Result, Variables>,
    variables: Variables,
    { signal }: SendOptions = {},
  ): Promise<Result> {
    const what = byId ? { documentId: idOfString(document) } : { query: document.toString() };
    const ends = [signal, timeoutMs === undefined ? undefined : AbortSignal.timeout(timeoutMs)];
    const response = await fetch(url, {
      method: 'POST',
      headers: { ...headers?.(), 'content-type': 'application/json' },
      body: JSON.stringify({ ...what, variables }),
      signal: AbortSignal.any(ends.filter((end) => end !== undefined)),
    });
    const { data, errors } = parseAnswer<Result>(await response.text());
    const problems: readonly RequestProblem[] = Array.isArray(errors) ? errors : [];
    if (data && problems.length === 0) return data;
    throw new RequestError(response.status, problems, { data, retryAfterMs: retryAfter(response, problems) });
  };
}

/** @throws Error for a document that is not from code generation with ids. */
function idOfString({ __meta__: meta }: Pick<TypedDocumentString<unknown, unknown>, '__meta__'>): string {
  if (meta?.hash !== undefined) return meta.hash;
  throw new Error(
    'this document has no id: generate it with `persistedDocuments`, or send it without `byId`',
  );
}

/** What answers in place of the gateway, such as a load balancer, may not send JSON. */
function parseAnswer<Result>(text: string): Answer<Result> {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
}

/** The longest wait that an error or the header `retry-after`, in seconds, asks for. */
function retryAfter({ headers }: Response, problems: readonly RequestProblem[]): number | undefined {
  const header = Number(headers.get('retry-after') ?? Number.NaN) * 1_000;
  const waits = [header, ...problems.map(({ extensions }) => extensions?.retryAfterMs ?? Number.NaN)];
  const known = waits.filter((wait) => Number.isFinite(wait));
  return known.length > 0 ? Math.max(...known) : undefined;
}
