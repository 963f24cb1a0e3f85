/**
 * An interpreter of filters that compares bit strings, one packet at a time: slow and obvious. It judges `src/mirroring/`, so
 * it imports nothing from there, which `test/unit/mirroring/matcher.test.ts` checks.
 */

export interface NaiveRule {
  readonly trafficMirrorFilterRuleId: string;
  readonly ruleNumber: number;
  readonly ruleAction: 'accept' | 'reject';
  readonly protocol?: number;
  readonly sourceCidrBlock: string;
  readonly destinationCidrBlock: string;
  readonly sourcePortRange?: { readonly fromPort: number; readonly toPort: number };
  readonly destinationPortRange?: { readonly fromPort: number; readonly toPort: number };
}

export interface NaivePacket {
  readonly protocol: number;
  readonly sourceAddress: string;
  readonly destinationAddress: string;
  readonly sourcePort?: number;
  readonly destinationPort?: number;
}

const memory = new Map<string, string>();

/** The bits of an address, most significant first: 32 characters for IPv4, and 128 for IPv6. */
function bitsOf(address: string): string {
  const known = memory.get(address) ?? (address.includes(':') ? bitsOfV6(address) : bitsOfV4(address));
  memory.set(address, known);
  return known;
}

const binary = (value: number, width: number) => value.toString(2).padStart(width, '0');

const bitsOfV4 = (address: string) =>
  address
    .split('.')
    .map((part) => binary(Number(part), 8))
    .join('');

function bitsOfV6(address: string): string {
  const wordsOf = (text: string) => text.split(':').filter((word) => word !== '');
  const [before = '', after = ''] = address.split('::');
  const [left, right] = [wordsOf(before), wordsOf(after)];
  const zeros = Array<string>(8 - left.length - right.length).fill('0');
  return [...left, ...zeros, ...right].map((word) => binary(Number.parseInt(word, 16), 16)).join('');
}

function isIn(address: string, block: string): boolean {
  const [start = '', length = ''] = block.split('/');
  const [bits, prefix] = [bitsOf(address), bitsOf(start)];
  return bits.length === prefix.length && bits.startsWith(prefix.slice(0, Number(length)));
}

function portIsIn(port: number | undefined, range: NaiveRule['sourcePortRange']): boolean {
  return range === undefined || (port !== undefined && range.fromPort <= port && port <= range.toPort);
}

export function ruleMatches(rule: NaiveRule, packet: NaivePacket): boolean {
  if (rule.protocol !== undefined && rule.protocol !== packet.protocol) return false;
  if (!isIn(packet.sourceAddress, rule.sourceCidrBlock)) return false;
  if (!isIn(packet.destinationAddress, rule.destinationCidrBlock)) return false;
  if (packet.protocol !== 6 && packet.protocol !== 17) return true;
  return (
    portIsIn(packet.sourcePort, rule.sourcePortRange) &&
    portIsIn(packet.destinationPort, rule.destinationPortRange)
  );
}

/** The rule that decides: of those that match, the one with the lowest number. */
export function decidingRule(rules: readonly NaiveRule[], packet: NaivePacket): NaiveRule | undefined {
  const inOrder = [...rules].sort((left, right) => left.ruleNumber - right.ruleNumber);
  return inOrder.find((rule) => ruleMatches(rule, packet));
}

export const naivelyAccepts = (rules: readonly NaiveRule[], packet: NaivePacket): boolean =>
  decidingRule(rules, packet)?.ruleAction === 'accept';
