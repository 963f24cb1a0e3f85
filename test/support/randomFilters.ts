/** Random filter rules and packets that often meet, for comparing the matcher with `naiveFilter.ts`. */
import fc from 'fast-check';
import type { NaivePacket, NaiveRule } from './naiveFilter.ts';

/** How many random cases a test compares. `CASES=100000` makes a longer run. */
export const howMany = (usual: number, share = 1): number =>
  process.env.CASES === undefined ? usual : Math.ceil(Number(process.env.CASES) * share);

/** Addresses of one family, written in different ways. */
const v4 = fc
  .tuple(fc.constantFrom(10, 192, 255), fc.constantFrom(0, 1, 255), fc.nat(255), fc.nat(255))
  .map((parts) => parts.join('.'));
const v6 = fc
  .tuple(
    fc.constantFrom('2001:db8::', '2001:DB8:0:0:0::', '2001:db8:8000::', 'fd00:ec2::', '::'),
    fc.nat(65_535),
    fc.nat(65_535),
  )
  .map(([start, high, low]) => `${start}${high.toString(16)}:${low.toString(16)}`);

const addressesOf = { 4: v4, 6: v6 };
const lengths = {
  4: fc.oneof(fc.constantFrom(0, 8, 16, 24, 32), fc.integer({ min: 0, max: 32 })),
  6: fc.oneof(fc.constantFrom(0, 32, 48, 112, 128), fc.integer({ min: 0, max: 128 })),
};
const family = fc.constantFrom(4, 6);
const protocol = fc.constantFrom(6, 17, 1, 58, 0, 5, 7, 16, 18, 255);
const port = fc.oneof(fc.constantFrom(0, 22, 53, 443, 65_535), fc.nat(65_535));
const range = fc.tuple(port, port).map(([one, other]) => ({
  fromPort: Math.min(one, other),
  toPort: Math.max(one, other),
}));

const blockOf = (version: 4 | 6) =>
  fc.tuple(addressesOf[version], lengths[version]).map(([address, length]) => `${address}/${length}`);

/** Rules of one filter and direction with shuffled numbers. Host bits may be set in their blocks. */
export const rules = fc
  .uniqueArray(fc.integer({ min: 1, max: 32_766 }), { minLength: 0, maxLength: 10 })
  .chain((numbers) =>
    fc.tuple(
      ...numbers.map((ruleNumber) =>
        family.chain((version) =>
          fc.record<
            NaiveRule,
            | 'trafficMirrorFilterRuleId'
            | 'ruleNumber'
            | 'ruleAction'
            | 'sourceCidrBlock'
            | 'destinationCidrBlock'
          >(
            {
              trafficMirrorFilterRuleId: fc.constant(`tmfr-${ruleNumber}`),
              ruleNumber: fc.constant(ruleNumber),
              ruleAction: fc.constantFrom('accept' as const, 'reject' as const),
              protocol,
              sourceCidrBlock: blockOf(version),
              destinationCidrBlock: blockOf(version),
              sourcePortRange: range,
              destinationPortRange: range,
            },
            {
              requiredKeys: [
                'trafficMirrorFilterRuleId',
                'ruleNumber',
                'ruleAction',
                'sourceCidrBlock',
                'destinationCidrBlock',
              ],
            },
          ),
        ),
      ),
    ),
  );

/** A packet of its own, or one at the edge of a rule, where mistakes are. */
export const packetNear = (given: readonly NaiveRule[]): fc.Arbitrary<NaivePacket> =>
  fc.tuple(fc.nat(), family).chain(([choice, other]) => {
    const rule = given[choice % (given.length + 1)];
    const version = rule === undefined ? other : rule.sourceCidrBlock.includes(':') ? 6 : 4;
    const start = (block: string | undefined) => {
      const address = block?.split('/')[0];
      return address === undefined
        ? addressesOf[version]
        : fc.oneof(
            { weight: 3, arbitrary: fc.constant(address) },
            { weight: 1, arbitrary: addressesOf[version] },
          );
    };
    const edges = (edge: NaiveRule['sourcePortRange']) =>
      edge === undefined
        ? port
        : fc.oneof(
            port,
            fc
              .constantFrom(edge.fromPort - 1, edge.fromPort, edge.toPort, edge.toPort + 1)
              .map((near) => Math.min(65_535, Math.max(0, near))),
          );
    return fc
      .record({
        protocol:
          rule?.protocol === undefined
            ? protocol
            : fc.oneof(
                { weight: 3, arbitrary: fc.constant(rule.protocol) },
                { weight: 1, arbitrary: protocol },
              ),
        sourceAddress: start(rule?.sourceCidrBlock),
        destinationAddress: start(rule?.destinationCidrBlock),
        sourcePort: edges(rule?.sourcePortRange),
        destinationPort: edges(rule?.destinationPortRange),
      })
      .map(({ sourcePort, destinationPort, ...packet }) =>
        packet.protocol === 6 || packet.protocol === 17 ? { ...packet, sourcePort, destinationPort } : packet,
      );
  });
