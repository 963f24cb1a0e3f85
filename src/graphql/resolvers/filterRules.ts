/** Resolvers of filter rules. */
import { filterRuleKind } from '../../ec2/filterRules.ts';
import type { Resolvers } from '../../generated/graphql.ts';
import type { GatewayContext } from '../context.ts';
import { resourceFields } from './resource.ts';

const loader = ({ loaders }: GatewayContext) => loaders.filterRules;

export const filterRules = {
  TrafficMirrorFilterRule: {
    ...resourceFields('TrafficMirrorFilterRule', filterRuleKind.idOf, loader),
    filter: ({ trafficMirrorFilterId }, _, { loaders }) =>
      trafficMirrorFilterId === undefined ? null : loaders.filters.load(trafficMirrorFilterId),
  },
} satisfies Resolvers;
