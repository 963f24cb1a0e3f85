/** The rule SOURCE_BILLED_IDLE. */
import { testRule } from '../../../support/ruleCases.ts';
import { instance, networkInterface } from '../../../support/siteFacts.ts';

const source = (wanted: Parameters<typeof networkInterface>[2]) => ({
  networkInterfaces: { put: [networkInterface('eni-1', '10.0.0.1', wanted)] },
});
const on = (wanted: Parameters<typeof instance>[1]) => ({ instances: { put: [instance('i-1', wanted)] } });

testRule('SOURCE_BILLED_IDLE', {
  found: [
    [
      'without an instance',
      source({ instanceId: undefined }),
      ['eni-1: eni-1 is not attached to an instance; 1 session is billed'],
    ],
    [
      'on a stopped instance',
      on({ state: 'stopped' }),
      ['eni-1: eni-1 is on i-1, which is stopped; 1 session is billed'],
    ],
    [
      'on an instance that is gone',
      { instances: { drop: ['i-1'] } },
      ['eni-1: eni-1 is on i-1, which is gone; 1 session is billed'],
    ],
    [
      'on bare metal that cannot be mirrored',
      on({ instanceType: 'm6i.metal' }),
      ['eni-1: eni-1 is on bare metal of type m6i.metal, which cannot be mirrored; 1 session is billed'],
    ],
    [
      'where the interface is gone',
      { networkInterfaces: { drop: ['eni-1'] } },
      ['eni-1: eni-1 does not exist; 1 session is billed'],
    ],
  ],
  clean: [
    [
      'at an interface of a database',
      source({ instanceId: undefined, requesterManaged: true, requesterId: 'amazon-rds' }),
    ],
    ['on bare metal that can be mirrored', on({ instanceType: 'm5.metal' })],
    ['on a type that the guide does not list', on({ instanceType: 't2.micro' })],
  ],
  unseen: [
    [
      'on an instance of another account',
      { ...source({ instanceOwnerId: '210987654321' }), instances: { drop: ['i-1'] } },
      ['eni-1'],
    ],
  ],
});
