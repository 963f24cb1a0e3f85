/** What one request reads of an account and Region for policies, and plans from it: each once. */
import { approvesForPolicy } from '../../access/approvedTargets.ts';
import type { ApprovedTargets } from '../../config/accounts.ts';
import type { Policy } from '../../config/policies.ts';
import type { Ec2Scope } from '../../ec2/scope.ts';
import type { Scopes } from '../../ec2/scopes.ts';
import type { TrafficMirrorSessionRecord } from '../../ec2/sessions.ts';
import { explained } from '../../policies/explained.ts';
import { createPlanner, type PlannedFile, type Planner } from '../../policies/inTurn.ts';
import type { LastPasses } from '../../policies/lastPasses.ts';
import type { PolicyPlan } from '../../policies/policyPlan.ts';
import { type PlaceReading, readPlace } from '../../policies/readPlace.ts';
import { isFor } from '../../policies/select.ts';
import type { Estates } from '../estates.ts';

/** A plan for an account and Region, and what it was made from. */
export interface PlanIn {
  readonly scope: Ec2Scope;
  readonly owner: string;
  readonly plan: PolicyPlan;
  readonly reading: PlaceReading;
  /** What was read, by id. */
  readonly sessions: ReadonlyMap<string, TrafficMirrorSessionRecord>;
}

export interface PolicyPlace {
  /** @throws Ec2Failure when the account and Region could not be read whole. */
  read(): Promise<PlaceReading>;
  /** @throws Ec2Failure likewise. */
  plan(file: PlannedFile, policy: Policy): Promise<PlanIn>;
}

interface PlaceOptions {
  readonly scope: Ec2Scope;
  /** What the caller may use. */
  readonly scopes: Pick<Scopes, 'find'>;
  readonly estates: Pick<Estates, 'within'>;
  readonly approvedTargets: ApprovedTargets | undefined;
  /** What was refused lately. Absent: nothing is known of that. */
  readonly lastPasses?: Pick<LastPasses, 'at'>;
}

export function createPolicyPlace({
  scope,
  scopes,
  estates,
  approvedTargets,
  lastPasses,
}: PlaceOptions): PolicyPlace {
  let reading: Promise<PlaceReading> | undefined;
  let planner: Planner | undefined;
  const plans = new Map<Policy, Promise<PlanIn>>();

  function read(): Promise<PlaceReading> {
    reading ??= estates.within((usage) => readPlace(scope, scopes, usage));
    return reading;
  }

  async function make(file: PlannedFile, policy: Policy): Promise<PlanIn> {
    const reading = await read();
    const sessions = new Map(reading.sessions.map((one) => [one.trafficMirrorSessionId, one]));
    planner ??= createPlanner(file, reading, (of, target) => approvesForPolicy(of, approvedTargets, target));
    const last = lastPasses?.at(scope).find(({ policyName }) => policyName === policy.name);
    const plan = explained(planner(policy), last?.refusals ?? new Map());
    return { scope, owner: file.owner, plan, reading, sessions };
  }

  return {
    read,
    plan(file, policy) {
      const made = plans.get(policy) ?? make(file, policy);
      plans.set(policy, made);
      return made;
    },
  };
}

/** The accounts and Regions that a policy is for. */
export const scopesOf = (policy: Policy, scopes: readonly Ec2Scope[]): readonly Ec2Scope[] =>
  scopes.filter((scope) => isFor(policy, scope));
