/** What rules say of packets, compared with an interpreter that knows nothing of intervals and sets. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decide } from '../../../src/mirroring/decide.ts';
import { parseFilter } from '../../../src/mirroring/filters.ts';
import { meet } from '../../../src/mirroring/packetSets.ts';
import { parsePacket, setOf } from '../../../src/mirroring/packets.ts';
import { decidingRule, type NaivePacket, type NaiveRule, naivelyAccepts } from '../../support/naiveFilter.ts';
import { howMany, packetNear, rules } from '../../support/randomFilters.ts';

const sideOf = (ingressRules: readonly NaiveRule[]) => {
  const filter = { trafficMirrorFilterId: 'tmf-1', rawNetworkServices: [], ingressRules, egressRules: [] };
  const side = parseFilter(filter)?.ingress;
  if (!side) throw new Error('The filter must be readable.');
  return side;
};
const only = (packet: NaivePacket) => {
  const parsed = parsePacket({ direction: 'ingress', bytes: 100, ...packet });
  if (!('family' in parsed)) throw new Error(JSON.stringify(parsed));
  return setOf(parsed);
};

const cases = rules.chain((given) => fc.tuple(fc.constant(given), packetNear(given)));

test('the rule that decides, and whether the packet is in the set of the accepted, for any filter and packet', () => {
  let decided = 0;
  fc.assert(
    fc.property(cases, ([given, packet]) => {
      const side = sideOf(given);
      const expected = decidingRule(given, packet);
      if (expected) decided += 1;
      const isDecider = decide(side, only(packet)).rule?.record === expected;
      return isDecider && meet(side.accepted, only(packet)) === naivelyAccepts(given, packet);
    }),
    { numRuns: howMany(2_000) },
  );
  // Cases in which nothing matches test little.
  expect(decided).toBeGreaterThan(howMany(2_000) / 5);
});

test('the interpreter that judges imports nothing', () => {
  expect(readFileSync(join(import.meta.dirname, '../../support/naiveFilter.ts'), 'utf8')).not.toMatch(
    /\bimport\b[^.]*['"(]/,
  );
});
