/** How each fault of the seed `broken` is ended through the APIs that the embedded EC2 serves: by what its remedy says, where that can be done. */
import {
  AttachNetworkInterfaceCommand,
  CreateTrafficMirrorFilterRuleCommand,
  DeleteTrafficMirrorFilterRuleCommand,
  DeleteTrafficMirrorSessionCommand,
  ModifyTrafficMirrorFilterRuleCommand,
  ModifyTrafficMirrorSessionCommand,
  StartInstancesCommand,
} from '@aws-sdk/client-ec2';
import { DeregisterTargetsCommand, RegisterTargetsCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { FindingCode } from '../../../src/mirroring/findings/rules.ts';
import { cleanTarget, interfaceOf, type Mend, sessionOf, targetOf, there } from './fault.ts';
import { addRule, modifySession, takeAnotherTarget } from './mirroring.ts';
import { admitSource, groupBehind, hostBehind, registerHosts } from './receivers.ts';

export const mends: Readonly<Record<FindingCode, Mend>> = {
  // EC2 gives no interface the id of one that was deleted.
  TARGET_GONE: takeAnotherTarget,
  COLLECTOR_STOPPED: (fault) => {
    const { instanceId } = interfaceOf(fault.facts, targetOf(fault).networkInterfaceId);
    return fault.ec2.send(new StartInstancesCommand({ InstanceIds: [there(instanceId)] }));
  },
  // A listener needs a target group of its own, and the embedded EC2 creates none.
  NLB_NO_LISTENER: takeAnotherTarget,
  NLB_NO_TARGETS: registerHosts,
  SG_BLOCKS: admitSource((fault) => targetOf(fault).networkInterfaceId),
  NLB_BACKEND_BLOCKS: admitSource(hostBehind),
  // The embedded EC2 serves no change of network ACLs.
  NACL_BLOCKS: takeAnotherTarget,
  // The embedded EC2 serves no change of routes.
  NO_ROUTE: takeAnotherTarget,
  SOURCE_BILLED_IDLE: ({ ec2, facts, finding }) => {
    const [used] = facts.sessions.where(
      'trafficMirrorTargetId',
      cleanTarget(facts, 'networkInterfaceId').trafficMirrorTargetId,
    );
    const { instanceId } = interfaceOf(facts, used?.networkInterfaceId);
    const attachment = { InstanceId: there(instanceId), NetworkInterfaceId: finding.subjectId };
    return ec2.send(new AttachNetworkInterfaceCommand({ ...attachment, DeviceIndex: 1 }));
  },
  FILTER_EMPTY: async (fault) => {
    await addRule('ingress', 10)(fault);
    await addRule('egress', 10)(fault);
  },
  FILTER_NO_ACCEPT: async ({ ec2, facts, finding }) => {
    const { ingressRules, egressRules } = there(facts.filters.of(finding.subjectId));
    for (const { trafficMirrorFilterRuleId } of [...ingressRules, ...egressRules])
      await ec2.send(
        new ModifyTrafficMirrorFilterRuleCommand({
          TrafficMirrorFilterRuleId: trafficMirrorFilterRuleId,
          RuleAction: 'accept',
        }),
      );
  },
  // The session that takes every packet comes after it.
  SESSION_SHADOWED: ({ ec2, facts, finding }) => {
    const { networkInterfaceId } = there(facts.sessions.of(finding.subjectId));
    const [first] = facts.sessions.where('networkInterfaceId', there(networkInterfaceId));
    const TrafficMirrorSessionId = there(first?.trafficMirrorSessionId);
    return ec2.send(new ModifyTrafficMirrorSessionCommand({ TrafficMirrorSessionId, SessionNumber: 3 }));
  },
  // The seed fixes the health of what it registers. What is registered by a call is as healthy as its instance.
  NLB_UNHEALTHY: async (fault) => {
    const { TargetGroupArn, hosts } = groupBehind(fault.facts, targetOf(fault).networkLoadBalancerArn);
    await fault.balancing.send(new DeregisterTargetsCommand({ TargetGroupArn, Targets: hosts }));
    await fault.balancing.send(new RegisterTargetsCommand({ TargetGroupArn, Targets: hosts }));
  },
  NLB_ZONE_EMPTY: registerHosts,
  VNI_AMBIGUOUS: modifySession({ VirtualNetworkId: 3_000_000 }),
  LENGTH_SHORT: modifySession({ PacketLength: 35 }),
  RULE_CONTRADICTED: ({ ec2, finding }) =>
    ec2.send(
      new ModifyTrafficMirrorFilterRuleCommand({
        TrafficMirrorFilterRuleId: finding.subjectId,
        RuleNumber: 5,
      }),
    ),
  COLLECTOR_MIRRORED: (fault) => {
    const { networkInterfaceId, trafficMirrorFilterId } = sessionOf(fault);
    return fault.ec2.send(
      new CreateTrafficMirrorFilterRuleCommand({
        TrafficMirrorFilterId: trafficMirrorFilterId,
        TrafficDirection: 'ingress',
        RuleNumber: 50,
        RuleAction: 'reject',
        Protocol: 17,
        SourceCidrBlock: '0.0.0.0/0',
        DestinationCidrBlock: `${interfaceOf(fault.facts, networkInterfaceId).privateIpAddress}/32`,
        DestinationPortRange: { FromPort: 4789, ToPort: 4789 },
      }),
    );
  },
  FOREIGN_TARGET: takeAnotherTarget,
  UNAPPROVED_TARGET: takeAnotherTarget,
  // The embedded EC2 adds no zones to load balancers.
  NLB_ONE_ZONE: takeAnotherTarget,
  FILTER_ONE_WAY: addRule('egress', 100),
  RULE_SHADOWED: ({ ec2, finding }) =>
    ec2.send(new DeleteTrafficMirrorFilterRuleCommand({ TrafficMirrorFilterRuleId: finding.subjectId })),
  IPV6_NOT_MIRRORED: async (fault) => {
    await addRule('ingress', 200, '::/0')(fault);
    await addRule('egress', 200, '::/0')(fault);
  },
  GWLBE_TRUNCATES: modifySession({ PacketLength: 8_446 }),
  TARGET_NEARLY_FULL: (fault) => {
    const { trafficMirrorSessionId: TrafficMirrorSessionId } = sessionOf(fault);
    return fault.ec2.send(new DeleteTrafficMirrorSessionCommand({ TrafficMirrorSessionId }));
  },
};
