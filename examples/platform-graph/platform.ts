/** A gateway over subgraphs: composes what they publish, plans each query, and passes the caller's credentials on. */
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { getStitchedSchemaFromSupergraphSdl } from '@graphql-tools/federation';
import { composeServices } from '@theguild/federation-composition';
import { type DocumentNode, parse } from 'graphql';
import type { Running } from './compute.ts';

export interface Subgraph {
  readonly name: string;
  /** Where its GraphQL is. */
  readonly url: string;
  /** Shown when it is asked for its schema; traffic mirroring wants the scope `traffic-mirror:introspect` where it has callers show tokens. */
  readonly token?: string | undefined;
}

export interface Service extends Subgraph {
  readonly typeDefs: DocumentNode;
}

/** Who asks is for each subgraph to check: the gateway only carries the token. */
export interface Caller {
  readonly authorization: string | undefined;
}

/** What is passed on to the subgraphs with every request. */
export const headersFor = (caller: Partial<Caller> | undefined): Record<string, string> =>
  caller?.authorization === undefined ? {} : { authorization: caller.authorization };

/**
 * @param port 0 takes any free one.
 * @throws Error when a subgraph cannot be reached, or they do not fit together.
 */
export async function startPlatform(
  subgraphs: readonly Subgraph[],
  port: number,
  fetch = globalThis.fetch,
): Promise<Running> {
  const { supergraphSdl, errors } = composeServices(await fetchServices(subgraphs));
  if (supergraphSdl === undefined) throw new Error(errors?.map(({ message }) => message).join('\n'));
  const schema = getStitchedSchemaFromSupergraphSdl({
    supergraphSdl,
    // Look-ups of one request that go to the same subgraph travel in one HTTP request.
    batch: true,
    httpExecutorOpts: { fetch, headers: (request) => headersFor(request?.context) },
  });
  return serve(new ApolloServer<Caller>({ schema, stopOnTerminationSignals: false }), port);
}

/** Asks each subgraph for its schema. */
export function fetchServices(subgraphs: readonly Subgraph[]): Promise<Service[]> {
  return Promise.all(
    subgraphs.map(async (subgraph) => {
      const response = await fetch(subgraph.url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...headersFor({ authorization: subgraph.token && `Bearer ${subgraph.token}` }),
        },
        body: JSON.stringify({ query: '{ _service { sdl } }' }),
      });
      const { data } = (await response.json()) as { data?: { _service: { sdl: string } } };
      if (data === undefined) throw new Error(`${subgraph.url} gives no schema: HTTP ${response.status}`);
      return { ...subgraph, typeDefs: parse(data._service.sdl) };
    }),
  );
}

export async function serve(server: ApolloServer<Caller>, port: number): Promise<Running> {
  const { url } = await startStandaloneServer(server, {
    listen: { host: '127.0.0.1', port },
    context: async ({ req }) => ({ authorization: req.headers.authorization }),
  });
  return { url, stop: () => server.stop() };
}
