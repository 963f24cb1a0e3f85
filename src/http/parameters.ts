/** Reads the parameters of a GraphQL request: from the body of a POST, or from the URL of a GET. */
import type { IncomingMessage } from 'node:http';
import { type KnownDocuments, searchWithDocument, withDocument } from '../engine/documentIds.ts';
import type { GraphqlParams } from '../engine/limits.ts';
import { HttpRefusal } from '../refusal.ts';

interface Parameters {
  /** As Apollo Server takes them. */
  readonly search: string;
  readonly body: unknown;
  /** The same, unchecked. */
  readonly params: GraphqlParams;
}

/**
 * @param readBody reads the body of a POST.
 * @throws HttpRefusal when the request has no parameters that can be read.
 */
export async function readParameters(
  request: IncomingMessage,
  { search: given }: URL,
  readBody: () => Promise<unknown>,
  known: KnownDocuments,
): Promise<Parameters> {
  if (request.method === 'GET') {
    const search = searchWithDocument(given, known);
    return { search, body: undefined, params: inSearch(search) };
  }
  const body = withDocument(toParameters(await readBody()), known);
  return { search: given, body, params: body as GraphqlParams };
}

/** @throws HttpRefusal when the body is not one request. */
function toParameters(body: unknown): object {
  if (Array.isArray(body))
    throw new HttpRefusal('BAD_REQUEST', 'Send one operation per request: batches are not supported.');
  if (typeof body !== 'object' || body === null)
    throw new HttpRefusal(
      'BAD_REQUEST',
      'Send a JSON object with `query`, and `variables` if there are any.',
    );
  const { variables } = body as GraphqlParams;
  if (typeof variables === 'object' ? Array.isArray(variables) : variables !== undefined)
    throw new HttpRefusal('BAD_REQUEST', '`variables` must be a JSON object.');
  return body;
}

/** Parses the parameters of a GET. Malformed variables are left out here, and refused by Apollo Server. */
function inSearch(search: string): GraphqlParams {
  const searchParams = new URLSearchParams(search);
  const [query, operationName] = [searchParams.get('query'), searchParams.get('operationName')];
  try {
    return { query, operationName, variables: JSON.parse(searchParams.get('variables') ?? 'null') };
  } catch {
    return { query, operationName };
  }
}
