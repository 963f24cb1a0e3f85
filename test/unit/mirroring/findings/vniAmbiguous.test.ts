/** The rule VNI_AMBIGUOUS. */
import { testRule } from '../../../support/ruleCases.ts';
import { networkInterface, session, target } from '../../../support/siteFacts.ts';

const same = { virtualNetworkId: 7 };
const sameAddress = networkInterface('eni-4', '10.0.0.1', { vpcId: 'vpc-2' });

testRule('VNI_AMBIGUOUS', {
  found: [
    [
      'for two sessions of one source',
      {
        sessions: {
          put: [session(1, same), session(4, { ...same, networkInterfaceId: 'eni-1', sessionNumber: 2 })],
        },
      },
      ['tmt-interface: VNI 7 from 10.0.0.1 is tms-1 and tms-4'],
    ],
    [
      'for sources with equal addresses in two VPCs',
      { networkInterfaces: { put: [sameAddress] }, sessions: { put: [session(1, same), session(4, same)] } },
      ['tmt-interface: VNI 7 from 10.0.0.1 is tms-1 and tms-4'],
    ],
  ],
  clean: [
    [
      'for different addresses',
      {
        networkInterfaces: { put: [networkInterface('eni-4', '10.0.0.4')] },
        sessions: { put: [session(1, same), session(4, same)] },
      },
    ],
    [
      'at different targets',
      {
        sessions: {
          put: [
            session(1, same),
            session(4, { ...same, networkInterfaceId: 'eni-1', trafficMirrorTargetId: 'tmt-balancer' }),
          ],
        },
      },
    ],
    [
      'for different numbers',
      { sessions: { put: [session(4, { networkInterfaceId: 'eni-1', sessionNumber: 2 })] } },
    ],
  ],
  unseen: [
    [
      'at a target of another account, to which others may have sessions',
      {
        targets: {
          put: [target('tmt-interface', { networkInterfaceId: 'eni-collector', ownerId: '210987654321' })],
        },
      },
      ['tmt-interface'],
    ],
  ],
});
