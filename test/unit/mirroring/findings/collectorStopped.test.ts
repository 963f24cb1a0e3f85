/** The rule COLLECTOR_STOPPED. */
import { testRule } from '../../../support/ruleCases.ts';
import { instance, networkInterface } from '../../../support/siteFacts.ts';

testRule('COLLECTOR_STOPPED', {
  found: [
    [
      'on a stopped instance',
      { instances: { put: [instance('i-collector', { state: 'stopped' })] } },
      ['tmt-interface: eni-collector is on i-collector, which is stopped'],
    ],
    [
      'on an instance that is gone',
      { instances: { drop: ['i-collector'] } },
      ['tmt-interface: eni-collector is on i-collector, which is gone'],
    ],
    [
      'without an instance',
      {
        networkInterfaces: {
          put: [networkInterface('eni-collector', '10.0.1.9', { instanceId: undefined })],
        },
      },
      ['tmt-interface: eni-collector is not attached to an instance'],
    ],
  ],
  clean: [
    ['behind a load balancer', { instances: { put: [instance('i-a', { state: 'stopped' })] } }],
    ['where the interface is gone', { networkInterfaces: { drop: ['eni-collector'] } }],
  ],
  unseen: [
    [
      'on an instance of another account',
      {
        networkInterfaces: {
          put: [networkInterface('eni-collector', '10.0.1.9', { instanceOwnerId: '210987654321' })],
        },
        instances: { drop: ['i-collector'] },
      },
      ['tmt-interface'],
    ],
  ],
});
