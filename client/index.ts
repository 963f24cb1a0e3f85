/** What a frontend needs: the typed documents, their types, the codes of errors, and a function that sends. */
export * from './generated/graphql.ts';
export * from './send.ts';
