/** RULE_SHADOWED: a rule that changes nothing. */
import { defineRule } from './rule.ts';
import { foundInShadow, shadowOfRule } from './ruleOrder.ts';

export const ruleShadowed = defineRule({
  code: 'RULE_SHADOWED',
  severity: 'NOTICE',
  about: 'filterRule',
  reads: ['filters'],
  means: 'Earlier rules with the same action already decide everything that this rule matches.',
  condition:
    'Rules of the same direction with lower numbers together match every packet that this rule matches, and all of those packets get the same action.',
  source:
    'Computed exactly from the rules. VPC Traffic Mirroring guide: the first rule that matches decides.',
  remedy: 'Delete the rule: nothing changes without it.',
  *check(subject) {
    const shadow = shadowOfRule(subject);
    if (shadow !== null && !shadow.isContradicted)
      yield foundInShadow(shadow, 'decide the same first', 'decides the same first');
  },
});
