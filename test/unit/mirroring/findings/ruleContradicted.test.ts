/** The rule RULE_CONTRADICTED. */
import { testRule } from '../../../support/ruleCases.ts';
import { filter, rule } from '../../../support/siteFacts.ts';

const https = { protocol: 6, destinationPortRange: { fromPort: 443, toPort: 443 } };
const rules = (first: Parameters<typeof rule>[2], ...more: ReturnType<typeof rule>[]) => ({
  filters: { put: [filter('tmf-all', [rule('tmfr-1', 10, first), rule('tmfr-2', 20, https), ...more])] },
});
const upTo = (toPort: number) => ({
  ruleAction: 'reject' as const,
  protocol: 6,
  destinationPortRange: { fromPort: 1, toPort },
});

testRule('RULE_CONTRADICTED', {
  found: [
    [
      'where a rule before rejects',
      rules({ ruleAction: 'reject', protocol: 6 }),
      ['tmfr-2: rule 10 decides everything first, with the other action'],
    ],
    [
      'where one of two rules before rejects',
      rules(
        { ruleAction: 'reject', sourceCidrBlock: '0.0.0.0/1' },
        rule('tmfr-3', 15, { sourceCidrBlock: '128.0.0.0/1' }),
      ),
      ['tmfr-2: rules 10 and 15 decide everything first, at least in part with the other action'],
    ],
  ],
  clean: [
    ['where the rule before leaves a port', rules(upTo(442))],
    ['where the rule before accepts', rules({ protocol: 6 })],
  ],
});
