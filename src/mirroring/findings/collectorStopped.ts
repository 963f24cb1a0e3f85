/** COLLECTOR_STOPPED: nothing runs at the interface that should receive. */
import { instanceOf, interfaceBehind } from './behind.ts';
import { defineRule, evidenceOf } from './rule.ts';

export const collectorStopped = defineRule({
  code: 'COLLECTOR_STOPPED',
  severity: 'BROKEN',
  about: 'target',
  reads: ['networkInterfaces', 'instances'],
  means: 'The receiving interface is not attached to a running instance.',
  condition: 'The interface of the target has no instance, or its instance does not exist or is not running.',
  source:
    'EC2 refuses to create a session to an interface that is not attached to a running instance. For existing sessions, it is inferred: nothing takes the copies there.',
  remedy:
    'Start the instance, attach the interface to a running one, or change the sessions to another target.',
  *check(target, facts) {
    const receiver = interfaceBehind(facts, target);
    if (receiver === null) return;
    const { networkInterfaceId, instanceId } = receiver;
    if (instanceId === undefined) {
      const evidence = [evidenceOf(networkInterfaceId, 'attachment', undefined, 'a running instance')];
      yield { message: `${networkInterfaceId} is not attached to an instance`, evidence };
      return;
    }
    const state = instanceOf(facts, instanceId, receiver)?.state ?? 'gone';
    if (state === 'running') return;
    yield {
      message: `${networkInterfaceId} is on ${instanceId}, which is ${state}`,
      evidence: [
        evidenceOf(instanceId, 'instanceState', state, 'running'),
        evidenceOf(networkInterfaceId, 'attachment', instanceId),
      ],
    };
  },
});
