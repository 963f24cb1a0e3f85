/** A filter as it decides: its rules in order, each with the packets that it matches. */
import { parseBlock } from './addresses.ts';
import { minus, type PacketSet, packetsOf } from './packetSets.ts';
import { ruleRanges } from './ranges.ts';
import type { Direction, Filter, PortRange, Rule } from './records.ts';

export interface ParsedRule<R extends Rule = Rule> {
  readonly record: R;
  readonly number: number;
  readonly accepts: boolean;
  readonly packets: PacketSet;
  /** The packets that it would match without its ports. Undefined if it names none. */
  readonly packetsOfAnyPort: PacketSet | undefined;
}

/** What a filter does in one direction. */
export interface Side<R extends Rule = Rule> {
  /** The first that matches decides. */
  readonly rules: readonly ParsedRule<R>[];
  /** All packets that the rules accept. */
  readonly accepted: PacketSet;
}

export interface ParsedFilter<R extends Rule = Rule> extends Readonly<Record<Direction, Side<R>>> {
  readonly services: readonly string[];
}

/** @returns null when EC2 has not told enough of some rule to know what the filter does. */
export function parseFilter<R extends Rule>(filter: Filter<R>): ParsedFilter<R> | null {
  const ingress = parseSide(filter.ingressRules);
  const egress = parseSide(filter.egressRules);
  return ingress && egress && { ingress, egress, services: filter.rawNetworkServices };
}

function parseSide<R extends Rule>(records: readonly R[]): Side<R> | null {
  const parsed = records.map(parseRule);
  const rules = parsed.filter((rule) => rule !== null).sort((left, right) => left.number - right.number);
  return rules.length < parsed.length ? null : { rules, accepted: acceptedBy(rules) };
}

function parseRule<R extends Rule>(record: R): ParsedRule<R> | null {
  const { ruleNumber: number, ruleAction, protocol } = record;
  const source = parseBlock(record.sourceCidrBlock);
  const destination = parseBlock(record.destinationCidrBlock);
  if (number === undefined || ruleAction === undefined || !source || !destination) return null;
  if (protocol !== undefined && !(protocol >= ruleRanges.protocol.min && protocol <= ruleRanges.protocol.max))
    return null;
  const accepts = ruleAction === 'accept';
  // No packet has addresses of two IP versions.
  if (source.family !== destination.family)
    return { record, number, accepts, packets: [], packetsOfAnyPort: undefined };
  const selection = { family: source.family, protocol, source, destination };
  const ports = {
    sourcePorts: toInterval(record.sourcePortRange),
    destinationPorts: toInterval(record.destinationPortRange),
  };
  return {
    record,
    number,
    accepts,
    packets: packetsOf({ ...selection, ...ports }),
    packetsOfAnyPort: ports.sourcePorts || ports.destinationPorts ? packetsOf(selection) : undefined,
  };
}

function toInterval(range: PortRange | undefined) {
  const { min, max } = ruleRanges.port;
  return range && { from: range.fromPort ?? min, end: (range.toPort ?? max) + 1 };
}

function acceptedBy(rules: readonly ParsedRule[]): PacketSet {
  return rules.flatMap(({ accepts, packets }, index) =>
    accepts
      ? rules.slice(0, index).reduce<PacketSet>((rest, earlier) => minus(rest, earlier.packets), packets)
      : [],
  );
}
