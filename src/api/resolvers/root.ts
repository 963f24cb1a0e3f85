/** Resolvers of what belongs to no kind of resource. */
import type { Resolvers } from '../../generated/graphql.ts';

export const root = {
  Query: {
    trafficMirrorScopes: (_, __, { scopes }) => [...scopes.all],
  },
} satisfies Resolvers;
