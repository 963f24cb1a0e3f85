/** Resolvers of errors with fields that need a read. */
import type { Resolvers } from '../../generated/resolvers.ts';

export const errors = {
  TrafficMirrorInUseError: {
    // A failure to read the sessions must not hide that the deletion was refused.
    blockedBy: ({ scope, usedBy, id }, _, { loaders }) =>
      loaders(scope)
        [usedBy].load(id)
        .catch(() => null),
  },
} satisfies Resolvers;
