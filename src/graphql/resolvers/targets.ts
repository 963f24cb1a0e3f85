/** Resolvers of targets. */
import { targetKind } from '../../ec2/targets.ts';
import type { Resolvers } from '../../generated/graphql.ts';
import type { GatewayContext } from '../context.ts';
import { resourceFields } from './resource.ts';

const loader = ({ loaders }: GatewayContext) => loaders.targets;

export const targets = {
  TrafficMirrorTarget: resourceFields('TrafficMirrorTarget', targetKind.idOf, loader),
} satisfies Resolvers;
