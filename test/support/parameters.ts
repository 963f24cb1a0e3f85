/** Sends the parameters of a GraphQL request as they are, by POST or GET, and shows what matters of the answer. */
import { createHash } from 'node:crypto';

interface Shown {
  readonly status: number;
  readonly data?: unknown;
  readonly codes?: string[] | undefined;
}

interface Gateway {
  readonly url: string;
}

async function shown(response: Response): Promise<Shown> {
  const { data, errors } = (await response.json()) as {
    data?: unknown;
    errors?: { message: string; extensions: { code: string } }[];
  };
  return { status: response.status, data, codes: errors?.map(({ extensions }) => extensions.code) };
}

export const postParameters = async ({ url }: Gateway, body: unknown): Promise<Shown> =>
  shown(
    await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  );

export const getParameters = async ({ url }: Gateway, parameters: Record<string, string>): Promise<Shown> =>
  shown(
    await fetch(`${url}/graphql?${new URLSearchParams(parameters)}`, {
      headers: { 'apollo-require-preflight': 'true' },
    }),
  );

export const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
