/** The rule FILTER_NO_ACCEPT. */
import { testRule } from '../../../support/ruleCases.ts';
import { filter, rule } from '../../../support/siteFacts.ts';

const reject = rule('tmfr-1', 1, { ruleAction: 'reject' });
const tcp = rule('tmfr-2', 2, { protocol: 6 });

testRule('FILTER_NO_ACCEPT', {
  found: [
    [
      'with rules that reject',
      { filters: { put: [filter('tmf-all', [reject])] } },
      ['tmf-all: tmf-all accepts no packet'],
    ],
    [
      'where a rule that rejects comes before',
      { filters: { put: [filter('tmf-all', [reject, tcp])] } },
      ['tmf-all: tmf-all accepts no packet'],
    ],
  ],
  clean: [
    ['without rules', { filters: { put: [filter('tmf-all', [])] } }],
    [
      'with a network service',
      { filters: { put: [{ ...filter('tmf-all', [reject]), rawNetworkServices: ['amazon-dns'] }] } },
    ],
    [
      'where the rule that accepts comes before',
      { filters: { put: [filter('tmf-all', [{ ...tcp, ruleNumber: 0 }, reject])] } },
    ],
  ],
  undecided: [
    [
      'with a rule that EC2 does not tell all of',
      { filters: { put: [filter('tmf-all', [rule('tmfr-1', 1, { ruleAction: undefined })])] } },
      ['tmf-all'],
    ],
  ],
});
