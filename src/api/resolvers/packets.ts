/** Resolver of the look-up of packets. */
import type { Resolvers } from '../../generated/resolvers.ts';
import { badRequest } from '../errors.ts';
import { matchPackets, type PacketMatch } from '../packets.ts';
import { chooseScope } from '../scoping.ts';
import { locate } from './resource.ts';

export const packets = {
  Query: {
    trafficMirrorSessionsByPackets: (_, { packets, trafficMirrorTargetId: target, scope }, context) => {
      if (packets.length === 0) throw badRequest('`packets` must not be empty.', 'packets');
      const collector = target
        ? locate(context, 'TrafficMirrorTarget', 'trafficMirrorTargetId', target, scope)
        : { scope: chooseScope(context.scopes, scope, undefined), id: undefined };
      if (typeof collector.scope === 'string') throw badRequest(`\`scope\`: ${collector.scope}.`, 'scope');
      const place = { scope: collector.scope, targetId: collector.id };
      // The generated types cannot express a list of promises of nullable values.
      return matchPackets(context, place, packets) as Promise<PacketMatch>[];
    },
  },
} satisfies Resolvers;
