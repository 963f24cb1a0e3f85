/** The typed client: documents, their types, error codes, and a function that sends requests. */
export * from './generated/graphql.ts';
export * from './send.ts';
