/**
 * Sets of packets, so that what no rule can match any more is computed exactly. A set is a list of boxes that do not
 * overlap. A box is an interval on each axis: protocol, source, destination, and for TCP and UDP both ports.
 */
import { allAddresses, type Family, type Interval, only } from './addresses.ts';

/** IP versions do not mix, and only TCP and UDP have ports: so there are four spaces, each with its own axes. */
type Space = `IPv${Family} with ${'ports' | 'no ports'}`;

interface Box {
  readonly family: Family;
  readonly space: Space;
  readonly axes: readonly Interval[];
}

export type PacketSet = readonly Box[];

/** What a rule says of packets. What is absent is not limited. */
export interface Selection {
  readonly family: Family;
  /** IANA protocol number, 0 to 255. */
  readonly protocol?: number | undefined;
  readonly source?: Interval | undefined;
  readonly destination?: Interval | undefined;
  /** Looked at for TCP and UDP only. */
  readonly sourcePorts?: Interval | undefined;
  readonly destinationPorts?: Interval | undefined;
}

const allPorts: Interval = { from: 0, end: 65_536 };
const protocolsWithPorts: readonly number[] = [6, 17];

export const hasPorts = (protocol: number): boolean => protocolsWithPorts.includes(protocol);

/** Protocols are counted separately with ports (0, 1) and without (0 to 253), so that neither axis has a gap. */
const allWithPorts: Interval = { from: 0, end: 2 };
const allWithoutPorts: Interval = { from: 0, end: 254 };

const place = (protocol: number): Interval =>
  only(
    hasPorts(protocol)
      ? protocolsWithPorts.indexOf(protocol)
      : protocol - protocolsWithPorts.filter((other) => other < protocol).length,
  );

/** The packets that are selected. */
export function packetsOf({ family, protocol, ...selection }: Selection): PacketSet {
  const { source = allAddresses[family], destination = allAddresses[family] } = selection;
  const { sourcePorts = allPorts, destinationPorts = allPorts } = selection;
  const withPorts = (protocols: Interval): Box => ({
    family,
    space: `IPv${family} with ports`,
    axes: [protocols, source, destination, sourcePorts, destinationPorts],
  });
  const withoutPorts = (protocols: Interval): Box => ({
    family,
    space: `IPv${family} with no ports`,
    axes: [protocols, source, destination],
  });
  if (protocol !== undefined)
    return [(hasPorts(protocol) ? withPorts : withoutPorts)(place(protocol))].filter(isNotEmpty);
  return [withPorts(allWithPorts), withoutPorts(allWithoutPorts)].filter(isNotEmpty);
}

const isNotEmpty = ({ axes }: Box): boolean => axes.every(({ from, end }) => from < end);

/** The packets of the set that are in none of the others. The same set if they have none of its packets. */
export function minus(set: PacketSet, others: PacketSet): PacketSet {
  // Sessions often share a filter.
  if (set === others) return [];
  let rest = set;
  for (const other of others)
    if (rest.some((box) => overlap(box, other))) rest = rest.flatMap((box) => subtract(box, other));
  return rest;
}

/** Whether some packet is in both sets. */
export function meet(set: PacketSet, others: PacketSet): boolean {
  return set.some((box) => others.some((other) => overlap(box, other)));
}

function overlap(box: Box, other: Box): boolean {
  if (box.space !== other.space) return false;
  return box.axes.every((side, axis) => {
    const cut = other.axes[axis];
    return cut !== undefined && side.from < cut.end && cut.from < side.end;
  });
}

/** What is left of a box: at most two boxes for each axis. */
function subtract(box: Box, other: Box): Box[] {
  if (!overlap(box, other)) return [box];
  const left: Box[] = [];
  const { family, space } = box;
  const axes = [...box.axes];
  const keep = (axis: number, side: Interval) => left.push({ family, space, axes: axes.with(axis, side) });
  other.axes.forEach((cut, axis) => {
    const { from, end } = axes[axis] ?? cut;
    if (from < cut.from) keep(axis, { from, end: cut.from });
    if (cut.end < end) keep(axis, { from: cut.end, end });
    // The pieces along the next axes lie within this one.
    axes[axis] = { from: from < cut.from ? cut.from : from, end: cut.end < end ? cut.end : end };
  });
  return left;
}
