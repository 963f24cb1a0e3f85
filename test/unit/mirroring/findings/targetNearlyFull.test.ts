/** The rule TARGET_NEARLY_FULL. */
import { testRule } from '../../../support/ruleCases.ts';
import { instance, session, target } from '../../../support/siteFacts.ts';

/** Sessions of sources that are not in the estate: they count all the same. */
const sources = (count: number, trafficMirrorTargetId = 'tmt-interface') => ({
  sessions: {
    put: Array.from({ length: count - 1 }, (_, n) => session(n + 10, { trafficMirrorTargetId })),
  },
});
const large = { instances: { put: [instance('i-collector', { instanceType: 'm5.24xlarge' })] } };

testRule('TARGET_NEARLY_FULL', {
  found: [
    ['with 8 of 10 sources', sources(8), ['tmt-interface: 8 of 10 sources']],
    ['with 80 of 100 sources', { ...sources(80), ...large }, ['tmt-interface: 80 of 100 sources']],
  ],
  clean: [
    ['with 7 of 10 sources', sources(7)],
    ['with 79 of 100 sources', { ...sources(79), ...large }],
    [
      'with several sessions of one source',
      {
        sessions: {
          put: [2, 3, 4, 5, 6, 7, 8, 9].map((n) => session(n + 10, { networkInterfaceId: 'eni-1' })),
        },
      },
    ],
    ['at a load balancer', sources(200, 'tmt-balancer')],
  ],
  unseen: [
    [
      'at a target of another account, which others may use too',
      {
        targets: {
          put: [target('tmt-interface', { networkInterfaceId: 'eni-collector', ownerId: '210987654321' })],
        },
      },
      ['tmt-interface'],
    ],
  ],
});
