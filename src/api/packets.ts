/** Finds the sessions that copies at a collector come from, by what the collector sees: VXLAN network ID and outer source address. */
import { isIPv4 } from 'node:net';
import { type Ec2Scope, isOwnedHere } from '../ec2/scope.ts';
import type { TrafficMirrorSessionRecord } from '../ec2/sessions.ts';
import type { TrafficMirrorPacketKeyInput } from '../generated/types.ts';
import { type CopyMatch, sessionsOfCopy } from '../mirroring/copies.ts';
import { sessionRanges } from '../mirroring/ranges.ts';
import type { GatewayContext } from './context.ts';
import { badRequest } from './errors.ts';

export type PacketMatch = CopyMatch<TrafficMirrorSessionRecord>;

/** Where the packets were received. */
interface Collector {
  readonly scope: Ec2Scope;
  /** AWS ID. Undefined: any target. */
  readonly targetId: string | undefined;
}

type Reads = Pick<GatewayContext, 'loaders' | 'scopes'>;

/**
 * Finds the sessions of each packet. The loaders read what the packets have in common once.
 *
 * @returns one promise for each packet, in the same order: a packet that is malformed or cannot be looked up does not affect the others.
 */
export function matchPackets(
  reads: Reads,
  collector: Collector,
  packets: readonly TrafficMirrorPacketKeyInput[],
): Promise<PacketMatch>[] {
  const found = packets.map(async (packet, index) => {
    checkPacket(packet, index);
    return ofAddress(reads, collector, packet);
  });
  // What is left is looked up together, in as few calls as possible.
  const all = Promise.allSettled(found);
  return packets.map(async (packet, index): Promise<PacketMatch> => {
    await all;
    const sessions = (await found[index]) ?? [];
    return sessions.length > 0
      ? { sessions, basis: 'VNI_AND_ADDRESS' }
      : ofOtherAccounts(reads, collector, packet);
  });
}

/** @throws GraphQLError. */
function checkPacket({ virtualNetworkId, outerSourceAddress }: TrafficMirrorPacketKeyInput, index: number) {
  const { min, max } = sessionRanges.virtualNetworkId;
  const wrong = (property: string, expected: string) =>
    badRequest(`\`packets[${index}].${property}\` must be ${expected}.`, 'packets');
  if (virtualNetworkId < min || virtualNetworkId > max)
    throw wrong('virtualNetworkId', `from ${min} to ${max}`);
  if (!isIPv4(outerSourceAddress)) throw wrong('outerSourceAddress', 'an IPv4 address, such as 10.0.1.5');
}

const mayBe =
  ({ targetId }: Collector, { virtualNetworkId }: TrafficMirrorPacketKeyInput) =>
  (session: TrafficMirrorSessionRecord) =>
    session.virtualNetworkId === virtualNetworkId &&
    (targetId === undefined || session.trafficMirrorTargetId === targetId);

/** The sessions of the interfaces that can be read here: the outer source is the interface's primary address (VPC Traffic Mirroring guide). */
async function ofAddress(
  { loaders }: Reads,
  collector: Collector,
  packet: TrafficMirrorPacketKeyInput,
): Promise<TrafficMirrorSessionRecord[]> {
  const own = loaders(collector.scope);
  const interfaces = await own.interfacesByAddress.load(packet.outerSourceAddress);
  const sessions = await Promise.all(
    interfaces.map(({ networkInterfaceId }) => own.sessionsByInterface.load(networkInterfaceId)),
  );
  return sessions.flat().filter(mayBe(collector, packet));
}

/**
 * The sessions of other accounts, which the owner of a shared target sees. Those of the own account have been found by their addresses: the
 * owner of a subnet also sees the interfaces of other accounts in it (VPC user guide, "Share your VPC subnets").
 */
async function ofOtherAccounts(
  reads: Reads,
  collector: Collector,
  packet: TrafficMirrorPacketKeyInput,
): Promise<PacketMatch> {
  const { scope } = collector;
  const same = await reads.loaders(scope).sessionsByNetworkId.load(String(packet.virtualNetworkId));
  const foreign = same.filter((session) => !isOwnedHere(session, scope)).filter(mayBe(collector, packet));
  const addresses = await Promise.all(
    foreign.map(async (session) => [session, await readAddress(reads, session)] as const),
  );
  const addressOf = new Map(addresses);
  return sessionsOfCopy(packet, foreign, (session) => addressOf.get(session));
}

/** The primary address of a session's source: read here or, if it is not visible here, through the session's owner. Undefined: neither shows it. */
async function readAddress(
  { loaders, scopes }: Reads,
  { scope, ownerId = '', networkInterfaceId = '' }: TrafficMirrorSessionRecord,
): Promise<string | undefined> {
  const here = await loaders(scope).networkInterfaces.load(networkInterfaceId);
  if (here !== null) return here.privateIpAddress;
  const owner = scopes.find(ownerId, scope.region);
  const there = owner && (await loaders(owner).networkInterfaces.load(networkInterfaceId));
  return there?.privateIpAddress;
}
