/** The resolver that lets policies take over sessions. */
import type { Resolvers } from '../../generated/resolvers.ts';
import { adopt } from '../mutations/adoption.ts';
import { originOf } from '../mutations/inputs.ts';

export const adoption = {
  Mutation: {
    adoptTrafficMirrorSessions: (_, { input }, context) => adopt(context, originOf(input)),
  },
} satisfies Resolvers;
