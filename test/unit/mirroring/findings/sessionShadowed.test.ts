/** The rule SESSION_SHADOWED. */
import { testRule } from '../../../support/ruleCases.ts';
import { filter, rule, session } from '../../../support/siteFacts.ts';

const tcp = filter('tmf-tcp', [rule('tmfr-1', 1, { protocol: 6 })]);
const half = (n: number) =>
  filter(`tmf-half-${n}`, [rule(`tmfr-half-${n}`, 1, { sourceCidrBlock: `${n * 128}.0.0.0/1` })]);
const second = (wanted: Parameters<typeof session>[1]) =>
  session(4, { networkInterfaceId: 'eni-1', sessionNumber: 2, ...wanted });
const filters = { put: [tcp, half(0), half(1), filter('tmf-in', [rule('tmfr-in-2', 1)])] };

testRule('SESSION_SHADOWED', {
  found: [
    [
      'where session 1 accepts more',
      { filters, sessions: { put: [second({ trafficMirrorFilterId: 'tmf-tcp' })] } },
      ['tms-4: session 1 takes every packet first'],
    ],
    [
      'where two sessions take it together',
      {
        filters,
        sessions: {
          put: [
            session(1, { trafficMirrorFilterId: 'tmf-half-0' }),
            second({ trafficMirrorFilterId: 'tmf-half-1' }),
            session(5, { networkInterfaceId: 'eni-1', sessionNumber: 3, trafficMirrorFilterId: 'tmf-in' }),
          ],
        },
      },
      ['tms-5: sessions 1 and 2 take every packet first'],
    ],
  ],
  clean: [
    [
      'where session 1 accepts less',
      { filters, sessions: { put: [session(1, { trafficMirrorFilterId: 'tmf-tcp' }), second({})] } },
    ],
    [
      'on another interface',
      { filters, sessions: { put: [session(3, { sessionNumber: 2, trafficMirrorFilterId: 'tmf-tcp' })] } },
    ],
    [
      'where it accepts nothing',
      {
        filters: { put: [filter('tmf-none', [])] },
        sessions: { put: [second({ trafficMirrorFilterId: 'tmf-none' })] },
      },
    ],
    [
      'where only it has the network service',
      {
        filters: { put: [{ ...tcp, rawNetworkServices: ['amazon-dns'] }] },
        sessions: { put: [second({ trafficMirrorFilterId: 'tmf-tcp' })] },
      },
    ],
  ],
  unseen: [
    [
      'for a session of another account, whose other sessions may have other targets',
      { sessions: { put: [session(1, { sessionNumber: 2, ownerId: '210987654321' })] } },
      ['tms-1'],
    ],
  ],
});
