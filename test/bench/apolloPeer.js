/** Peer (a): Apollo Server, started as in its documentation. */
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { serveParent } from './child.ts';
import { createContext, createSchema } from './peerSchema.js';

const server = new ApolloServer({ schema: createSchema() });
const { url } = await startStandaloneServer(server, {
  listen: { port: 0, host: '127.0.0.1' },
  context: async () => createContext(),
});
serveParent({ url: url.replace(/\/$/, '') });
