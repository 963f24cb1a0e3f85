/** Makes one step of a plan. */
import { randomUUID } from 'node:crypto';
import type { Policy } from '../config/policies.ts';
import type { Outcome } from '../ec2/changes/outcome.ts';
import type { ChangeOptions } from '../ec2/changes/recorder.ts';
import {
  createTrafficMirrorSession,
  deleteTrafficMirrorSession,
  modifyTrafficMirrorSession,
} from '../ec2/changes/sessions.ts';
import type { Ec2Scope } from '../ec2/scope.ts';
import type { TrafficMirrorSessionRecord } from '../ec2/sessions.ts';
import { tagsOf } from './ownership.ts';
import type { PolicyStep } from './policyPlan.ts';
import type { PlaceReading } from './readPlace.ts';

interface Made {
  readonly scope: Ec2Scope;
  readonly policy: Policy;
  readonly reading: PlaceReading;
}

/** @returns the session as it is then; undefined when it was deleted. */
export async function makeStep(
  step: PolicyStep,
  { scope, policy: { name }, reading }: Made,
  owner: string,
  options: ChangeOptions,
): Promise<Outcome<TrafficMirrorSessionRecord | undefined>> {
  if (step.kind === 'CREATE') {
    const session = { ...step.session, description: `policy ${name}`, tags: tagsOf(owner, name) };
    // A token that is the same every time would have EC2 repeat its answer after the session was deleted. The session number is the lock.
    return createTrafficMirrorSession(scope, session, {
      ...options,
      clientToken: randomUUID(),
      mayBeReplay: false,
    });
  }
  const { trafficMirrorSessionId: id } = step;
  if (step.kind === 'MODIFY') {
    const before = reading.sessions.find((session) => session.trafficMirrorSessionId === id);
    return modifyTrafficMirrorSession(scope, step.change, { ...options, before });
  }
  const outcome = await deleteTrafficMirrorSession(scope, id, { ...options, wasThere: true });
  return outcome.kind === 'applied' ? { ...outcome, value: undefined } : outcome;
}
