/** Replaces the id in a request by its document: trusted documents, and Apollo's automatic persisted queries. */
import { createHash } from 'node:crypto';
import type { Config } from '../config/config.ts';
import { HttpRefusal } from '../refusal.ts';

/** The documents that may be requested by id. */
export interface KnownDocuments {
  /** Whether any document runs, or only trusted ones. */
  readonly operations: Config['operations'];
  /** The text of a trusted document. @param id without `sha256:`. */
  readonly trusted: (id: string) => string | undefined;
  /** The text of a document that was sent lately. @param hash its SHA-256 in hex. */
  readonly sent: (hash: string) => string | undefined;
}

/** An id without the name of its hash, which clients and manifests may write or leave out. */
export const toBareId = (id: string) => id.replace(/^sha256:/, '');

/**
 * Adds the document to the body of a request that gives its id as `documentId` (GraphQL over HTTP) or as a persisted query (Apollo).
 *
 * @throws HttpRefusal when the id is unknown or not that of the document beside it, or required and missing.
 */
export function withDocument(body: unknown, known: KnownDocuments): unknown {
  const { query, documentId, extensions, ...rest } = Object(body) as Readonly<Record<string, unknown>>;
  const { persistedQuery } = Object(extensions) as { readonly persistedQuery?: unknown };
  const { sha256Hash } = Object(persistedQuery) as { readonly sha256Hash?: unknown };
  const id = [documentId, sha256Hash].find((each) => typeof each === 'string');
  const isSent = query !== undefined && query !== null;
  if (known.operations === 'trusted' && (isSent || id === undefined)) throw idRequired();
  if (known.operations === 'any' && persistedQuery) checkPersistedQuery(persistedQuery, query);
  // A hash that was right needs no more attention: every document that is sent is kept by its hash for a while.
  if (isSent) return persistedQuery ? { ...rest, query } : body;
  if (id === undefined) return body;
  return { ...rest, query: documentOf(toBareId(id), known, id === sha256Hash) };
}

function documentOf(id: string, { operations, trusted, sent }: KnownDocuments, isPersisted: boolean): string {
  const document = trusted(id) ?? (operations === 'any' ? sent(id) : undefined);
  if (document !== undefined) return document;
  // Where Apollo's protocol goes on with the document, the status is that of Apollo Server: not all of Apollo's clients read the errors of
  // an answer with another one. Apollo Kotlin does so only with its option `httpExposeErrorBody`.
  const status = operations === 'any' && isPersisted ? 200 : undefined;
  // Older clients check for exactly this message.
  throw new HttpRefusal('PERSISTED_QUERY_NOT_FOUND', 'PersistedQueryNotFound', {}, {}, status);
}

/** @throws HttpRefusal when a persisted query is malformed, or its hash is not that of the document beside it. */
function checkPersistedQuery(persistedQuery: unknown, query: unknown): void {
  const { version, sha256Hash } = persistedQuery as Readonly<Record<string, unknown>>;
  if (version !== 1 || typeof sha256Hash !== 'string')
    throw new HttpRefusal(
      'BAD_REQUEST',
      '`extensions.persistedQuery` must have `version` 1 and `sha256Hash`.',
    );
  if (typeof query !== 'string') return;
  if (createHash('sha256').update(query).digest('hex') === toBareId(sha256Hash)) return;
  throw new HttpRefusal('PERSISTED_QUERY_HASH_MISMATCH', 'provided sha does not match query');
}

const idRequired = () =>
  new HttpRefusal(
    'PERSISTED_QUERY_ID_REQUIRED',
    'Only trusted documents run here: send `documentId` or `extensions.persistedQuery`, and no `query`.',
  );

/** Does the same as `withDocument` for a request with its parameters in the URL. */
export function searchWithDocument(search: string, known: KnownDocuments): string {
  const { extensions, ...given } = Object.fromEntries(new URLSearchParams(search));
  const body = { ...given, extensions: extensions === undefined ? undefined : parseOrNothing(extensions) };
  const resolved = withDocument(body, known);
  if (resolved === body) return search;
  return `?${new URLSearchParams(resolved as Record<string, string>)}`;
}

function parseOrNothing(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
