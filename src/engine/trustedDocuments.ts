/** Trusted documents: operations that are registered when a frontend is built, and requested by id. */
import { readFile } from 'node:fs/promises';
import { HttpRefusal } from '../refusal.ts';

export interface TrustedDocuments {
  readonly byId: ReadonlyMap<string, string>;
  /** Whether all other documents are refused. */
  readonly isOnly: boolean;
}

/**
 * Reads a manifest: a JSON object of ids and documents, as GraphQL Code Generator's client preset writes it.
 *
 * @throws Error with a message that says what is wrong with the file.
 */
export async function readTrustedDocuments(path: string, isOnly: boolean): Promise<TrustedDocuments> {
  const entries = Object.entries(JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>);
  return { byId: new Map(entries.map(([id, text]) => [id, toText(text)])), isOnly };
}

function toText(text: unknown): string {
  if (typeof text === 'string') return text;
  throw new Error('must map each id to the text of a document');
}

/**
 * Adds the document to the body of a request that gives its id as `documentId` (GraphQL over HTTP) or as a persisted query (Apollo).
 *
 * @throws HttpRefusal when the id is unknown, or required and missing.
 */
export function withDocument(body: unknown, { byId, isOnly }: TrustedDocuments): unknown {
  const { query, documentId, extensions, ...rest } = Object(body) as Readonly<Record<string, unknown>>;
  const { sha256Hash } = Object(Object(extensions).persistedQuery) as { readonly sha256Hash?: unknown };
  const id = [documentId, sha256Hash].find((each) => typeof each === 'string');
  if (query !== undefined || id === undefined) {
    if (!isOnly) return body;
    throw new HttpRefusal(
      'PERSISTED_QUERY_ID_REQUIRED',
      'Only trusted documents run here: send `documentId` or `extensions.persistedQuery`, and no `query`.',
    );
  }
  const document = byId.get(id) ?? byId.get(`sha256:${id}`);
  // Older clients check for exactly this message.
  if (document === undefined) throw new HttpRefusal('PERSISTED_QUERY_NOT_FOUND', 'PersistedQueryNotFound');
  return { ...rest, query: document };
}

/** Does the same as `withDocument` for a request with its parameters in the URL. */
export function searchWithDocument(search: string, documents: TrustedDocuments): string {
  const { extensions, ...given } = Object.fromEntries(new URLSearchParams(search));
  const body = { ...given, extensions: extensions === undefined ? undefined : parseOrNothing(extensions) };
  const { query } = withDocument(body, documents) as { readonly query?: string };
  if (query === given.query) return search;
  return `?${new URLSearchParams({ ...given, query: query ?? '' })}`;
}

function parseOrNothing(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
