/** What a step does, as the schema shows it. */
import { toNetworkInterface } from '../../ec2/networkInterfaces.ts';
import type { Ec2Scope } from '../../ec2/scope.ts';
import {
  type SessionChange,
  sessionFields,
  sessionProperties,
  type TrafficMirrorSessionRecord,
} from '../../ec2/sessions.ts';
import type { TrafficMirrorFieldChange } from '../../generated/types.ts';
import { tagsOf } from '../../policies/ownership.ts';
import type { Adoptable, PolicyStep } from '../../policies/policyPlan.ts';
import { changesBetween, foreseen, tagChangesBetween } from '../mutations/changes.ts';
import type { PlanIn } from './places.ts';

/** A step, and the plan that it is a part of. */
export interface StepIn {
  readonly in: PlanIn;
  readonly step: PolicyStep;
}

/** A session that a policy could take over, and where. */
export interface AdoptableIn extends Adoptable {
  readonly scope: Ec2Scope;
  readonly session: TrafficMirrorSessionRecord;
}

/** Those of them that were read. */
export const sessionsIn = ({ sessions }: PlanIn, ids: readonly string[]): TrafficMirrorSessionRecord[] =>
  ids.flatMap((id) => sessions.get(id) ?? []);

export const adoptableIn = (one: PlanIn): AdoptableIn[] =>
  one.plan.adoptable.flatMap((adoptable) =>
    sessionsIn(one, [adoptable.trafficMirrorSessionId]).map((session) => ({
      ...adoptable,
      scope: one.scope,
      session,
    })),
  );

export const sessionOf = ({ in: { sessions }, step }: StepIn): TrafficMirrorSessionRecord | null =>
  step.kind === 'CREATE' ? null : (sessions.get(step.trafficMirrorSessionId) ?? null);

export const sourceOf = ({ in: { scope }, step }: StepIn) =>
  step.reason === 'SOURCE_GONE' ? null : toNetworkInterface(scope, step.networkInterfaceId);

export function changesOf({ in: { owner, plan, sessions }, step }: StepIn): TrafficMirrorFieldChange[] {
  if (step.kind === 'CREATE')
    return [
      ...changesBetween({}, step.session, sessionProperties),
      ...tagChangesBetween([], tagsOf(owner, plan.policy.name)),
    ];
  const before = sessions.get(step.trafficMirrorSessionId);
  if (before === undefined) return [];
  if (step.kind === 'MODIFY') return modified(before, step.change);
  return [...changesBetween(before, {}, sessionProperties), ...tagChangesBetween(before.tags, [])];
}

/** What the policy would change of a session that it took over. */
export const adoptedChanges = ({ session, change }: AdoptableIn): TrafficMirrorFieldChange[] =>
  change === undefined ? [] : modified(session, change);

const modified = (before: TrafficMirrorSessionRecord, change: SessionChange) =>
  changesBetween(before, foreseen(before, change, sessionProperties, sessionFields), sessionProperties);
