/** The rule FILTER_ONE_WAY. */
import { testRule } from '../../../support/ruleCases.ts';
import { filter, rule } from '../../../support/siteFacts.ts';

const reject = rule('tmfr-2', 1, { ruleAction: 'reject' });

testRule('FILTER_ONE_WAY', {
  found: [
    [
      'without outbound rules',
      { filters: { put: [filter('tmf-all', [rule('tmfr-1', 1)])] } },
      ['tmf-all: tmf-all accepts nothing outbound'],
    ],
    [
      'where inbound rules reject',
      { filters: { put: [filter('tmf-all', [reject], [rule('tmfr-1', 1)])] } },
      ['tmf-all: tmf-all accepts nothing inbound'],
    ],
  ],
  clean: [
    [
      'with a network service',
      {
        filters: { put: [{ ...filter('tmf-all', [rule('tmfr-1', 1)]), rawNetworkServices: ['amazon-dns'] }] },
      },
    ],
    ['where nothing is accepted', { filters: { put: [filter('tmf-all', [reject])] } }],
    ['without sessions', { filters: { put: [filter('tmf-draft', [rule('tmfr-1', 1)])] } }],
  ],
});
