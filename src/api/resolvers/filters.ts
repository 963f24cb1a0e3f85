/** Resolvers of filters. */
import { filterKind, type TrafficMirrorFilterRecord } from '../../ec2/filters.ts';
import type { Resolvers } from '../../generated/resolvers.ts';
import { filterCriteria, toFilters } from '../criteria.ts';
import { loaderOf } from '../loaders.ts';
import { createFilter, deleteFilter, modifyNetworkServices } from '../mutations/filters.ts';
import { connect } from '../scopeLists.ts';
import { chooseScopes } from '../scoping.ts';
import { listSessionsOf } from '../sessionLists.ts';
import { filterVersion } from '../versions.ts';
import { connectionFields, lookUp, lookUpAll, type Resource, resourceFields, tagOf } from './resource.ts';

const resource: Resource<TrafficMirrorFilterRecord> = {
  kind: 'TrafficMirrorFilter',
  idOf: filterKind.idOf,
  loader: loaderOf.TrafficMirrorFilter,
};

export const filters = {
  Query: {
    trafficMirrorFilter: (_, { id, scope }, context) => lookUp(context, resource, id, scope),
    trafficMirrorFilters: (_, { filter, scope: asked, ...page }, context, info) => {
      const scopes = chooseScopes(context.scopes, asked);
      const filters = toFilters(filterCriteria, filter, scopes);
      const list = { name: 'trafficMirrorFilters', kind: filterKind, asked, scopes, filters };
      return connect(context, list, page, info);
    },
    trafficMirrorFiltersByIds: (_, { ids }, context) => lookUpAll(context, resource, ids),
  },
  Mutation: {
    createTrafficMirrorFilter: (_, { input }, context) => createFilter(context, input),
    modifyTrafficMirrorFilterNetworkServices: (_, { input }, context) =>
      modifyNetworkServices(context, input),
    deleteTrafficMirrorFilter: (_, { input }, context) => deleteFilter(context, input),
  },
  TrafficMirrorFilter: {
    ...resourceFields(resource),
    version: filterVersion,
    tag: ({ tags }, { key }) => tagOf(tags, key),
    findings: ({ scope, trafficMirrorFilterId: id }, _, { findings }) =>
      findings(scope).of({ by: 'trafficMirrorFilterId', id }),
    sessions: ({ scope, trafficMirrorFilterId }, page, context) =>
      listSessionsOf(context, trafficMirrorFilterId, page, () =>
        context.loaders(scope).sessionsByFilter.load(trafficMirrorFilterId),
      ),
  },
  TrafficMirrorFilterConnection: connectionFields,
} satisfies Resolvers;
