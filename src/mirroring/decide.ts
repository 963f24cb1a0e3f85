/** What a filter's rules say of one packet, and which rules and sessions no packet can reach. */
import type { ParsedFilter, ParsedRule, Side } from './filters.ts';
import { meet, minus, type PacketSet } from './packetSets.ts';
import type { Rule } from './records.ts';

export interface Decision<R extends Rule> {
  /** The first rule that matches. Null if none does: then the packet is not accepted. */
  readonly rule: ParsedRule<R> | null;
  /** Whether another port, or none, might have led to another rule. */
  readonly portsMatter: boolean;
}

/** @param packet a set with one packet. */
export function decide<R extends Rule>({ rules }: Side<R>, packet: PacketSet): Decision<R> {
  const index = rules.findIndex(({ packets }) => meet(packets, packet));
  const asked = index < 0 ? rules : rules.slice(0, index + 1);
  return {
    rule: rules[index] ?? null,
    portsMatter: asked.some(({ packetsOfAnyPort = [] }) => meet(packetsOfAnyPort, packet)),
  };
}

/** Whether any packet can be accepted, by a rule or by a network service. */
export function acceptsAnything({ ingress, egress, services }: ParsedFilter): boolean {
  return services.length > 0 || ingress.accepted.length > 0 || egress.accepted.length > 0;
}

/**
 * The earlier rules that together decide every packet that this one matches, so that it never decides. Each takes what
 * those before it have left. @returns null if it can decide some packet, or if it matches none at all.
 */
export function shadowOf<R extends Rule>(
  side: Side<R>,
  rule: ParsedRule<R>,
): readonly ParsedRule<R>[] | null {
  const earlier = side.rules.slice(0, side.rules.indexOf(rule));
  return takersOf(rule.packets, earlier, ({ packets }) => packets);
}

/**
 * The sessions that together take every packet that a filter accepts before a later session of the same interface is
 * asked. It does not matter whether a packet that one session rejects is offered to the next.
 * @param earlier the sessions with lower numbers whose filters are known, lowest first.
 * @returns null if the filter can still take a packet, or if it accepts none at all.
 */
export function shadowOfSession<S extends { readonly filter: ParsedFilter }>(
  filter: ParsedFilter,
  earlier: readonly S[],
): readonly S[] | null {
  if (!acceptsAnything(filter)) return null;
  const takers = new Set<S>();
  for (const direction of ['ingress', 'egress'] as const) {
    const accepted = filter[direction].accepted;
    const found = takersOf(accepted, earlier, (session) => session.filter[direction].accepted);
    if (found === null && accepted.length > 0) return null;
    for (const session of found ?? []) takers.add(session);
  }
  for (const service of filter.services) {
    const session = earlier.find(({ filter: { services } }) => services.includes(service));
    if (session === undefined) return null;
    takers.add(session);
  }
  return earlier.filter((session) => takers.has(session));
}

function takersOf<T>(
  packets: PacketSet,
  earlier: readonly T[],
  packetsOf: (item: T) => PacketSet,
): readonly T[] | null {
  let rest = packets;
  const takers: T[] = [];
  for (const item of earlier) {
    if (rest.length === 0) break;
    const left = minus(rest, packetsOf(item));
    if (left === rest) continue;
    takers.push(item);
    rest = left;
  }
  return rest.length === 0 && takers.length > 0 ? takers : null;
}
