/** Three gateways over the same two subgraphs, each as its users set it up. */
import { composeServices } from '@apollo/composition';
import { ApolloGateway, RemoteGraphQLDataSource } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginInlineTraceDisabled } from '@apollo/server/plugin/disabled';
import { buildHTTPExecutor } from '@graphql-tools/executor-http';
import { stitchSchemas } from '@graphql-tools/stitch';
import { buildASTSchema, type DocumentNode, visit } from 'graphql';
import type { Running } from '../../examples/platform-graph/compute.ts';
import {
  type Caller,
  fetchServices,
  headersFor,
  type Service,
  type Subgraph,
  serve,
  startPlatform,
} from '../../examples/platform-graph/platform.ts';

/** @param fetch sends every request to the subgraphs. */
type Start = (
  mirror: Subgraph,
  compute: Subgraph,
  fetch: (url: string, init?: RequestInit) => Promise<Response>,
) => Promise<Running>;

/** The example that platform teams copy. */
const startTheGuild: Start = (mirror, compute, fetch) =>
  startPlatform([mirror, compute], 0, (url, init) => fetch(String(url), init));

const startApollo: Start = async (mirror, compute, fetch) => {
  const services = await fetchServices([mirror, compute]);
  const { supergraphSdl } = composeServices(
    services.map((service) => ({ ...service, typeDefs: withoutScopes(service.typeDefs) })),
  );
  const gateway = new ApolloGateway({
    supergraphSdl: supergraphSdl ?? '',
    buildService: ({ url = '' }) =>
      new RemoteGraphQLDataSource<Partial<Caller>>({
        url,
        fetcher: (target, init) => fetch(String(target), init as RequestInit),
        willSendRequest: ({ request, context }) => {
          for (const header of Object.entries(headersFor(context))) request.http?.headers.set(...header);
        },
      }),
  });
  return serve(new ApolloServer<Caller>({ gateway }), 0);
};

/** This gateway refuses a supergraph with directives that only Apollo's router enforces. The subgraph checks scopes itself. */
export function withoutScopes(sdl: DocumentNode): DocumentNode {
  return visit(sdl, {
    StringValue: ({ value }) => (value === '@requiresScopes' ? null : undefined),
    Directive: ({ name }) => (name.value === 'requiresScopes' ? null : undefined),
    DirectiveDefinition: ({ name }) => (name.value === 'requiresScopes' ? null : undefined),
  });
}

/** Without Federation: types are merged through root fields that take many ids. */
const startStitched: Start = async (mirror, compute, fetch) => {
  const [mirrorService, computeService] = (await fetchServices([mirror, compute])) as [Service, Service];
  const subschema = ({ url, typeDefs }: Service) => ({
    schema: buildASTSchema(typeDefs, { assumeValidSDL: true }),
    executor: buildHTTPExecutor({
      endpoint: url,
      fetch,
      headers: (request) => headersFor(request?.context),
    }),
    batch: true,
  });
  const byKey = (name: 'id' | 'arn' | 'networkInterfaceId', fieldName: string) => ({
    selectionSet: `{ ${name} }`,
    fieldName,
    key: (object: { readonly [name: string]: string }) => object[name],
    argsFromKeys: (ids: readonly unknown[]) => ({ ids }),
  });
  const schema = stitchSchemas({
    subschemas: [
      {
        ...subschema(mirrorService),
        merge: {
          TrafficMirrorSession: byKey('id', 'trafficMirrorSessionsByIds'),
          TrafficMirrorTarget: byKey('arn', 'trafficMirrorTargetsByIds'),
          TrafficMirrorFilter: byKey('arn', 'trafficMirrorFiltersByIds'),
          TrafficMirrorFilterRule: byKey('arn', 'trafficMirrorFilterRulesByIds'),
          NetworkInterface: {
            selectionSet: '{ region networkInterfaceId }',
            fieldName: 'trafficMirrorSourcesByKeys',
            key: ({ region, networkInterfaceId }: Record<string, string>) => ({ region, networkInterfaceId }),
            argsFromKeys: (keys: readonly unknown[]) => ({ keys }),
          },
        },
      },
      {
        ...subschema(computeService),
        merge: { NetworkInterface: byKey('networkInterfaceId', 'networkInterfacesByIds') },
      },
    ],
  });
  // The merged schema looks like a subgraph's, for which the server would trace.
  return serve(new ApolloServer<Caller>({ schema, plugins: [ApolloServerPluginInlineTraceDisabled()] }), 0);
};

export const gateways: readonly [name: string, start: Start][] = [
  ['@graphql-tools/federation', startTheGuild],
  ['@apollo/gateway', startApollo],
  ['@graphql-tools/stitch', startStitched],
];
