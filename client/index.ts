/** The typed client: documents as strings, their types, error codes, a function that sends requests, and one that reads lists. */
export * from './generated/graphql.ts';
export * from './pages.ts';
export * from './requestError.ts';
export * from './send.ts';
