/** The rule NLB_ONE_ZONE. */
import { testRule } from '../../../support/ruleCases.ts';
import { arn, balancer } from '../../../support/siteFacts.ts';

testRule('NLB_ONE_ZONE', {
  found: [
    [
      'in one zone',
      { loadBalancers: { put: [{ ...balancer, zones: balancer.zones.slice(0, 1) }] } },
      ['tmt-balancer: net/sensors/1 is in us-east-1a only'],
    ],
  ],
  clean: [['where the load balancer is gone', { loadBalancers: { drop: [arn.balancer] } }]],
});
