/** The same documents as nodes, for Apollo Client, urql and other GraphQL clients. */
export * from './generated/nodes/graphql.ts';

/**
 * The ID of a document in the manifest of trusted documents.
 *
 * @throws Error when the document has none, because it is not one of this package.
 */
export function idOf(document: object): string {
  const { __meta__: meta } = document as { readonly __meta__?: { readonly hash?: string } };
  if (meta?.hash === undefined)
    throw new Error('Only documents of this package have ids: send other documents as text.');
  return meta.hash;
}
