/** NLB_BACKEND_BLOCKS: the security groups of all hosts behind a load balancer drop what it forwards. */
import type { RuleFacts } from '../estate.ts';
import { admittedByGroups, type Passage } from '../paths.ts';
import type { SecurityGroup } from '../records.ts';
import { balancerBehind, groupsOf, hostOf, type Registered, registeredBehind } from './behind.ts';
import { defineRule, NotDecidable } from './rule.ts';
import { judgeSources, type Source } from './sources.ts';

export const nlbBackendBlocks = defineRule({
  code: 'NLB_BACKEND_BLOCKS',
  severity: 'BROKEN',
  about: 'target',
  reads: [
    'sessions',
    'networkInterfaces',
    'loadBalancers',
    'targetGroups',
    'listeners',
    'targetHealth',
    'securityGroups',
  ],
  means: 'No security group of the hosts behind the load balancer admits the copies.',
  condition:
    'Every host that is registered with the target group has security groups, and no inbound rule of theirs lets UDP to the registered port in from the primary address of the source or from a security group of the load balancer. A rule for a prefix list or for a security group of the source is not decided.',
  source:
    'ELB user guide for Network Load Balancers, "Client IP preservation": for UDP, hosts see the address of the client, which is the source of the copy.',
  remedy:
    'Add an inbound rule for UDP on the port of the target group from the addresses of the sources to a security group of the hosts.',
  *check(target, facts) {
    const balancer = balancerBehind(facts, target);
    if (balancer === null) return;
    const sessions = facts.sessions.where('trafficMirrorTargetId', target.trafficMirrorTargetId);
    const doubts: (() => void)[] = [];
    for (const group of registeredBehind(facts, target)) {
      const { hosts, targetGroupArn } = group;
      if (hosts.length === 0) continue;
      const doors = doorsOf(facts, group);
      const judgement = yield* judgeSources(facts, sessions, (source) =>
        throughAny(doors, source, balancer.groupIds),
      );
      doubts.push(judgement.throwDoubt);
      const { blocked } = judgement;
      const [first] = blocked;
      if (first === undefined) continue;
      const ports = [...new Set(hosts.map(({ port }) => port))].join(' or ');
      yield {
        discriminator: targetGroupArn,
        message: `${hosts.length} of ${hosts.length} hosts behind ${balancer.path} do not admit UDP ${ports} from ${first.source.privateIpAddress}`,
        sessions: blocked.flatMap((one) => one.sessions),
        evidence: first.passage.evidence,
      };
    }
    for (const throwDoubt of doubts) throwDoubt();
  },
});

/** Where packets enter a registered host. */
interface Door {
  readonly groups: readonly SecurityGroup[];
  readonly port: number;
}

const doorsOf = (facts: RuleFacts, { hosts }: Registered): Door[] =>
  hosts.map((registration) => ({
    groups: groupsOf(facts, hostOf(facts, registration)),
    port: registration.port ?? 0,
  }));

function throughAny(doors: readonly Door[], source: Source, balancerGroupIds: readonly string[]): Passage {
  const sourceAddress = source.privateIpAddress;
  const passages: Passage[] = [];
  for (const { groups, port } of doors) {
    const passage = admittedByGroups(groups, { sourceAddress, sourceGroupIds: balancerGroupIds, port });
    if (passage.passes === true) return passage;
    passages.push(passage);
  }
  const hidden = passages.find(({ passes }) => passes === null);
  if (hidden !== undefined) return hidden;
  const named = doors.some(
    ({ groups, port }) =>
      admittedByGroups(groups, { sourceAddress, sourceGroupIds: source.groupIds, port }).passes !== false,
  );
  if (named) throw new NotDecidable(`only a rule for a group of ${source.networkInterfaceId} may admit it`);
  const evidence = passages.flatMap((one) => one.evidence);
  // Hosts often share a group.
  const distinct = [...new Map(evidence.map((one) => [`${one.resourceId} ${one.expected}`, one])).values()];
  return { passes: false, evidence: distinct, assumptions: [] };
}
