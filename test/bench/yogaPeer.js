/** Peer (b): GraphQL Yoga. */
import { createServer } from 'node:http';
import { createYoga } from 'graphql-yoga';
import { serveParent } from './child.ts';
import { createContext, createSchema } from './peerSchema.js';

const yoga = createYoga({ schema: createSchema(), context: () => createContext(), logging: false });
const server = createServer(yoga);
server.listen(0, '127.0.0.1', () => serveParent({ url: `http://127.0.0.1:${server.address().port}` }));
