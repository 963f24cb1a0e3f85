/** Resolvers of errors that can say more than they hold. */
import type { Resolvers } from '../../generated/resolvers.ts';

export const errors = {
  TrafficMirrorInUseError: {
    // The deletion was refused whether or not these can be read, so a failure here must not hide that.
    blockedBy: ({ scope, usedBy, id }, _, { loaders }) =>
      loaders(scope)
        [usedBy].load(id)
        .catch(() => null),
  },
} satisfies Resolvers;
