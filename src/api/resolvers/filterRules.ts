/** Resolvers of filter rules. */
import { filterRuleKind, type TrafficMirrorFilterRuleRecord } from '../../ec2/filterRules.ts';
import type { Resolvers } from '../../generated/resolvers.ts';
import type { GatewayContext } from '../context.ts';
import { filterRuleCriteria, toFilters } from '../criteria.ts';
import { loaderOf } from '../loaders.ts';
import { createFilterRule, deleteFilterRule } from '../mutations/filterRules.ts';
import { modifyFilterRule } from '../mutations/modifyFilterRule.ts';
import { connect } from '../scopeLists.ts';
import { chooseScopes } from '../scoping.ts';
import { selects } from '../selection.ts';
import { ruleVersion } from '../versions.ts';
import { connectionFields, lookUp, lookUpAll, type Resource, resourceFields, tagOf } from './resource.ts';

const resource: Resource<TrafficMirrorFilterRuleRecord> = {
  kind: 'TrafficMirrorFilterRule',
  idOf: filterRuleKind.idOf,
  loader: loaderOf.TrafficMirrorFilterRule,
};

/** The tags of a rule. EC2's answer to a modification has none, so after one they are read if the query selects them. */
async function tagsOf(
  { scope, tags, trafficMirrorFilterRuleId }: TrafficMirrorFilterRuleRecord,
  { loaders }: GatewayContext,
) {
  return tags ?? (await loaders(scope).filterRules.load(trafficMirrorFilterRuleId))?.tags ?? [];
}

export const filterRules = {
  Query: {
    trafficMirrorFilterRule: (_, { id, scope }, context) => lookUp(context, resource, id, scope),
    trafficMirrorFilterRules: (_, { filter, scope: asked, ...page }, context, info) => {
      const scopes = chooseScopes(context.scopes, asked);
      const filters = toFilters(filterRuleCriteria, filter, scopes);
      const list = { name: 'trafficMirrorFilterRules', kind: filterRuleKind, asked, scopes, filters };
      return connect(context, list, page, info);
    },
    trafficMirrorFilterRulesByIds: (_, { ids }, context) => lookUpAll(context, resource, ids),
  },
  Mutation: {
    createTrafficMirrorFilterRule: (_, { input }, context) => createFilterRule(context, input),
    modifyTrafficMirrorFilterRule: (_, { input }, context, info) =>
      modifyFilterRule(context, input, selects(info, 'changes')),
    deleteTrafficMirrorFilterRule: (_, { input }, context) => deleteFilterRule(context, input),
  },
  TrafficMirrorFilterRule: {
    ...resourceFields(resource),
    version: ruleVersion,
    tags: async (rule, _, context) => [...(await tagsOf(rule, context))],
    tag: async (rule, { key }, context) => tagOf(await tagsOf(rule, context), key),
    filter: ({ scope, trafficMirrorFilterId }, _, { loaders }) =>
      trafficMirrorFilterId === undefined ? null : loaders(scope).filters.load(trafficMirrorFilterId),
  },
  TrafficMirrorFilterRuleConnection: connectionFields,
} satisfies Resolvers;
