/** The rule NLB_UNHEALTHY. */
import { testRule } from '../../../support/ruleCases.ts';
import { arn, registration } from '../../../support/siteFacts.ts';

const health = (...states: string[]) => ({
  targetHealth: { put: states.map((state, n) => registration(n === 0 ? 'i-a' : 'i-b', { state })) },
});

testRule('NLB_UNHEALTHY', {
  found: [
    ['where no host is healthy', health('unhealthy', 'initial'), ['tmt-balancer: 0 of 2 hosts are healthy']],
  ],
  clean: [
    ['where one is healthy', health('unhealthy', 'healthy')],
    [
      'where nothing is registered',
      { targetHealth: { drop: ['i-a', 'i-b'].map((id) => `${arn.group} ${id} 4789`) } },
    ],
  ],
});
