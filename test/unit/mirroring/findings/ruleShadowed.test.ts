/** The rule RULE_SHADOWED. */
import { testRule } from '../../../support/ruleCases.ts';
import { filter, rule } from '../../../support/siteFacts.ts';

const https = { protocol: 6, destinationPortRange: { fromPort: 443, toPort: 443 } };
const rules = (...before: ReturnType<typeof rule>[]) => ({
  filters: { put: [filter('tmf-all', [...before, rule('tmfr-2', 20, https)])] },
});

testRule('RULE_SHADOWED', {
  found: [
    [
      'where a rule before accepts as much',
      rules(rule('tmfr-1', 10, { protocol: 6 })),
      ['tmfr-2: rule 10 decides the same first'],
    ],
    [
      'where two rules together do',
      rules(
        ...[0, 128].map((start) =>
          rule(`tmfr-${start}`, 10 + start / 128, { sourceCidrBlock: `${start}.0.0.0/1` }),
        ),
      ),
      ['tmfr-2: rules 10 and 11 decide the same first'],
    ],
  ],
  clean: [
    [
      'where the rule before leaves a port',
      rules(rule('tmfr-1', 10, { protocol: 6, destinationPortRange: { fromPort: 1, toPort: 442 } })),
    ],
    ['where the rule before is for UDP', rules(rule('tmfr-1', 10, { protocol: 17 }))],
    ['where the rule before rejects', rules(rule('tmfr-1', 10, { protocol: 6, ruleAction: 'reject' }))],
    ['where the rule with more comes later', rules(rule('tmfr-1', 30, { protocol: 6 }))],
  ],
});
