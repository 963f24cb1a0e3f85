/** The rule NLB_NO_LISTENER. */
import { testRule } from '../../../support/ruleCases.ts';
import { arn, listener } from '../../../support/siteFacts.ts';

testRule('NLB_NO_LISTENER', {
  found: [
    [
      'without a listener',
      { listeners: { drop: [arn.listener] } },
      ['tmt-balancer: net/sensors/1 has no UDP listener on 4789'],
    ],
    [
      'with a listener for TCP',
      { listeners: { put: [{ ...listener, protocol: 'TCP' }] } },
      ['tmt-balancer: net/sensors/1 has no UDP listener on 4789'],
    ],
    [
      'with a listener on another port',
      { listeners: { put: [{ ...listener, port: 4790 }] } },
      ['tmt-balancer: net/sensors/1 has no UDP listener on 4789'],
    ],
  ],
  clean: [
    ['with a listener for both protocols', { listeners: { put: [{ ...listener, protocol: 'TCP_UDP' }] } }],
    [
      'where the load balancer is gone',
      { loadBalancers: { drop: [arn.balancer] }, listeners: { drop: [arn.listener] } },
    ],
  ],
});
