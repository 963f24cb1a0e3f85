/** Resolvers of filters. */
import { filterKind } from '../../ec2/filters.ts';
import type { Resolvers } from '../../generated/graphql.ts';
import type { GatewayContext } from '../context.ts';
import { resourceFields } from './resource.ts';

const loader = ({ loaders }: GatewayContext) => loaders.filters;

export const filters = {
  TrafficMirrorFilter: resourceFields('TrafficMirrorFilter', filterKind.idOf, loader),
} satisfies Resolvers;
