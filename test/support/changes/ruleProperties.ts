/** Random properties of filter rules, of few values, so that rules often match the same packets. */
import type { RuleProperties } from '../../../src/ec2/filterRules.ts';
import type { Random } from '../../ledger/random.ts';
import { maybe } from './change.ts';

/** Blocks that contain each other. */
const blocks = [
  ['0.0.0.0/0', '10.0.0.0/8', '10.0.0.0/16', '10.0.0.0/18'],
  ['::/0', '2001:db8::/56'],
];
const ranges = [
  { fromPort: 0, toPort: 65_535 },
  { fromPort: 443, toPort: 443 },
  { fromPort: 4_789, toPort: 4_789 },
];

/** @param probability of each property that must be set when a rule is created. */
export function propertiesOf(random: Random, probability: number) {
  const family = random.pick(blocks);
  const isBlocks = random.chance(probability);
  const protocol = maybe(random, 0.6 * probability, () => random.pick([6, 17, 1]));
  const hasPorts = protocol === 6 || protocol === 17;
  const range = () => (hasPorts ? maybe(random, 0.4, () => random.pick(ranges)) : undefined);
  return {
    trafficDirection: maybe(random, probability, () => random.pick(['ingress', 'egress'] as const)),
    ruleNumber: maybe(random, probability, () => random.pick([5, 10, 15, 20, 25, 30, 100, 200])),
    ruleAction: maybe(random, probability, () => random.pick(['accept', 'accept', 'reject'] as const)),
    protocol,
    destinationPortRange: range(),
    sourcePortRange: range(),
    destinationCidrBlock: isBlocks ? random.pick(family) : undefined,
    sourceCidrBlock: isBlocks ? random.pick(family) : undefined,
  } satisfies RuleProperties;
}
