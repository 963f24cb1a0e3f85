/** Resolvers of sessions. */
import { sessionKind } from '../../ec2/sessions.ts';
import type { Resolvers } from '../../generated/graphql.ts';
import { connect } from '../connections.ts';
import type { GatewayContext } from '../context.ts';
import { sessionCriteria, toFilters } from '../criteria.ts';
import { modifySession } from '../modifySession.ts';
import { planSession } from '../planSession.ts';
import { selects } from '../selection.ts';
import { versionOf } from '../sessionChange.ts';
import { connectionFields, lookUp, resourceFields } from './resource.ts';

const loader = ({ loaders }: GatewayContext) => loaders.sessions;

export const sessions = {
  Query: {
    trafficMirrorSession: (_, { id }, context) => lookUp(context, 'TrafficMirrorSession', loader, id),
    trafficMirrorSessions: (_, { filter, first, after }, context) => {
      const filters = toFilters(sessionCriteria, filter);
      return connect(context, 'trafficMirrorSessions', sessionKind, filters, { first, after });
    },
    planTrafficMirrorSession: (_, { input }, context) => planSession(context, input),
  },
  Mutation: {
    modifyTrafficMirrorSession: (_, { input }, context, info) =>
      modifySession(context, input, selects(info, 'changes')),
  },
  TrafficMirrorSession: {
    ...resourceFields('TrafficMirrorSession', sessionKind.idOf, loader),
    version: versionOf,
    target: ({ trafficMirrorTargetId }, _, { loaders }) =>
      trafficMirrorTargetId === undefined ? null : loaders.targets.load(trafficMirrorTargetId),
    filter: ({ trafficMirrorFilterId }, _, { loaders }) =>
      trafficMirrorFilterId === undefined ? null : loaders.filters.load(trafficMirrorFilterId),
  },
  TrafficMirrorSessionConnection: connectionFields,
} satisfies Resolvers;
