/** What decides in place of a rule that never does. */
import { shadowOf } from '../decide.ts';
import type { ParsedRule } from '../filters.ts';
import { parsed } from './parsed.ts';
import { evidenceOf, type Found, type Subjects } from './rule.ts';
import { listed } from './words.ts';

/** The earlier rules that together decide all that a rule matches, and whether some do so with the other action. */
export interface Shadow {
  readonly takers: readonly ParsedRule[];
  readonly isContradicted: boolean;
}

/** @returns null if the rule decides some packet, or matches none. */
export function shadowOfRule({ filter, direction, rule }: Subjects['filterRule']): Shadow | null {
  const side = parsed(filter)[direction];
  const own = side.rules.find(({ record }) => record === rule);
  const takers = own ? shadowOf(side, own) : null;
  return takers && { takers, isContradicted: takers.some((taker) => taker.accepts !== own?.accepts) };
}

/** The words are what the others do, of several and of one. */
export function foundInShadow({ takers }: Shadow, plural: string, singular: string): Found {
  const numbers = listed(takers.map(({ number }) => number));
  return {
    message: takers.length === 1 ? `rule ${numbers} ${singular}` : `rules ${numbers} ${plural}`,
    evidence: takers.map(({ record: { trafficMirrorFilterRuleId: id, ruleNumber, ruleAction } }) =>
      evidenceOf(id, 'ruleAction', `${ruleNumber} ${ruleAction}`),
    ),
  };
}
