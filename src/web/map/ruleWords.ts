/** Protocols, ports and rules in words. Pure. */

/** Common protocols by IANA protocol number, https://www.iana.org/assignments/protocol-numbers. */
const protocols: Readonly<Record<number, string>> = {
  1: 'ICMP',
  4: 'IPv4',
  6: 'TCP',
  17: 'UDP',
  41: 'IPv6',
  47: 'GRE',
  50: 'ESP',
  51: 'AH',
  58: 'ICMPv6',
  132: 'SCTP',
};

export const protocolNames: readonly string[] = Object.values(protocols);

/** The name of a protocol, else its number. */
export const protocolText = (protocol: number) => protocols[protocol] ?? String(protocol);

/** @param text a name in any case, or a number. @returns undefined if it is neither. */
export function toProtocol(text: string): number | undefined {
  const named = Object.entries(protocols).find(([, name]) => name.toLowerCase() === text.toLowerCase());
  if (named) return Number(named[0]);
  return /^\d{1,3}$/.test(text) && Number(text) < 256 ? Number(text) : undefined;
}

interface Range {
  readonly fromPort: number | null;
  readonly toPort: number | null;
}

/** For example `443` or `8000-8080`. Empty: all ports. */
export function portsText(range: Range | null): string {
  if (range === null) return '';
  return range.fromPort === range.toPort ? String(range.fromPort) : `${range.fromPort}-${range.toPort}`;
}

/** @returns undefined if the text has no port or range. Whether the ports exist is for the gateway to say. */
export function toPorts(text: string): { fromPort: number; toPort: number } | undefined {
  const [, from, to = from] = /^(\d{1,5})(?:\s*[-–]\s*(\d{1,5}))?$/.exec(text) ?? [];
  return from === undefined ? undefined : { fromPort: Number(from), toPort: Number(to) };
}

export const directionWords = { INGRESS: 'Inbound', EGRESS: 'Outbound' } as const;

/** For example `inbound rule 10: accept TCP 0.0.0.0/0 → 10.0.0.0/8 port 443`. */
export function ruleText(rule: {
  readonly trafficDirection: keyof typeof directionWords;
  readonly ruleNumber: number;
  readonly ruleAction: string;
  readonly protocol?: number | null | undefined;
  readonly sourceCidrBlock: string;
  readonly sourcePortRange?: Range | null | undefined;
  readonly destinationCidrBlock: string;
  readonly destinationPortRange?: Range | null | undefined;
}): string {
  const protocol = rule.protocol == null ? 'all protocols' : protocolText(rule.protocol);
  const end = (cidrBlock: string, range: Range | null | undefined) =>
    range == null ? cidrBlock : `${cidrBlock} port ${portsText(range)}`;
  const from = end(rule.sourceCidrBlock, rule.sourcePortRange);
  const to = end(rule.destinationCidrBlock, rule.destinationPortRange);
  const what = `${directionWords[rule.trafficDirection].toLowerCase()} rule ${rule.ruleNumber}`;
  return `${what}: ${rule.ruleAction.toLowerCase()} ${protocol}, ${from} → ${to}`;
}
