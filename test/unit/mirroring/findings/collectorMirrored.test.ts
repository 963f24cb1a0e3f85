/** The rule COLLECTOR_MIRRORED. */
import { testRule } from '../../../support/ruleCases.ts';
import { arn, filter, networkInterface, registration, rule, session } from '../../../support/siteFacts.ts';

const collector = session(4, { networkInterfaceId: 'eni-a', trafficMirrorTargetId: 'tmt-balancer' });
const mirrored = { sessions: { put: [collector] } };
const found = ['tms-4: eni-a receives its own copies'];
const inbound = (...rules: ReturnType<typeof rule>[]) => ({
  filters: { put: [filter('tmf-collector', rules)] },
  sessions: { put: [{ ...collector, trafficMirrorFilterId: 'tmf-collector' }] },
});
const vxlan = { protocol: 17, destinationPortRange: { fromPort: 4789, toPort: 4789 } };

testRule('COLLECTOR_MIRRORED', {
  found: [
    ['where its instance is registered', mirrored, found],
    [
      'where its address is registered',
      { ...mirrored, targetHealth: { drop: [`${arn.group} i-a 4789`], put: [registration('10.0.0.11')] } },
      found,
    ],
    [
      'where it is registered with two ports, and the filter rejects the first',
      {
        ...inbound(rule('tmfr-1', 1, { ...vxlan, ruleAction: 'reject' }), rule('tmfr-2', 2)),
        targetHealth: { put: [registration('i-a', { port: 4790 })] },
      },
      found,
    ],
    ['where the filter accepts the copies alone', inbound(rule('tmfr-1', 1, vxlan)), found],
  ],
  clean: [
    [
      'where the filter rejects the copies first',
      inbound(rule('tmfr-1', 1, { ...vxlan, ruleAction: 'reject' }), rule('tmfr-2', 2)),
    ],
    [
      'where it is mirrored to another target',
      { sessions: { put: [{ ...collector, trafficMirrorTargetId: 'tmt-interface' }] } },
    ],
    [
      'where an equal address is registered in another VPC',
      {
        networkInterfaces: { put: [networkInterface('eni-4', '10.0.0.11', { vpcId: 'vpc-2' })] },
        sessions: { put: [{ ...collector, networkInterfaceId: 'eni-4' }] },
        targetHealth: { put: [registration('10.0.0.11')] },
      },
    ],
  ],
});
