/** Sending and waiting, as the rows around the gateway do. */
import { setTimeout as wait } from 'node:timers/promises';

export const post = (url: string, body: object, options: RequestInit & { token?: string } = {}) =>
  fetch(`${url}/graphql`, {
    ...options,
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(options.token && { authorization: `Bearer ${options.token}` }),
    },
    body: JSON.stringify(body),
  });
export const bodyOf = ({ query, variables }: { query: string; variables: object }) => ({ query, variables });

export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await wait(5);
}
