/** The rule NLB_ZONE_EMPTY. */
import { testRule } from '../../../support/ruleCases.ts';
import { arn, balancer, registration } from '../../../support/siteFacts.ts';

const inOneZone = { put: [registration('i-b', { state: 'unhealthy' })] };
const crossZone = (ofGroup: string, ofBalancer?: string) => ({
  targetGroupAttributes: { put: [{ arn: arn.group, crossZone: ofGroup }] },
  loadBalancerAttributes: { put: ofBalancer ? [{ arn: arn.balancer, crossZone: ofBalancer }] : [] },
});
const asBalancer = 'use_load_balancer_configuration';
const message = ['tmt-balancer: us-east-1b has no healthy host and cross-zone load balancing is off'];

testRule('NLB_ZONE_EMPTY', {
  found: [
    ['where the target group switches cross-zone off', { targetHealth: inOneZone }, message],
    ['where the load balancer does', { targetHealth: inOneZone, ...crossZone(asBalancer, 'false') }, message],
    [
      'by the zone that is registered',
      {
        targetHealth: {
          drop: [`${arn.group} i-b 4789`],
          put: [registration('i-a', { availabilityZone: 'us-east-1a' })],
        },
      },
      message,
    ],
  ],
  clean: [
    [
      'where the target group switches cross-zone on',
      { targetHealth: inOneZone, ...crossZone('true', 'false') },
    ],
    ['where the load balancer does', { targetHealth: inOneZone, ...crossZone(asBalancer, 'true') }],
    [
      'where no zone has a healthy target',
      { targetHealth: { put: [registration('i-a', { state: 'unhealthy' }), ...inOneZone.put] } },
    ],
    [
      'with one zone alone',
      {
        targetHealth: inOneZone,
        loadBalancers: { put: [{ ...balancer, zones: balancer.zones.slice(0, 1) }] },
      },
    ],
    [
      'where a target is for all zones',
      { targetHealth: { put: [registration('i-a', { availabilityZone: 'all' }), ...inOneZone.put] } },
    ],
  ],
});
