/** What the command `npm run policies` has found out, and its exit code. */
import { type CoverageCounts, countStates } from '../mirroring/coverage.ts';
import { planHashOf } from '../policies/planHash.ts';
import type { PolicyPlan } from '../policies/policyPlan.ts';

/** One policy, in all accounts and Regions that it is for. */
export interface PolicyReport {
  readonly name: string;
  readonly plans: readonly PolicyPlan[];
  readonly hash: string;
  readonly coverage: CoverageCounts;
}

export interface Report {
  readonly owner: string;
  readonly policies: readonly PolicyReport[];
  /** What could not be read, and why. */
  readonly failures: readonly {
    readonly accountId: string;
    readonly region: string;
    readonly message: string;
  }[];
  readonly leftOutAccountIds: readonly string[];
}

export const policyReport = (owner: string, name: string, plans: readonly PolicyPlan[]): PolicyReport => ({
  name,
  plans,
  hash: planHashOf(owner, plans),
  coverage: countStates(plans.flatMap(({ standings }) => standings)),
});

/**
 * As `terraform plan -detailed-exitcode`: 0 when nothing is to be changed, 2 when something is. 1 when not everything could be planned: then
 * nothing is known of the rest.
 */
export function exitCodeOf({ policies, failures, leftOutAccountIds }: Report): 0 | 1 | 2 {
  const plans = policies.flatMap((one) => one.plans);
  const isWhole = plans.every(({ filterProblem }) => filterProblem === undefined);
  if (failures.length > 0 || leftOutAccountIds.length > 0 || !isWhole) return 1;
  return plans.some(({ steps }) => steps.length > 0) ? 2 : 0;
}
