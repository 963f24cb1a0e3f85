/** What the sessions of an account and Region would be after some steps. */
import { sessionFields } from '../ec2/sessions.ts';
import { tagsOf } from './ownership.ts';
import type { CreateStep, ModifyStep, PolicyPlan, PolicyStep } from './policyPlan.ts';
import type { PolicySnapshot, SnapshotSession } from './snapshot.ts';

export interface SessionsAfter {
  /** Those that are new or have other values. */
  readonly put: readonly SnapshotSession[];
  /** The ids of those that are gone. */
  readonly drop: readonly string[];
}

/** @param sessions as they are. */
export function sessionsAfter(
  sessions: readonly SnapshotSession[],
  { owner, policy, accountId }: Pick<PolicyPlan, 'policy' | 'accountId'> & { readonly owner: string },
  steps: readonly PolicyStep[],
): SessionsAfter {
  const byId = new Map(sessions.map((session) => [session.trafficMirrorSessionId, session]));
  const put: SnapshotSession[] = [];
  const drop: string[] = [];
  for (const step of steps) {
    if (step.kind === 'DELETE') drop.push(step.trafficMirrorSessionId);
    else if (step.kind === 'CREATE') put.push(created(step, owner, policy.name, accountId));
    else {
      const before = byId.get(step.trafficMirrorSessionId);
      if (before !== undefined) put.push(modified(step, before));
    }
  }
  return { put, drop };
}

/** An account and Region after some steps of a plan. */
export function snapshotAfter(
  snapshot: PolicySnapshot,
  owner: string,
  plan: PolicyPlan,
  steps: readonly PolicyStep[],
): PolicySnapshot {
  if (steps.length === 0) return snapshot;
  const sessions = new Map(snapshot.sessions.map((session) => [session.trafficMirrorSessionId, session]));
  const { put, drop } = sessionsAfter(snapshot.sessions, { ...plan, owner }, steps);
  for (const id of drop) sessions.delete(id);
  for (const session of put) sessions.set(session.trafficMirrorSessionId, session);
  const idsInOrder = [...sessions.keys()].sort();
  return { ...snapshot, sessions: idsInOrder.flatMap((id) => sessions.get(id) ?? []) };
}

/** Stands for the id of the session that a step creates. */
export const plannedId = ({ networkInterfaceId }: Pick<CreateStep, 'networkInterfaceId'>): string =>
  `the new session of ${networkInterfaceId}`;

const created = (
  step: CreateStep,
  owner: string,
  policyName: string,
  accountId: string,
): SnapshotSession => ({
  packetLength: undefined,
  virtualNetworkId: undefined,
  ...step.session,
  trafficMirrorSessionId: plannedId(step),
  ownerId: accountId,
  tags: tagsOf(owner, policyName),
});

function modified({ change: { set, removeFields } }: ModifyStep, before: SnapshotSession): SnapshotSession {
  const given = Object.fromEntries(Object.entries(set).filter(([, value]) => value !== undefined));
  const reset = Object.fromEntries(removeFields.map((field) => [sessionFields[field], undefined]));
  return { ...before, ...given, ...reset };
}
