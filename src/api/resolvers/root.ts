/** Resolvers of root fields that belong to no kind of resource. */
import type { Scopes } from '../../ec2/scopes.ts';
import type { Resolvers } from '../../generated/resolvers.ts';

/** The accounts and Regions that are open to a caller, the default one first. */
export const servedTo = ({ home, all, at }: Scopes) => [
  home,
  ...all.map(at).filter((scope) => scope !== home),
];

export const root = {
  Query: {
    trafficMirrorScopes: (_, __, { scopes }) => servedTo(scopes),
  },
} satisfies Resolvers;
