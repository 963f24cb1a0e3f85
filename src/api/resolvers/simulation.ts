/** Resolver of the simulation of a packet. */
import type { Resolvers } from '../../generated/resolvers.ts';
import type { TrafficMirrorPacketInput } from '../../generated/types.ts';
import { type Packet, type PacketDescription, parsePacket } from '../../mirroring/packets.ts';
import { badRequest } from '../errors.ts';
import { selects } from '../selection.ts';
import { simulatePacket } from '../simulation.ts';
import { locate } from './resource.ts';

export const simulation = {
  Query: {
    simulateTrafficMirror: (_, { packet, scope }, context, info) => {
      const name = packet.networkInterfaceId;
      const source = locate(context, 'NetworkInterface', 'packet.networkInterfaceId', name, scope);
      return simulatePacket(context, source, toPacket(packet), selects(info, 'outerDestinationAddresses'));
    },
  },
} satisfies Resolvers;

/** @throws GraphQLError that names every field that is wrong. */
function toPacket(input: TrafficMirrorPacketInput): Packet {
  // GraphQL has put the default of `bytes` in, which the generated type does not say.
  const parsed = parsePacket(input as PacketDescription);
  if ('family' in parsed) return parsed;
  const problems = parsed.map(({ field, message }) => `\`packet.${field}\` ${message}.`);
  throw badRequest(problems.join(' '), `packet.${parsed[0]?.field}`);
}
