/** The rule LENGTH_SHORT. */
import { testRule } from '../../../support/ruleCases.ts';
import { filter, rule, session } from '../../../support/siteFacts.ts';

const v6 = { sourceCidrBlock: '::/0', destinationCidrBlock: '::/0' };
const both = filter('tmf-both', [rule('tmfr-1', 1), rule('tmfr-2', 2, v6)]);
const length = (packetLength: number, trafficMirrorFilterId = 'tmf-all') => ({
  filters: { put: [both] },
  sessions: { put: [session(1, { packetLength, trafficMirrorFilterId })] },
});

testRule('LENGTH_SHORT', {
  found: [
    ['below 35', length(34), ['tms-1: 34 bytes do not hold the headers of IPv4']],
    ['below 55 with IPv6', length(54, 'tmf-both'), ['tms-1: 54 bytes do not hold the headers of IPv6']],
  ],
  clean: [
    ['from 35 with IPv4 alone', length(35)],
    ['below 55 with IPv4 alone', length(54)],
    ['from 55 with IPv6', length(55, 'tmf-both')],
  ],
});
