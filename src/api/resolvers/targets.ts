/** Resolvers of targets. */
import { toNetworkInterface } from '../../ec2/networkInterfaces.ts';
import { sessionKind } from '../../ec2/sessions.ts';
import { type TrafficMirrorTargetRecord, targetKind } from '../../ec2/targets.ts';
import type { Resolvers } from '../../generated/resolvers.ts';
import { connect } from '../connections.ts';
import { targetCriteria, toFilters } from '../criteria.ts';
import { loaderOf } from '../loaders.ts';
import { createTarget, deleteTarget } from '../mutations/targets.ts';
import { connectRead } from '../readConnections.ts';
import { chooseScopes } from '../scoping.ts';
import { connectionFields, lookUp, lookUpAll, type Resource, resourceFields, tagOf } from './resource.ts';

const resource: Resource<TrafficMirrorTargetRecord> = {
  kind: 'TrafficMirrorTarget',
  idOf: targetKind.idOf,
  loader: loaderOf.TrafficMirrorTarget,
};

export const targets = {
  Query: {
    trafficMirrorTarget: (_, { id, scope }, context) => lookUp(context, resource, id, scope),
    trafficMirrorTargets: (_, { filter, scope, ...page }, context) => {
      const scopes = chooseScopes(context.scopes, scope);
      const filters = toFilters(targetCriteria, filter, scopes);
      return connect(context, { name: 'trafficMirrorTargets', kind: targetKind, scopes, filters }, page);
    },
    trafficMirrorTargetsByIds: (_, { ids }, context) => lookUpAll(context, resource, ids),
  },
  Mutation: {
    createTrafficMirrorTarget: (_, { input }, context) => createTarget(context, input),
    deleteTrafficMirrorTarget: (_, { input }, context) => deleteTarget(context, input),
  },
  TrafficMirrorTarget: {
    ...resourceFields(resource),
    tag: ({ tags }, { key }) => tagOf(tags, key),
    networkInterface: ({ scope, networkInterfaceId }) =>
      networkInterfaceId === undefined ? null : toNetworkInterface(scope, networkInterfaceId),
    sessions: async ({ scope, trafficMirrorTargetId }, page, context) => {
      const all = await context.loaders(scope).sessionsByTarget.load(trafficMirrorTargetId);
      return connectRead(context, trafficMirrorTargetId, all, sessionKind.idOf, page);
    },
  },
  TrafficMirrorTargetConnection: connectionFields,
} satisfies Resolvers;
