/** Peer (c): Mercurius on Fastify, which compiles a query when it sees it for the second time. */
import { fastify } from 'fastify';
import mercurius from 'mercurius';
import { serveParent } from './child.ts';
import { createContext, createSchema } from './peerSchema.js';

const app = fastify();
await app.register(mercurius, { schema: createSchema(), context: () => createContext(), jit: 1 });
serveParent({ url: await app.listen({ port: 0, host: '127.0.0.1' }) });
