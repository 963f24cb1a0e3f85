/** NLB_BACKEND_BLOCKS: the security groups of all hosts behind a load balancer drop what it forwards. */
import type { RuleFacts } from '../estate.ts';
import { NotRead } from '../facts.ts';
import { type Gate, gateOf, type Passage } from '../paths.ts';
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
      const { gates, doubt } = gatesOf(facts, group);
      const judgement = yield* judgeSources(facts, sessions, (source) => {
        const passage = throughAny(gates, source, balancer.groupIds);
        if (passage.passes !== true && doubt !== undefined) throw doubt;
        return passage;
      });
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

/** Where packets enter the registered hosts, and why that is not known of another. Hosts often share their groups, and then a gate. */
function gatesOf(facts: RuleFacts, { hosts }: Registered) {
  const gates = new Map<string, Gate>();
  let doubt: NotRead | NotDecidable | undefined;
  for (const registration of hosts)
    try {
      const groups = groupsOf(facts, hostOf(facts, registration));
      const { port = 0 } = registration;
      const key = JSON.stringify([port, ...groups.map(({ groupId }) => groupId)]);
      if (!gates.has(key)) gates.set(key, gateOf(groups, port));
    } catch (error) {
      if (!(error instanceof NotRead || error instanceof NotDecidable)) throw error;
      doubt ??= error;
    }
  return { gates: [...gates.values()], doubt };
}

function throughAny(gates: readonly Gate[], source: Source, balancerGroupIds: readonly string[]): Passage {
  const sourceAddress = source.privateIpAddress;
  const passages: Passage[] = [];
  for (const gate of gates) {
    const passage = gate({ sourceAddress, sourceGroupIds: balancerGroupIds });
    if (passage.passes === true) return passage;
    passages.push(passage);
  }
  const hidden = passages.find(({ passes }) => passes === null);
  if (hidden !== undefined) return hidden;
  const named = gates.some(
    (gate) => gate({ sourceAddress, sourceGroupIds: source.groupIds }).passes !== false,
  );
  if (named) throw new NotDecidable(`only a rule for a group of ${source.networkInterfaceId} may admit it`);
  const evidence = passages.flatMap((one) => one.evidence);
  // Hosts often share a group.
  const distinct = [...new Map(evidence.map((one) => [`${one.resourceId} ${one.expected}`, one])).values()];
  return { passes: false, evidence: distinct, assumptions: [] };
}
