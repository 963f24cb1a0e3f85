/** The typed client: documents as strings, their types, error codes, and a function that sends requests. */
export * from './generated/graphql.ts';
export * from './requestError.ts';
export * from './send.ts';
