/** Resolvers of the tagging mutation. */
import type { Resolvers } from '../../generated/resolvers.ts';
import { readChanged, tagResources } from '../mutations/tags.ts';

export const tags = {
  Mutation: {
    tagTrafficMirrorResources: (_, { input }, context) => tagResources(context, input),
  },
  TagTrafficMirrorResourcesPayload: {
    resources: (result, _, context) => readChanged(context, result),
  },
} satisfies Resolvers;
