/** TARGET_NEARLY_FULL: a target that soon takes no more sources. */
import { sourcesAllowed } from '../capacity.ts';
import { assertAllSessionsSeen, instanceOf, interfaceBehind } from './behind.ts';
import { defineRule, evidenceOf } from './rule.ts';

/** Of what is allowed. */
const share = 0.8;

export const targetNearlyFull = defineRule({
  code: 'TARGET_NEARLY_FULL',
  severity: 'NOTICE',
  about: 'target',
  reads: ['sessions', 'networkInterfaces', 'instances'],
  means: 'At least 80 % of the sources that the target takes are in use.',
  condition:
    'The target is an interface, and the sessions to it have at least 80 % of the 10 or 100 different sources that its instance type takes.',
  source: 'VPC Traffic Mirroring guide, quotas: the number of sources of a target cannot be raised.',
  remedy: 'Use another target for new sources, or a Network Load Balancer, which has no limit.',
  *check(target, facts, asking) {
    const receiver = interfaceBehind(facts, target);
    if (receiver?.instanceId === undefined) return;
    const { instanceId } = receiver;
    const { instanceType } = instanceOf(facts, instanceId, receiver) ?? {};
    const allowed = sourcesAllowed(instanceType);
    const { trafficMirrorTargetId: id } = target;
    const sessions = facts.sessions.where('trafficMirrorTargetId', id);
    const used = new Set(sessions.flatMap((session) => session.networkInterfaceId ?? [])).size;
    if (allowed === null) return;
    if (used < share * allowed) return assertAllSessionsSeen(target, asking);
    yield {
      message: `${used} of ${allowed} sources`,
      evidence: [evidenceOf(instanceId, 'instanceType', instanceType), evidenceOf(id, 'sources', used)],
    };
  },
});
