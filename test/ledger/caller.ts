/** Sends one change to the gateway, and returns what the answer said about it. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Change, Resource } from './changes.ts';
import { fromGateway, type State, selection } from './kinds.ts';

/** What the caller was told of a resource. `silence`: the connection ended without an answer. */
export type Told = 'made' | 'halfway' | 'notMade' | 'unknown' | 'silence';

export interface Answer {
  readonly requestId: string;
  /** For each part of the change. */
  readonly told: readonly Told[];
  /** The id of what was created. */
  readonly id: string | undefined;
  /** The codes of the errors, for the report. */
  readonly codes: readonly string[];
}

interface UserError {
  readonly code: string;
  readonly message: string;
}
interface Payload {
  readonly [field: string]: unknown;
  readonly userErrors: readonly UserError[];
  readonly results?: readonly { readonly userErrors: readonly UserError[] }[] | null;
}
interface Body {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly { readonly extensions?: { readonly code?: string } }[];
}

export interface Caller {
  send(change: Change, requestId: string): Promise<Answer>;
  /** Reads a resource, again until there is an answer. @throws if there is none for two minutes. */
  read(resource: Resource): Promise<State>;
}

/** Longer than the gateway may take for a change. */
const patienceMs = 30_000;
const readPatienceMs = 120_000;

const userErrors = 'userErrors { code message }';

export function createCaller(url: string, token: string): Caller {
  async function post(query: string, variables: object, requestId: string): Promise<Body> {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${token}`,
        'x-request-id': requestId,
      },
      body: JSON.stringify({ query, variables }),
      signal: AbortSignal.timeout(patienceMs),
    });
    return (await response.json()) as Body;
  }

  return {
    async send(change, requestId) {
      const type = `${change.mutation.charAt(0).toUpperCase()}${change.mutation.slice(1)}Input`;
      const query = `mutation ($input: ${type}!) { ${change.mutation}(input: $input) { ${answerOf(change)} ${userErrors} } }`;
      const body = await post(query, { input: change.input }, requestId).catch(() => undefined);
      if (body === undefined)
        return { requestId, told: change.parts.map(() => 'silence'), id: undefined, codes: [] };
      return { requestId, ...judge(change, body) };
    },
    async read(resource) {
      const field = `trafficMirror${resource.kind}`;
      const query = `query ($id: ID!) { ${field}(id: $id) { ${selection(resource.kind)} } }`;
      let last: unknown;
      for (const giveUpAt = Date.now() + readPatienceMs; Date.now() < giveUpAt; await wait(100)) {
        const body = await post(query, { id: resource.id }, `read-${resource.marker}`).catch(
          (error: Error) => {
            last = error.message;
            return undefined;
          },
        );
        const node = body?.errors === undefined ? body?.data?.[field] : undefined;
        if (node !== undefined) return fromGateway(resource.kind, node as Record<string, unknown> | null);
        last = body ?? last;
      }
      throw new Error(
        `${resource.marker} (${resource.id}) could not be read for ${readPatienceMs} ms: ${JSON.stringify(last)}`,
      );
    },
  };
}

function answerOf({ kind, mutation }: Change): string {
  if (kind === 'bulk') return `results { ${userErrors} }`;
  const type = mutation.replace('create', '');
  return kind === 'create' ? `created: ${lowerFirst(type)} { id: ${lowerFirst(type)}Id }` : '';
}

const lowerFirst = (name: string) => name.charAt(0).toLowerCase() + name.slice(1);

function judge(change: Change, { data, errors = [] }: Body): Omit<Answer, 'requestId'> {
  const payload = data?.[change.mutation] as Payload | null | undefined;
  const topCodes = errors.map(({ extensions }) => extensions?.code ?? 'no code');
  // The documentation says that nothing was changed if there is no payload.
  if (!payload) return { told: change.parts.map(() => toldBy(topCodes)), id: undefined, codes: topCodes };
  const results = payload.results ?? undefined;
  const told = change.parts.map((_, index) => {
    const { userErrors } = results?.[index] ?? payload;
    if (userErrors.some(({ message }) => message.startsWith('The tags were added, but none was removed')))
      return 'halfway';
    return toldBy(userErrors.map(({ code }) => code));
  });
  const all = [payload, ...(results ?? [])].flatMap(({ userErrors }) => userErrors);
  const created = payload.created as { id: string } | null | undefined;
  return { told, id: created?.id, codes: [...topCodes, ...all.map(({ code }) => code)] };
}

function toldBy(codes: readonly string[]): Told {
  if (codes.length === 0) return 'made';
  return codes.includes('OUTCOME_UNKNOWN') ? 'unknown' : 'notMade';
}
