/** Resolvers of root fields that belong to no kind of resource. */
import type { Resolvers } from '../../generated/resolvers.ts';

export const root = {
  Query: {
    trafficMirrorScopes: (_, __, { scopes: { home, all, at } }) => [
      home,
      ...all.map(at).filter((scope) => scope !== home),
    ],
  },
} satisfies Resolvers;
