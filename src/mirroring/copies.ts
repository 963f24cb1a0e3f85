/** What a copy looks like when it arrives: how much of the packet it holds, and which sessions it may come from. */
import type { Family } from './addresses.ts';
import type { Assumption } from './assumptions.ts';
import { wholePacketAtLoadBalancer } from './loadBalancers.ts';
import type { Packet } from './packets.ts';
import type { Session } from './records.ts';

export type EndpointType = 'network-interface' | 'network-load-balancer' | 'gateway-load-balancer-endpoint';

/** The packet length of a session counts this too (inferred: the guide says only that it does not count the VXLAN header). */
const ethernetHeader = 14;

/**
 * Bytes around the IP packet, by its version. The guide does not say whether the version of the packet or that of the copy
 * counts. The copy is always IPv4, so the packet's own is the safe side.
 */
const encapsulation: Readonly<Record<Family, number>> = { 4: 54, 6: 74 };

/** The MTU where copies arrive. A load balancer limits only by the session's length (guide, "MTU considerations"). */
const arrivalMtu: Readonly<Record<EndpointType, number>> = {
  'network-interface': 9_001,
  'gateway-load-balancer-endpoint': 8_500,
  'network-load-balancer': Number.POSITIVE_INFINITY,
};

export interface CopySize {
  /** Bytes of the packet that the copy holds, Ethernet header included. */
  readonly bytesCopied: number;
  readonly isTruncated: boolean;
  readonly assumptions: readonly Assumption[];
}

export function copySize(
  { bytes, family }: Packet,
  { packetLength }: Pick<Session, 'packetLength'>,
  type: EndpointType,
): CopySize {
  const whole = ethernetHeader + bytes;
  const arriving = ethernetHeader + Math.min(bytes, arrivalMtu[type] - encapsulation[family]);
  const length = packetLength ?? (type === 'network-load-balancer' ? wholePacketAtLoadBalancer : whole);
  const bytesCopied = Math.min(arriving, length);
  const assumptions: Assumption[] = [];
  if (length < arriving) assumptions.push('LENGTH_COUNTS_ETHERNET');
  if (type === 'network-interface') assumptions.push('RECEIVER_MTU_9001');
  return { bytesCopied, isTruncated: bytesCopied < whole, assumptions };
}

/** What a collector sees of a copy. */
export interface CopyKey {
  readonly virtualNetworkId: number;
  readonly outerSourceAddress: string;
}

export interface CopyMatch<S> {
  /** More than one when copies cannot be told apart. */
  readonly sessions: readonly S[];
  readonly basis: 'VNI_AND_ADDRESS' | 'VNI_ALONE' | 'NONE';
}

/**
 * The sessions that a copy may come from.
 * @param addressOf the primary IPv4 address of a session's source; undefined when it could not be read.
 */
export function sessionsOfCopy<S extends Session>(
  { virtualNetworkId, outerSourceAddress }: CopyKey,
  sessions: readonly S[],
  addressOf: (session: S) => string | undefined,
): CopyMatch<S> {
  const candidates = sessions.filter((session) => session.virtualNetworkId === virtualNetworkId);
  const exact = candidates.filter((session) => addressOf(session) === outerSourceAddress);
  if (exact.length > 0) return { sessions: exact, basis: 'VNI_AND_ADDRESS' };
  const unread = candidates.filter((session) => addressOf(session) === undefined);
  return { sessions: unread, basis: unread.length > 0 ? 'VNI_ALONE' : 'NONE' };
}
