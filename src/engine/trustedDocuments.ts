/** Trusted documents: operations that are known since their frontends were built, and asked for by id. */
import { readFile } from 'node:fs/promises';
import { HttpRefusal } from '../refusal.ts';

export interface TrustedDocuments {
  readonly byId: ReadonlyMap<string, string>;
  /** Refuses every request that names none. */
  readonly isOnly: boolean;
}

/**
 * Reads a manifest: a JSON object of ids and documents, as GraphQL Code Generator's client preset writes it.
 *
 * @throws Error that says what is wrong with the file.
 */
export async function readTrustedDocuments(path: string, isOnly: boolean): Promise<TrustedDocuments> {
  try {
    const entries = Object.entries(JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>);
    const byId = new Map(entries.map(([id, text]) => [id, toText(text)]));
    return { byId, isOnly };
  } catch (error) {
    throw new Error(`OPERATIONS_MANIFEST: ${path}: ${(error as Error).message}`);
  }
}

function toText(text: unknown): string {
  if (typeof text === 'string') return text;
  throw new Error('must hold a text for each id');
}

/**
 * Puts the document into the body of a request that names one: as `documentId` (GraphQL over HTTP), or as a persisted query
 * (Apollo).
 *
 * @throws HttpRefusal when the id is unknown, or there must be one.
 */
export function withDocument(body: unknown, { byId, isOnly }: TrustedDocuments): unknown {
  const { query, documentId, extensions, ...rest } = Object(body) as Readonly<Record<string, unknown>>;
  const { sha256Hash } = Object(Object(extensions).persistedQuery) as { readonly sha256Hash?: unknown };
  const id = [documentId, sha256Hash].find((each) => typeof each === 'string');
  if (query !== undefined || id === undefined) {
    if (!isOnly) return body;
    throw new HttpRefusal(
      400,
      'PERSISTED_QUERY_ID_REQUIRED',
      'Only trusted documents run here: send `documentId` or `extensions.persistedQuery`, and no `query`.',
    );
  }
  const document = byId.get(id) ?? byId.get(`sha256:${id}`);
  // Older clients compare the message.
  if (document === undefined)
    throw new HttpRefusal(400, 'PERSISTED_QUERY_NOT_FOUND', 'PersistedQueryNotFound');
  return { ...rest, query: document };
}

/** As `withDocument`, for a request that has its parameters in the URL. */
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
