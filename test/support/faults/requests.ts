/** Requests as the rows around the gateway send them. */

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
