/** Resolvers of sessions. */
import { toNetworkInterface } from '../../ec2/networkInterfaces.ts';
import { sessionKind, type TrafficMirrorSessionRecord } from '../../ec2/sessions.ts';
import type { Resolvers } from '../../generated/resolvers.ts';
import { loaderOf } from '../loaders.ts';
import { originOf } from '../mutations/inputs.ts';
import { modifySession } from '../mutations/modifySession.ts';
import { createSession, deleteSession } from '../mutations/sessions.ts';
import { selects } from '../selection.ts';
import { listSessions } from '../sessionLists.ts';
import { sessionVersion } from '../versions.ts';
import { inEvaluationOrder } from './networkInterfaces.ts';
import { connectionFields, lookUp, lookUpAll, type Resource, resourceFields, tagOf } from './resource.ts';

const resource: Resource<TrafficMirrorSessionRecord> = {
  kind: 'TrafficMirrorSession',
  idOf: sessionKind.idOf,
  loader: loaderOf.TrafficMirrorSession,
};

export const sessions = {
  Query: {
    trafficMirrorSession: (_, { id, scope }, context) => lookUp(context, resource, id, scope),
    trafficMirrorSessions: (_, list, context, info) => listSessions(context, list, info),
    trafficMirrorSessionsByIds: (_, { ids }, context) => lookUpAll(context, resource, ids),
  },
  Mutation: {
    modifyTrafficMirrorSession: (_, { input }, context, info) =>
      modifySession(context, originOf(input), selects(info, 'changes')),
    createTrafficMirrorSession: (_, { input }, context) => createSession(context, originOf(input)),
    deleteTrafficMirrorSession: (_, { input }, context) => deleteSession(context, originOf(input)),
  },
  TrafficMirrorSession: {
    ...resourceFields(resource),
    tag: ({ tags }, { key }) => tagOf(tags, key),
    findings: ({ scope, trafficMirrorSessionId: id }, _, { findings }) =>
      findings(scope).of({ by: 'trafficMirrorSessionId', id }),
    version: sessionVersion,
    networkInterface: ({ scope, networkInterfaceId }) =>
      networkInterfaceId === undefined ? null : toNetworkInterface(scope, networkInterfaceId),
    target: ({ scope, trafficMirrorTargetId }, _, { loaders }) =>
      trafficMirrorTargetId === undefined ? null : loaders(scope).targets.load(trafficMirrorTargetId),
    filter: ({ scope, trafficMirrorFilterId }, _, { loaders }) =>
      trafficMirrorFilterId === undefined ? null : loaders(scope).filters.load(trafficMirrorFilterId),
    siblings: async ({ scope, networkInterfaceId }, _, { loaders }) =>
      networkInterfaceId === undefined
        ? null
        : inEvaluationOrder(await loaders(scope).sessionsByInterface.load(networkInterfaceId)),
  },
  TrafficMirrorSessionConnection: connectionFields,
} satisfies Resolvers;
