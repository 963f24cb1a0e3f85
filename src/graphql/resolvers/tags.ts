/** Resolvers of tagging. */
import type { Resolvers } from '../../generated/graphql.ts';
import { tagResources } from '../mutations/tags.ts';

export const tags = {
  Mutation: {
    tagTrafficMirrorResources: (_, { input }, context) => tagResources(context, input),
  },
} satisfies Resolvers;
