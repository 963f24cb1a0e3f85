/** Resolvers of the root fields that are not part of the subgraph. */
import { permissions } from '../../caller.ts';
import type { Resolvers, ResolversTypes } from '../../generated/resolvers.ts';
import type { GatewayContext } from '../context.ts';
import { badRequest } from '../errors.ts';
import { expectedMirrorId, parseMirrorId } from '../ids.ts';
import { loaderOf } from '../loaders.ts';
import { lookUp } from './resource.ts';
import { servedTo } from './root.ts';

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
    trafficMirrorCaller: (_, __, { caller, readOnlyReason, scopes }) => ({
      subject: caller.subject,
      issuer: caller.issuer,
      clientId: caller.clientId ?? null,
      groups: [...(caller.groups ?? [])],
      permissions: permissions.filter((one) => caller.permissions.has(one)),
      readOnlyReason: readOnlyReason ?? null,
      scopes: servedTo(scopes),
    }),
  },
} satisfies Resolvers;
