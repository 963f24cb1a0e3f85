/** The rule TARGET_GONE. */
import { testRule } from '../../../support/ruleCases.ts';
import { arn } from '../../../support/siteFacts.ts';

testRule('TARGET_GONE', {
  found: [
    [
      'of an interface',
      { networkInterfaces: { drop: ['eni-collector'] } },
      ['tmt-interface: eni-collector behind tmt-interface does not exist; 1 session copies to nowhere'],
    ],
    [
      'of a load balancer',
      { loadBalancers: { drop: [arn.balancer] } },
      [`tmt-balancer: ${arn.balancer} behind tmt-balancer does not exist; 1 session copies to nowhere`],
    ],
    [
      'of an endpoint',
      { vpcEndpoints: { drop: ['vpce-1'] } },
      ['tmt-endpoint: vpce-1 behind tmt-endpoint does not exist; 1 session copies to nowhere'],
    ],
    [
      'of an endpoint that is being deleted',
      { vpcEndpoints: { put: [{ vpcEndpointId: 'vpce-1', state: 'deleting' }] } },
      ['tmt-endpoint: vpce-1 behind tmt-endpoint is deleting; 1 session copies to nowhere'],
    ],
  ],
  clean: [
    [
      'of an endpoint that is pending',
      { vpcEndpoints: { put: [{ vpcEndpointId: 'vpce-1', state: 'pending' }] } },
    ],
    ['without sessions', { networkInterfaces: { drop: ['eni-collector'] }, sessions: { drop: ['tms-1'] } }],
  ],
});
