/** Resolvers of changes to many sessions. */
import type { Resolvers } from '../../generated/resolvers.ts';
import { changeEach } from '../mutations/bulk.ts';
import { modifySession } from '../mutations/modifySession.ts';
import { createSession, deleteSession } from '../mutations/sessions.ts';
import { selects } from '../selection.ts';

export const bulk = {
  Mutation: {
    createTrafficMirrorSessions: (_, { input: { creations: items, onError } }, context) =>
      changeEach(context, { field: 'creations', items, onError }, 'networkInterfaceId', (origin) =>
        createSession(context, origin),
      ),
    modifyTrafficMirrorSessions: (_, { input: { modifications: items, onError } }, context, info) => {
      const wantsChanges = selects(info, 'results', 'changes');
      return changeEach(
        context,
        { field: 'modifications', items, onError },
        'trafficMirrorSessionId',
        (origin) => modifySession(context, origin, wantsChanges),
      );
    },
    deleteTrafficMirrorSessions: (_, { input: { deletions: items, onError } }, context) =>
      changeEach(context, { field: 'deletions', items, onError }, 'trafficMirrorSessionId', (origin) =>
        deleteSession(context, origin),
      ),
  },
} satisfies Resolvers;
