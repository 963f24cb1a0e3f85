/** The compute subgraph: instances, their interfaces, and cases that refer to mirroring resources by their keys. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginInlineTraceDisabled } from '@apollo/server/plugin/disabled';
import { startStandaloneServer } from '@apollo/server/standalone';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';
import {
  type Instance,
  instances,
  investigations,
  type NetworkInterface,
  networkInterfaces,
} from './estate.ts';

export interface Running {
  readonly url: string;
  stop(): Promise<void>;
}

const typeDefs = parse(readFileSync(join(import.meta.dirname, 'compute.graphql'), 'utf8'));

const findInstance = (id: string) => instances.find(({ instanceId }) => instanceId === id) ?? null;
const findInterface = (id: string) =>
  networkInterfaces.find(({ networkInterfaceId }) => networkInterfaceId === id) ?? null;

const resolvers = {
  Query: {
    instances: () => instances,
    instance: (_: unknown, { instanceId }: Instance) => findInstance(instanceId),
    investigations: () => investigations,
    investigation: (_: unknown, { id }: { id: string }) =>
      investigations.find((each) => each.id === id) ?? null,
    networkInterfacesByIds: (_: unknown, { ids }: { ids: string[] }) => ids.map(findInterface),
  },
  Instance: {
    __resolveReference: ({ instanceId }: Instance) => findInstance(instanceId),
    networkInterfaces: (instance: Instance) =>
      networkInterfaces.filter(({ instanceId }) => instanceId === instance.instanceId),
  },
  NetworkInterface: {
    __resolveReference: ({ networkInterfaceId }: NetworkInterface) => findInterface(networkInterfaceId),
    instance: ({ instanceId }: NetworkInterface) => findInstance(instanceId),
  },
};

/** @param port 0 picks a free port. */
export async function startCompute(port: number): Promise<Running> {
  const server = new ApolloServer({
    schema: buildSubgraphSchema([{ typeDefs, resolvers }]),
    plugins: [ApolloServerPluginInlineTraceDisabled()],
    stopOnTerminationSignals: false,
  });
  const { url } = await startStandaloneServer(server, { listen: { host: '127.0.0.1', port } });
  return { url, stop: () => server.stop() };
}
