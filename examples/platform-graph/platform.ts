/** A federation gateway: composes the subgraphs' schemas, plans each query, and forwards the caller's credentials. */
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { getStitchedSchemaFromSupergraphSdl } from '@graphql-tools/federation';
import { composeServices } from '@theguild/federation-composition';
import { type DocumentNode, parse } from 'graphql';
import type { Running } from './compute.ts';

export interface Subgraph {
  readonly name: string;
  /** Where the subgraph serves GraphQL. */
  readonly url: string;
  /** Bearer token for fetching the schema. With `AUTH_MODE=jwt`, the traffic-mirror gateway requires the permission `traffic-mirror:introspect`. */
  readonly token?: string | undefined;
}

export interface Service extends Subgraph {
  readonly typeDefs: DocumentNode;
}

/** The subgraphs authenticate the caller; this gateway only forwards the token. */
export interface Caller {
  readonly authorization: string | undefined;
}

/** The headers that are sent to the subgraphs with every request. */
export const headersFor = (caller: Partial<Caller> | undefined): Record<string, string> =>
  caller?.authorization === undefined ? {} : { authorization: caller.authorization };

/**
 * Composes the subgraphs and serves the result.
 *
 * @param port 0 picks a free port.
 * @throws Error when a subgraph cannot be reached, or when the schemas do not compose.
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
    // Sends the lookups of one request to the same subgraph in one HTTP request.
    batch: true,
    httpExecutorOpts: { fetch, headers: (request) => headersFor(request?.context) },
  });
  return serve(new ApolloServer<Caller>({ schema, stopOnTerminationSignals: false }), port);
}

/**
 * Fetches the schema of each subgraph.
 *
 * @throws Error when a subgraph cannot be reached or returns no schema.
 */
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
      if (data === undefined) throw new Error(`${subgraph.url} returned no schema: HTTP ${response.status}`);
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
