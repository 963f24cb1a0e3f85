/** Resolvers of the root fields that are not part of the subgraph. */
import type { Resolvers, ResolversTypes } from '../../generated/resolvers.ts';
import type { GatewayContext } from '../context.ts';
import { badRequest } from '../errors.ts';
import { expectedMirrorId, parseMirrorId } from '../ids.ts';
import { loaderOf } from '../loaders.ts';
import { lookUp } from './resource.ts';

type Found = Awaited<ResolversTypes['Node']>;

/** Reads a resource of any kind that has a global ID. */
async function lookUpNode(context: GatewayContext, name: string): Promise<Found | null> {
  const kind = parseMirrorId(name)?.kind;
  if (kind === undefined) throw badRequest(`\`id\` ${expectedMirrorId()}.`, 'id');
  return lookUp<Found>(context, { kind, loader: loaderOf[kind] }, name);
}

export const standalone = {
  Query: {
    node: (_, { id }, context) => lookUpNode(context, id),
    // The generated types cannot express a list of promises of nullable values.
    nodes: (_, { ids }, context) => ids.map((id) => lookUpNode(context, id) as Promise<Found>),
  },
} satisfies Resolvers;
