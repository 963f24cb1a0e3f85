/** Resolvers of targets. */
import { toNetworkInterface } from '../../ec2/networkInterfaces.ts';
import { type TrafficMirrorTargetRecord, targetKind } from '../../ec2/targets.ts';
import type { Resolvers } from '../../generated/resolvers.ts';
import { readCapacity } from '../capacity.ts';
import { targetCriteria, toFilters } from '../criteria.ts';
import { loaderOf } from '../loaders.ts';
import { createTarget, deleteTarget } from '../mutations/targets.ts';
import { byTypes } from '../ownCriteria.ts';
import { connect } from '../scopeLists.ts';
import { chooseScopes } from '../scoping.ts';
import { listSessionsOf } from '../sessionLists.ts';
import { connectionFields, lookUp, lookUpAll, type Resource, resourceFields, tagOf } from './resource.ts';

const resource: Resource<TrafficMirrorTargetRecord> = {
  kind: 'TrafficMirrorTarget',
  idOf: targetKind.idOf,
  loader: loaderOf.TrafficMirrorTarget,
};

export const targets = {
  Query: {
    trafficMirrorTarget: (_, { id, scope }, context) => lookUp(context, resource, id, scope),
    trafficMirrorTargets: (_, { filter, scope: asked, ...page }, context, info) => {
      const scopes = chooseScopes(context.scopes, asked);
      const { types, ...ofEc2 } = filter ?? {};
      const filters = toFilters(targetCriteria, ofEc2, scopes);
      const list = { name: 'trafficMirrorTargets', kind: targetKind, asked, scopes, own: byTypes(types) };
      return connect(context, { ...list, filters: types?.length === 0 ? undefined : filters }, page, info);
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
    findings: ({ scope, trafficMirrorTargetId: id }, _, { findings }) =>
      findings(scope).of({ by: 'trafficMirrorTargetId', id }),
    networkInterface: ({ scope, networkInterfaceId }) =>
      networkInterfaceId === undefined ? null : toNetworkInterface(scope, networkInterfaceId),
    sessions: ({ scope, trafficMirrorTargetId }, page, context) =>
      listSessionsOf(context, trafficMirrorTargetId, page, () =>
        context.loaders(scope).sessionsByTarget.load(trafficMirrorTargetId),
      ),
    capacity: (target, _, context) => readCapacity(context, target),
  },
  TrafficMirrorTargetConnection: connectionFields,
} satisfies Resolvers;
