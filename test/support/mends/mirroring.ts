/** Mends of what Traffic Mirroring itself has: sessions and the rules of filters. */
import {
  CreateTrafficMirrorFilterRuleCommand,
  ModifyTrafficMirrorSessionCommand,
  type ModifyTrafficMirrorSessionCommandInput,
} from '@aws-sdk/client-ec2';
import { cleanTarget, type Mend, sessionOf } from './fault.ts';

export const modifySession =
  (change: Omit<ModifyTrafficMirrorSessionCommandInput, 'TrafficMirrorSessionId'>): Mend =>
  (fault) => {
    const { trafficMirrorSessionId: TrafficMirrorSessionId } = sessionOf(fault);
    return fault.ec2.send(new ModifyTrafficMirrorSessionCommand({ TrafficMirrorSessionId, ...change }));
  };

/** Where what is wrong with the target cannot be changed, and where the target itself is what is wrong. */
export const takeAnotherTarget: Mend = (fault) => {
  const { trafficMirrorTargetId } = cleanTarget(fault.facts, 'networkInterfaceId');
  return modifySession({ TrafficMirrorTargetId: trafficMirrorTargetId })(fault);
};

export const addRule =
  (TrafficDirection: 'ingress' | 'egress', RuleNumber: number, block = '0.0.0.0/0'): Mend =>
  ({ ec2, finding }) =>
    ec2.send(
      new CreateTrafficMirrorFilterRuleCommand({
        TrafficMirrorFilterId: finding.subjectId,
        TrafficDirection,
        RuleNumber,
        RuleAction: 'accept',
        SourceCidrBlock: block,
        DestinationCidrBlock: block,
      }),
    );
