/** Sends GraphQL operations to the gateway that served the page, and puts failures into sentences. */
import { noAnswer, unreachable } from '../failures.ts';
import { isPassing } from '../signin/failure.ts';
import type { SignIn } from '../signin/settings.ts';
import { tokenProblem } from '../signin/tokenProblem.ts';
import { setClock } from './clock.ts';

/** A request that brought no data. The message is for the user. */
export class RequestFailure extends Error {
  /** Whether the gateway may have executed the operation: its answer was lost, or it failed half-way. */
  readonly mayHaveRun: boolean;
  /** Whether the caller may not do this, so that it is of no use to send it again. */
  readonly isDenied: boolean;
  /** When to send it again, if the gateway or EC2 only had too much to do. */
  readonly retryAfterMs: number | undefined;

  constructor(message: string, mayHaveRun: boolean, isDenied = false, retryAfterMs?: number) {
    super(message);
    this.mayHaveRun = mayHaveRun;
    this.isDenied = isDenied;
    this.retryAfterMs = retryAfterMs;
  }
}

/** An operation with the types of its result and its variables. */
export interface TypedDocument<Result, Variables> {
  /** Never there: it only carries the types. */
  readonly __apiType?: (variables: Variables) => Result;
  /** @returns the text of the operation. */
  toString(): string;
}

/** @throws RequestFailure */
export type Send = <Result, Variables>(
  document: TypedDocument<Result, Variables>,
  variables: Variables,
  signal?: AbortSignal,
) => Promise<Result>;

interface GraphqlError {
  readonly message: string;
  readonly extensions?: {
    readonly code?: string;
    readonly requiredScopes?: readonly string[];
    readonly retryAfterMs?: number;
  };
}

const denials: ReadonlySet<string> = new Set(['UNAUTHENTICATED', 'FORBIDDEN']);

interface Response<Result> {
  readonly data?: Result | null;
  readonly errors?: readonly GraphqlError[];
}

/**
 * @param tokenOf asked before every request, because tokens are renewed. Sent as a bearer token unless empty, and stored nowhere.
 * @param signIn what is known of the tokens that the gateway accepts.
 */
export const createSend =
  (tokenOf: () => string | Promise<string>, signIn?: SignIn): Send =>
  async <Result, Variables>(
    document: TypedDocument<Result, Variables>,
    variables: Variables,
    signal?: AbortSignal,
  ) => {
    const token = await Promise.resolve(tokenOf()).catch((error: Error) => {
      throw new RequestFailure(error.message, false, !isPassing(error));
    });
    const response = await fetch('/graphql', {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify({ query: document.toString(), variables }),
      signal: signal ?? null,
    }).catch(() => {
      throw new RequestFailure(unreachable, true);
    });
    setClock(response.headers.get('date'));
    const { data, errors } = (await response.json().catch(() => ({}))) as Response<Result>;
    if (errors) {
      const mayHaveRun =
        errors.some(({ extensions }) => extensions?.code === 'INTERNAL_SERVER_ERROR') ||
        Object.values(data ?? {}).some((value) => value !== null);
      const isDenied = errors.some(({ extensions }) => denials.has(extensions?.code ?? ''));
      const text = errors.map((error) => sentenceFor(error, token, signIn)).join(' ');
      throw new RequestFailure(text, mayHaveRun, isDenied, retryAfterMs(response, errors));
    }
    if (!data) throw new RequestFailure(noAnswer(response.status), true);
    return data;
  };

/** See docs/errors.md: refusals say it in a header, EC2's throttling in the error. */
function retryAfterMs({ status, headers }: globalThis.Response, errors: readonly GraphqlError[]) {
  const seconds = Number(headers.get('retry-after') ?? Number.NaN);
  if ((status === 429 || status === 503) && Number.isFinite(seconds)) return 1_000 * seconds;
  const all = errors.map(({ extensions }) => extensions?.retryAfterMs);
  return all.every((one) => one !== undefined) ? Math.max(...all) : undefined;
}

function sentenceFor({ message, extensions }: GraphqlError, token: string, signIn?: SignIn): string {
  const missing = extensions?.requiredScopes ?? [];
  if (missing.length > 0) return `The token lacks the permission ${missing.join(', ')}.`;
  if (extensions?.code === 'UNAUTHENTICATED' && token === '')
    return 'The gateway needs a valid token: enter one in the field “Token”.';
  if (extensions?.code === 'UNAUTHENTICATED')
    return `The gateway refused the token: ${tokenProblem(token, signIn, Date.now()) ?? 'it is not signed by an issuer that the gateway trusts, or not meant for it. The gateway itself does not say why.'}`;
  return toSentence(message);
}

/** The gateway's messages often start in lower case and have no full stop. */
export const toSentence = (message: string) =>
  `${message.charAt(0).toUpperCase()}${message.slice(1)}${/[.!?]$/.test(message) ? '' : '.'}`;
