/** Plans the policies of an account and Region as a pass comes to them: each after the steps that are made of those before it. */
import type { Policies, Policy } from '../config/policies.ts';
import type { PoliciesInForce } from '../config/readPolicies.ts';
import { snapshotAfter } from './applied.ts';
import { guarded } from './guards.ts';
import { planOf } from './planOf.ts';
import type { PolicyPlan } from './policyPlan.ts';
import { isFor } from './select.ts';
import type { PolicySnapshot, SnapshotTarget } from './snapshot.ts';

/** Absent problems: there is no newer text. */
export type PlannedFile = Pick<Policies, 'owner' | 'policies'> & Partial<Pick<PoliciesInForce, 'problems'>>;

/** @returns the plan of a policy of the file, which is made once. */
export type Planner = (policy: Policy) => PolicyPlan;

interface Planned {
  readonly plan: PolicyPlan;
  /** What the next policy finds. */
  readonly after: () => PolicySnapshot;
}

/**
 * Without it, policies that share targets would together plan more than these take.
 *
 * @param approves whether sessions of a policy may send to a target.
 */
export function createPlanner(
  { owner, policies, problems = [] }: PlannedFile,
  snapshot: PolicySnapshot,
  approves: (policy: Policy, target: SnapshotTarget) => boolean,
): Planner {
  const isFileInvalid = problems.length > 0;
  const mine = policies.filter((policy) => isFor(policy, snapshot));
  const made = new Map<Policy, Planned>();

  function make(policy: Policy): Planned {
    const before = mine.slice(0, Math.max(0, mine.indexOf(policy)));
    // Nothing is made of the others until somebody approves it.
    const last = before.findLast(({ mode }) => mode === 'apply');
    const found = last === undefined ? snapshot : plannedOf(last).after();
    const plan = planOf(policy, found, { owner, approves: (target) => approves(policy, target) });
    const after = () => snapshotAfter(found, owner, plan, guarded(plan, { isFileInvalid }).steps);
    return { plan, after };
  }

  function plannedOf(policy: Policy): Planned {
    const known = made.get(policy) ?? make(policy);
    made.set(policy, known);
    return known;
  }

  return (policy) => plannedOf(policy).plan;
}
