/** The same documents as nodes, for Apollo Client, urql and other GraphQL clients. */
export * from './generated/nodes/graphql.ts';
