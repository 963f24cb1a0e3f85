/** Sends GraphQL operations to the gateway that served the page. */
import type { TypedDocumentString } from '../../generated/web/graphql.ts';

/** @throws Error with the messages of the GraphQL errors, or with the HTTP status if the response has no data. */
export type Send = <Result, Variables>(
  document: TypedDocumentString<Result, Variables>,
  variables: Variables,
  signal?: AbortSignal,
) => Promise<Result>;

interface Response<Result> {
  readonly data?: Result | null;
  readonly errors?: readonly { readonly message: string }[];
}

/** @param token sent as a bearer token unless empty, and stored nowhere. */
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
    const { data, errors } = (await response.json().catch(() => ({}))) as Response<Result>;
    if (errors) throw new Error(errors.map(({ message }) => message).join(' '));
    if (!data) throw new Error(`The gateway answered with HTTP status ${response.status}.`);
    return data;
  };
