/** SOURCE_BILLED_IDLE: a source that cannot send, whose sessions are billed all the same. */
import type { RuleFacts } from '../estate.ts';
import { bareMetalSourceFamilies } from '../instanceTypes.ts';
import type { Evidence } from '../paths.ts';
import { instanceOf } from './behind.ts';
import { defineRule, evidenceOf } from './rule.ts';
import { counted } from './words.ts';

export const sourceBilledIdle = defineRule({
  code: 'SOURCE_BILLED_IDLE',
  severity: 'WASTE',
  about: 'source',
  reads: ['sessions', 'networkInterfaces', 'instances'],
  means:
    'The session is billed, but its source cannot send: detached, not running, or of an unsupported type.',
  condition:
    'The interface does not exist. Or it is not managed by an AWS service and has no instance, or has one that does not exist, is not running, or is bare metal of a family that cannot be mirrored.',
  source:
    'VPC Traffic Mirroring guide and pricing: a session is billed until it is deleted, also when its source is detached, stopped, terminated or not supported.',
  remedy: 'Delete the sessions, or start or attach the source.',
  *check({ networkInterfaceId }, facts) {
    const idle = idlenessOf(facts, networkInterfaceId);
    if (idle === null) return;
    const { length } = facts.sessions.where('networkInterfaceId', networkInterfaceId);
    yield {
      message: `${networkInterfaceId} ${idle.why}; ${counted(length, 'session')} ${length === 1 ? 'is' : 'are'} billed`,
      evidence: [idle.evidence],
    };
  },
});

interface Idleness {
  readonly why: string;
  readonly evidence: Evidence;
}

function idlenessOf(facts: RuleFacts, id: string): Idleness | null {
  const source = facts.networkInterfaces.of(id);
  if (source === null) return { why: 'does not exist', evidence: evidenceOf(id, 'status', 'does not exist') };
  if (source.requesterManaged === true) return null;
  const { instanceId } = source;
  if (instanceId === undefined)
    return {
      why: 'is not attached to an instance',
      evidence: evidenceOf(id, 'attachment', undefined, 'a running instance'),
    };
  const { state = 'gone', instanceType } = instanceOf(facts, instanceId, source) ?? {};
  if (state !== 'running')
    return {
      why: `is on ${instanceId}, which is ${state}`,
      evidence: evidenceOf(instanceId, 'instanceState', state, 'running'),
    };
  if (!isExcludedBareMetal(instanceType)) return null;
  return {
    why: `is on bare metal of type ${instanceType}, which cannot be mirrored`,
    evidence: evidenceOf(instanceId, 'instanceType', instanceType),
  };
}

function isExcludedBareMetal(instanceType = ''): boolean {
  const [family = '', size = ''] = instanceType.split('.');
  return size.startsWith('metal') && !bareMetalSourceFamilies.has(family);
}
