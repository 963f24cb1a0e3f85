/** SG_BLOCKS: the security groups of the receiver do not admit copies. */
import type { Interface, LoadBalancer } from '../estate.ts';
import { gateOf, vxlanPort } from '../paths.ts';
import { balancerBehind, groupsOf, interfaceBehind } from './behind.ts';
import { defineRule, NotDecidable } from './rule.ts';
import { judgeSources } from './sources.ts';
import { counted, listed } from './words.ts';

export const sgBlocks = defineRule({
  code: 'SG_BLOCKS',
  severity: 'BROKEN',
  about: 'target',
  reads: ['sessions', 'networkInterfaces', 'loadBalancers', 'securityGroups'],
  means: 'No security group of the receiver admits UDP 4789 from the source.',
  condition:
    'The receiver has security groups, and no inbound rule of theirs lets UDP to port 4789 in from a block with the primary address of the source, or from a security group of the source. A rule that names a security group of the source is taken to let the copies in, but in another VPC that is not decided. A rule for a prefix list is not decided either. The outbound rules of the source do not matter.',
  source:
    'VPC Traffic Mirroring guide: the security group of the target must allow UDP 4789 from the source, and copies are not subject to the outbound rules of the source.',
  remedy:
    'Add an inbound rule for UDP 4789 from the addresses of the sources to a security group of the receiver.',
  *check(target, facts) {
    const receiver: Interface | LoadBalancer | null =
      interfaceBehind(facts, target) ?? balancerBehind(facts, target);
    if (receiver === null || receiver.groupIds.length === 0) return;
    const gate = gateOf(groupsOf(facts, receiver), vxlanPort);
    const sessions = facts.sessions.where('trafficMirrorTargetId', target.trafficMirrorTargetId);
    const { blocked, throwDoubt } = yield* judgeSources(facts, sessions, (source) => {
      const passage = gate({ sourceAddress: source.privateIpAddress, sourceGroupIds: source.groupIds });
      // Groups can be named across VPCs only by some ways between them, which the security groups do not tell.
      if (passage.assumptions.length > 0 && source.vpcId !== receiver.vpcId)
        throw new NotDecidable(
          `only a rule for a group of ${source.networkInterfaceId}, in another VPC, may admit it`,
        );
      return passage;
    });
    const [first] = blocked;
    if (first !== undefined)
      yield {
        message: `no rule of ${listed(receiver.groupIds)} admits UDP ${vxlanPort} from ${counted(blocked.length, 'source')}, for example ${first.source.privateIpAddress}`,
        sessions: blocked.flatMap((one) => one.sessions),
        evidence: first.passage.evidence,
      };
    throwDoubt();
  },
});
