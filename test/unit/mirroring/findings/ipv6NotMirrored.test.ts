/** The rule IPV6_NOT_MIRRORED. */
import { testRule } from '../../../support/ruleCases.ts';
import { filter, networkInterface, rule } from '../../../support/siteFacts.ts';

const withIpv6 = networkInterface('eni-1', '10.0.0.1', { ipv6Addresses: ['2001:db8::1'] });
const networkInterfaces = { put: [withIpv6] };
const v6 = rule('tmfr-6', 20, { sourceCidrBlock: '::/0', destinationCidrBlock: '::/0' });

testRule('IPV6_NOT_MIRRORED', {
  found: [
    [
      'where a source has an IPv6 address',
      { networkInterfaces },
      ['tmf-all: 1 source has IPv6 and tmf-all accepts none'],
    ],
    [
      'where IPv6 is rejected',
      {
        networkInterfaces,
        filters: { put: [filter('tmf-all', [rule('tmfr-1', 1), { ...v6, ruleAction: 'reject' }])] },
      },
      ['tmf-all: 1 source has IPv6 and tmf-all accepts none'],
    ],
  ],
  clean: [
    [
      'where the filter accepts IPv6',
      { networkInterfaces, filters: { put: [filter('tmf-all', [rule('tmfr-1', 1)], [v6])] } },
    ],
    [
      'where only the collector has an IPv6 address',
      { networkInterfaces: { put: [{ ...withIpv6, networkInterfaceId: 'eni-collector' }] } },
    ],
  ],
});
