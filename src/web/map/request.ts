/** Sends a typed document to the gateway that served the page. */
import type { TypedDocumentString } from '../../generated/web/graphql.ts';

export type Send = <Result, Variables>(
  document: TypedDocumentString<Result, Variables>,
  variables: Variables,
  signal?: AbortSignal,
) => Promise<Result>;

interface Answer<Result> {
  readonly data?: Result | null;
  readonly errors?: readonly { readonly message: string }[];
}

/** @param token sent as a bearer token unless empty; it is kept nowhere else. */
export const createSend =
  (token: string): Send =>
  async <Result, Variables>(
    document: TypedDocumentString<Result, Variables>,
    variables: Variables,
    signal?: AbortSignal,
  ) => {
    const response = await fetch('/graphql', {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify({ query: document.toString(), variables }),
      signal: signal ?? null,
    });
    const answer = (await response.json().catch(() => ({}))) as Answer<Result>;
    if (answer.errors) throw new Error(answer.errors.map(({ message }) => message).join(' '));
    if (!answer.data) throw new Error(`The gateway answered with HTTP ${response.status}.`);
    return answer.data;
  };
