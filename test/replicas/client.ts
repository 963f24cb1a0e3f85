/** A client of the gateways: one request at a time over one connection, as long as that stays open. */
import { Agent, type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { cleanUp } from '../support/cleanUp.ts';

export interface Answer {
  /** 0: the connection failed. */
  readonly status: number;
  readonly data: Readonly<Record<string, unknown>> | null;
  /** Of the first error, at the top or of the first field's payload; the system's code when the connection failed. */
  readonly code: string | undefined;
  /** EC2's idempotency tokens of changes whose outcome the gateway could not tell. */
  readonly clientTokens: readonly string[];
  readonly ms: number;
}

/** Sends a document. */
export type Client = (query: string, variables?: object) => Promise<Answer>;

interface Body {
  readonly data?: Answer['data'];
  readonly errors?: readonly {
    readonly extensions?: { readonly code?: string; readonly clientTokens?: readonly string[] };
  }[];
}

export function createClient(url: string, token: string): Client {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  cleanUp(() => agent.destroy());
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  const options = { method: 'POST', agent, headers };
  return async (query, variables) => {
    const startedAtMs = performance.now();
    try {
      const response = await new Promise<IncomingMessage>((resolve, reject) => {
        request(`${url}/graphql`, options, resolve)
          .on('error', reject)
          .end(JSON.stringify({ query, variables }));
      });
      const answer = await text(response);
      const ms = performance.now() - startedAtMs;
      return { status: response.statusCode ?? 0, ...judge(answer), ms };
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? String(error);
      return { status: 0, data: null, code, clientTokens: [], ms: performance.now() - startedAtMs };
    }
  };
}

function judge(answer: string): Omit<Answer, 'status' | 'ms'> {
  let body: Body;
  try {
    body = JSON.parse(answer) as Body;
  } catch {
    return { data: null, code: answer.slice(0, 100), clientTokens: [] };
  }
  const { data = null, errors = [] } = body;
  const [payload] = Object.values(data ?? {}) as { userErrors?: { code: string }[] }[];
  const { code, clientTokens = [] } = errors[0]?.extensions ?? {};
  return { data, code: code ?? payload?.userErrors?.[0]?.code, clientTokens };
}
