/**
 * Which rules and sessions no packet can reach, and what a filter accepts, compared with what an interpreter says of every
 * packet of a small domain: 4 protocols, 8 addresses, 4 ports.
 */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { shadowOf, shadowOfSession } from '../../../src/mirroring/decide.ts';
import { type ParsedFilter, parseFilter, type Side } from '../../../src/mirroring/filters.ts';
import { meet, minus, type PacketSet, packetsOf } from '../../../src/mirroring/packetSets.ts';
import { parsePacket, setOf } from '../../../src/mirroring/packets.ts';
import { type NaivePacket, type NaiveRule, ruleMatches } from '../../support/naiveFilter.ts';
import { howMany, rules } from '../../support/randomFilters.ts';

/** Protocol 47 and port 3 stand for all protocols and all higher ports that no rule names alone. */
const protocols = [6, 17, 1, 47];
const addresses = Array.from({ length: 8 }, (_, host) => `10.0.0.${host}`);
const ports = [0, 1, 2, 3];

const domain: readonly NaivePacket[] = protocols.flatMap((protocol) =>
  addresses.flatMap((sourceAddress) =>
    addresses.flatMap((destinationAddress): NaivePacket[] => {
      const packet = { protocol, sourceAddress, destinationAddress };
      if (protocol !== 6 && protocol !== 17) return [packet];
      return ports.flatMap((sourcePort) =>
        ports.map((destinationPort) => ({ ...packet, sourcePort, destinationPort })),
      );
    }),
  ),
);

const block = fc
  .tuple(fc.nat(7), fc.constantFrom(29, 29, 30, 31, 32))
  .map(([host, length]) => `10.0.0.${host}/${length}`);
const range = fc.option(
  fc.tuple(fc.nat(3), fc.nat(3)).map(([one, other]) => {
    const last = Math.max(one, other);
    return { fromPort: Math.min(one, other), toPort: last === 3 ? 65_535 : last };
  }),
  { nil: undefined },
);

const rule = fc.record({
  ruleAction: fc.constantFrom('accept' as const, 'reject' as const),
  protocol: fc.constantFrom(6, 17, 1, undefined, undefined),
  sourceCidrBlock: block,
  destinationCidrBlock: block,
  sourcePortRange: range,
  destinationPortRange: range,
});
type Unnumbered = typeof rule extends fc.Arbitrary<infer T> ? T : never;

/** Two rules for the two halves of what a rule matches, and the rule itself behind them. */
function afterItsHalves(whole: Unnumbered): Unnumbered[] {
  const [address = '', length = ''] = whole.sourceCidrBlock.split('/');
  const size = 2 ** (32 - Number(length));
  if (size === 1) return [whole];
  const host = Number(address.split('.')[3]);
  const start = host - (host % size);
  const halves = [start, start + size / 2].map((first) => `10.0.0.${first}/${Number(length) + 1}`);
  return [...halves.map((sourceCidrBlock) => ({ ...whole, sourceCidrBlock })), whole];
}

const numbered = (
  { protocol, sourcePortRange, destinationPortRange, ...fields }: Unnumbered,
  ruleNumber: number,
): NaiveRule => ({
  ...fields,
  ...(protocol !== undefined && { protocol }),
  ...(sourcePortRange && { sourcePortRange }),
  ...(destinationPortRange && { destinationPortRange }),
  ruleNumber,
  trafficMirrorFilterRuleId: `tmfr-${ruleNumber}`,
});

const rulesUpTo = (maxLength: number) =>
  fc
    .array(fc.oneof({ weight: 2, arbitrary: rule.map((one) => [one]) }, rule.map(afterItsHalves)), {
      maxLength,
    })
    .map((given) =>
      given
        .flat()
        .slice(0, maxLength)
        .map((one, index) => numbered(one, index + 1)),
    );

interface Given {
  readonly ingress: readonly NaiveRule[];
  readonly egress: readonly NaiveRule[];
  readonly services: readonly string[];
}

function parsed({ ingress, egress, services }: Given): ParsedFilter<NaiveRule> {
  const filter = parseFilter({
    trafficMirrorFilterId: 'tmf-1',
    rawNetworkServices: services,
    ingressRules: ingress,
    egressRules: egress,
  });
  if (filter === null) throw new Error('The filter must be readable.');
  return filter;
}

const setOfPacket = (packet: NaivePacket) => {
  const result = parsePacket({ direction: 'ingress', bytes: 100, ...packet });
  if (!('family' in result)) throw new Error(JSON.stringify(result));
  return setOf(result);
};
const sets = domain.map(setOfPacket);

/** For each packet of the domain, the rule that decides; the rules are in the order of their numbers. */
const decidersOf = (inOrder: readonly NaiveRule[]) =>
  domain.map((packet) => inOrder.find((one) => ruleMatches(one, packet)));

/** The index of each packet of the domain that the rules accept. */
const acceptedBy = (inOrder: readonly NaiveRule[]) =>
  indexesOf(decidersOf(inOrder).map((decider) => decider?.ruleAction === 'accept'));

const indexesOf = (which: readonly boolean[]) => which.flatMap((is, index) => (is ? [index] : []));
const inSet = (set: Side['accepted']) => sets.flatMap((packet, index) => (meet(set, packet) ? [index] : []));

test('rules that never decide, who decides in their place, and all that is accepted', () => {
  let byUnionOnly = 0;
  fc.assert(
    fc.property(rulesUpTo(10), (given) => {
      const side = parsed({ ingress: given, egress: [], services: [] }).ingress;
      const matched = new Map(given.map((one) => [one, domain.map((packet) => ruleMatches(one, packet))]));
      const deciders = decidersOf(given);
      for (const one of side.rules) {
        const mine = indexesOf(matched.get(one.record) ?? []);
        const instead = new Set(mine.map((index) => deciders[index]));
        const shadow = shadowOf(side, one);
        if (shadow === null) expect(instead.has(one.record)).toBe(true);
        else {
          expect(new Set(shadow.map(({ record }) => record))).toEqual(instead);
          const covers = (other: NaiveRule) => mine.every((index) => matched.get(other)?.[index]);
          if (!given.slice(0, one.number - 1).some(covers)) byUnionOnly += 1;
        }
      }
      expect(inSet(side.accepted)).toEqual(acceptedBy(given));
    }),
    { numRuns: howMany(40, 0.1) },
  );
  expect(byUnionOnly).toBeGreaterThanOrEqual(10);
});

test('sessions that take no packet, and those that take them all before', () => {
  let shadowed = 0;
  const given = fc.record({
    ingress: rulesUpTo(4),
    egress: rulesUpTo(2),
    services: fc.subarray(['amazon-dns'], { maxLength: 1 }),
  });
  // Half of the time the last filter is the first one again: random filters alone seldom leave a session nothing.
  const lists = fc
    .tuple(fc.array(given, { minLength: 2, maxLength: 3 }), fc.boolean())
    .map(([filters, isRepeated]) =>
      isRepeated ? [...filters.slice(0, -1), ...filters.slice(0, 1)] : filters,
    );
  fc.assert(
    fc.property(lists, (filters) => {
      const taken = filters.map(
        ({ ingress, egress, services }) =>
          new Set([
            ...acceptedBy(ingress).map((index) => `ingress ${index}`),
            ...acceptedBy(egress).map((index) => `egress ${index}`),
            ...services,
          ]),
      );
      const sessions = filters.map((filter, index) => ({ filter: parsed(filter), index }));
      for (const { filter, index } of sessions) {
        const mine = taken[index] ?? new Set();
        // Each packet goes to the first session that accepts it.
        const takers = new Set([...mine].map((packet) => taken.findIndex((those) => those.has(packet))));
        const shadow = shadowOfSession(filter, sessions.slice(0, index));
        if (shadow === null) expect(mine.size === 0 || takers.has(index)).toBe(true);
        else {
          shadowed += 1;
          expect(shadow.map((session) => session.index)).toEqual([...takers].sort());
        }
      }
    }),
    { numRuns: howMany(40, 0.1) },
  );
  expect(shadowed).toBeGreaterThan(0);
});

/** How many packets are in a set whose boxes do not overlap. */
const sizeOf = (set: PacketSet) =>
  set
    .map(({ axes }) => axes.reduce((size, { from, end }) => size * (BigInt(end) - BigInt(from)), 1n))
    .reduce((sum, size) => sum + size, 0n);

test('what is accepted and what is not are disjoint and together everything', () => {
  const everything = [...packetsOf({ family: 4 }), ...packetsOf({ family: 6 })];
  fc.assert(
    fc.property(rules, (given) => {
      const { accepted } = parsed({ ingress: given, egress: [], services: [] }).ingress;
      const others = minus(everything, accepted);
      expect(meet(accepted, others)).toBe(false);
      expect(sizeOf(accepted) + sizeOf(others)).toBe(sizeOf(everything));
    }),
    { numRuns: howMany(200, 0.1) },
  );
});

test('a rule at the end never changes what is said of an earlier one', () => {
  fc.assert(
    fc.property(rulesUpTo(6), rule, (given, last) => {
      const side = parsed({ ingress: given, egress: [], services: [] }).ingress;
      const longer = parsed({ ingress: [numbered(last, 99), ...given], egress: [], services: [] }).ingress;
      const numbers = (one: Side<NaiveRule>) =>
        one.rules.map((each) => shadowOf(one, each)?.map(({ number }) => number) ?? null);
      expect(numbers(longer).slice(0, -1)).toEqual(numbers(side));
    }),
    { numRuns: howMany(200, 0.1) },
  );
});

test('the order in which rules arrive changes nothing', () => {
  fc.assert(
    fc.property(
      rules.chain((given) =>
        fc.tuple(fc.constant(given), fc.shuffledSubarray(given, { minLength: given.length })),
      ),
      ([given, shuffled]) => {
        expect(parsed({ ingress: shuffled, egress: [], services: [] })).toEqual(
          parsed({ ingress: given, egress: [], services: [] }),
        );
      },
    ),
    { numRuns: howMany(200, 0.1) },
  );
});

test('a rule that matches nothing is not shadowed, and a filter that accepts nothing neither', () => {
  const mixed: NaiveRule = {
    trafficMirrorFilterRuleId: 'tmfr-2',
    ruleNumber: 2,
    ruleAction: 'accept',
    sourceCidrBlock: '0.0.0.0/0',
    destinationCidrBlock: '::/0',
  };
  const all: NaiveRule = { ...mixed, ruleNumber: 1, destinationCidrBlock: '0.0.0.0/0' };
  const filter = parsed({ ingress: [all, mixed], egress: [], services: [] });
  expect(filter.ingress.rules.map((one) => shadowOf(filter.ingress, one))).toEqual([null, null]);
  const nothing = parsed({ ingress: [mixed], egress: [], services: [] });
  expect(shadowOfSession(nothing, [{ filter }])).toBeNull();
  expect(shadowOfSession(filter, [])).toBeNull();
  expect(shadowOfSession(filter, [{ filter }])).toEqual([{ filter }]);
});

test('a service is taken only by a session that includes it', () => {
  const services = ['amazon-dns'];
  const dns = parsed({ ingress: [], egress: [], services });
  const none = parsed({ ingress: [], egress: [], services: [] });
  expect(shadowOfSession(dns, [{ filter: none }])).toBeNull();
  expect(shadowOfSession(dns, [{ filter: none }, { filter: dns }])).toEqual([{ filter: dns }]);
});

test.each<[string, Partial<NaiveRule>]>([
  ['number', { ruleNumber: undefined as never }],
  ['action', { ruleAction: undefined as never }],
  ['source', { sourceCidrBlock: undefined as never }],
  ['destination', { destinationCidrBlock: '10.0.0.0/33' }],
  ['protocol', { protocol: 256 }],
])('a filter is not judged while the %s of a rule is not known', (_, unknown) => {
  const known: NaiveRule = {
    trafficMirrorFilterRuleId: 'tmfr-1',
    ruleNumber: 1,
    ruleAction: 'accept',
    sourceCidrBlock: '10.0.0.0/8',
    destinationCidrBlock: '10.0.0.0/8',
  };
  const filter = { trafficMirrorFilterId: 'tmf-1', rawNetworkServices: [], egressRules: [] };
  expect(parseFilter({ ...filter, ingressRules: [known] })).not.toBeNull();
  expect(parseFilter({ ...filter, ingressRules: [{ ...known, ...unknown }] })).toBeNull();
});
