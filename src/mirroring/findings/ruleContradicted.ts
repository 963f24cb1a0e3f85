/** RULE_CONTRADICTED: a rule that rules with the other action keep from deciding. */
import { defineRule } from './rule.ts';
import { foundInShadow, shadowOfRule } from './ruleOrder.ts';

export const ruleContradicted = defineRule({
  code: 'RULE_CONTRADICTED',
  severity: 'RISK',
  about: 'filterRule',
  reads: ['filters'],
  means: 'Earlier rules decide everything that this rule matches, at least in part with the other action.',
  condition:
    'Rules of the same direction with lower numbers together match every packet that this rule matches, and some of those packets get the other action.',
  source:
    'Computed exactly from the rules. VPC Traffic Mirroring guide: the first rule that matches decides.',
  remedy: 'Give the rule a lower number than the rules that contradict it, or delete it.',
  *check(subject) {
    const shadow = shadowOfRule(subject);
    if (shadow?.isContradicted)
      yield foundInShadow(
        shadow,
        'decide everything first, at least in part with the other action',
        'decides everything first, with the other action',
      );
  },
});
