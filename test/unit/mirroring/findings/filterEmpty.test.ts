/** The rule FILTER_EMPTY. */
import { testRule } from '../../../support/ruleCases.ts';
import { filter, rule } from '../../../support/siteFacts.ts';

testRule('FILTER_EMPTY', {
  found: [
    [
      'without rules',
      { filters: { put: [filter('tmf-all', [])] } },
      ['tmf-all: tmf-all has no rules; 3 sessions mirror nothing'],
    ],
  ],
  clean: [
    [
      'with a network service',
      { filters: { put: [{ ...filter('tmf-all', []), rawNetworkServices: ['amazon-dns'] }] } },
    ],
    ['with a rule', { filters: { put: [filter('tmf-all', [rule('tmfr-1', 1, { ruleAction: 'reject' })])] } }],
    ['without sessions', { filters: { put: [filter('tmf-draft', [])] } }],
  ],
});
