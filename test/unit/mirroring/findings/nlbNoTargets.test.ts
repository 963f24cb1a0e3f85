/** The rule NLB_NO_TARGETS. */
import { testRule } from '../../../support/ruleCases.ts';
import { arn, listener, registration } from '../../../support/siteFacts.ts';

const empty = { drop: ['i-a', 'i-b'].map((id) => `${arn.group} ${id} 4789`) };

testRule('NLB_NO_TARGETS', {
  found: [
    [
      'behind a listener',
      { targetHealth: empty },
      [`tmt-balancer: nothing is registered behind ${arn.listener}`],
    ],
    [
      'behind a listener without a target group',
      { listeners: { put: [{ ...listener, targetGroupArns: [] }] } },
      [`tmt-balancer: nothing is registered behind ${arn.listener}`],
    ],
  ],
  clean: [
    ['where there is no listener', { targetHealth: empty, listeners: { drop: [arn.listener] } }],
    [
      'where one target is left, and it is unhealthy',
      { targetHealth: { ...empty, put: [registration('i-c', { state: 'unhealthy' })] } },
    ],
  ],
});
