/** One packet at a source interface, as callers describe it and as the rules look at it. */
import { type Family, only, type Position, parseAddress } from './addresses.ts';
import { hasPorts, type PacketSet, packetsOf } from './packetSets.ts';
import { type Range, ruleRanges } from './ranges.ts';
import type { Direction } from './records.ts';

export interface PacketDescription {
  readonly direction: Direction;
  /** IANA protocol number. */
  readonly protocol: number;
  readonly sourceAddress: string;
  readonly destinationAddress: string;
  readonly sourcePort?: number | null | undefined;
  readonly destinationPort?: number | null | undefined;
  /** Size of the IP packet with its header. */
  readonly bytes: number;
}

/** One end of a packet. */
export interface End {
  readonly address: Position;
  /** Undefined unless the protocol is TCP or UDP. */
  readonly port: number | undefined;
}

export interface Packet {
  readonly direction: Direction;
  readonly family: Family;
  readonly protocol: number;
  readonly source: End;
  readonly destination: End;
  readonly bytes: number;
}

export interface PacketProblem {
  readonly field: keyof PacketDescription;
  /** Without a full stop. */
  readonly message: string;
}

/** From the smallest header of IPv4 to the largest packet of either version (RFC 791, RFC 8200). */
export const packetBytes: Range = { min: 20, max: 65_535 };

/** @returns the packet, or everything that is wrong with its description. */
export function parsePacket(description: PacketDescription): Packet | readonly PacketProblem[] {
  const { direction, protocol, bytes } = description;
  const source = parseAddress(description.sourceAddress);
  const destination = parseAddress(description.destinationAddress);
  const problems = [...ofAddresses(description), ...ofNumbers(description)];
  if (!source || !destination || problems.length > 0) return problems;
  return {
    direction,
    family: source.family,
    protocol,
    source: { address: source.value, port: description.sourcePort ?? undefined },
    destination: { address: destination.value, port: description.destinationPort ?? undefined },
    bytes,
  };
}

function* ofAddresses(description: PacketDescription): Generator<PacketProblem> {
  const [source, destination] = (['sourceAddress', 'destinationAddress'] as const).map((field) => ({
    field,
    address: parseAddress(description[field]),
  }));
  for (const end of [source, destination])
    if (end && !end.address) yield { field: end.field, message: 'must be an IPv4 or IPv6 address' };
  if (source?.address && destination?.address && source.address.family !== destination.address.family)
    yield { field: destination.field, message: 'must be of the same IP version as sourceAddress' };
}

function* ofNumbers(description: PacketDescription): Generator<PacketProblem> {
  const { protocol, bytes } = description;
  if (!isIn(protocol, ruleRanges.protocol))
    yield { field: 'protocol', message: between(ruleRanges.protocol) };
  if (!isIn(bytes, packetBytes)) yield { field: 'bytes', message: between(packetBytes) };
  for (const field of ['sourcePort', 'destinationPort'] as const) {
    const port = description[field] ?? undefined;
    if (!hasPorts(protocol)) {
      if (port !== undefined)
        yield { field, message: 'must be left out: only TCP (6) and UDP (17) have ports' };
    } else if (port === undefined) yield { field, message: 'is needed for TCP (6) and UDP (17)' };
    else if (!isIn(port, ruleRanges.port)) yield { field, message: between(ruleRanges.port) };
  }
}

const isIn = (value: number, { min, max }: Range) => value >= min && value <= max;
const between = ({ min, max }: Range) => `must be from ${min} to ${max}`;

/** The set of this packet alone. */
export function setOf({ family, protocol, source, destination }: Packet): PacketSet {
  const ports = ({ port }: End) => (port === undefined ? undefined : only(port));
  return packetsOf({
    family,
    protocol,
    source: only(source.address),
    destination: only(destination.address),
    sourcePorts: ports(source),
    destinationPorts: ports(destination),
  });
}

/** The end that is not the source interface. */
export function remoteEnd({ direction, source, destination }: Packet): End {
  return direction === 'ingress' ? source : destination;
}
