/** The plans of policies in many accounts and Regions, for a program that nobody asks in a request: one place after the other. */
import type { Served } from '../../access/access.ts';
import type { Policies } from '../../config/policies.ts';
import { type Allowance, openAllowance } from '../../ec2/estate/allowance.ts';
import { Ec2Failure } from '../../ec2/failure.ts';
import type { Ec2Scope, Place } from '../../ec2/scope.ts';
import type { Scopes } from '../../ec2/scopes.ts';
import { createOwnUsage } from '../../ec2/usage.ts';
import type { PolicyPlan } from '../../policies/policyPlan.ts';
import { isFor } from '../../policies/select.ts';
import type { ScopeFailure } from '../errors.ts';
import { createEstates } from '../estates.ts';
import { surveyor } from '../findings/survey.ts';
import { createPolicyPlace } from './places.ts';

interface SurveyOptions {
  readonly access: Served;
  /** What the subject may read. */
  readonly scopes: Scopes;
  /** Which of it is planned. */
  readonly chosen: readonly Place[];
  /** For each account and Region. */
  readonly allowance: Allowance;
}

/** @returns the plans by account and Region, and what could not be read. */
export async function surveyPolicies(
  { access, scopes, chosen, allowance }: SurveyOptions,
  file: Pick<Policies, 'owner' | 'policies'>,
): Promise<{ readonly plans: readonly PolicyPlan[]; readonly failures: readonly ScopeFailure[] }> {
  const plans: PolicyPlan[] = [];
  const failures: ScopeFailure[] = [];
  for (const scope of chosen.map(scopes.at)) {
    const policies = file.policies.filter((policy) => isFor(policy, scope));
    const place = placeIn(scope, { access, scopes, allowance });
    try {
      for (const policy of policies) plans.push((await place.plan(file, policy)).plan);
    } catch (failure) {
      if (!(failure instanceof Ec2Failure)) throw failure;
      failures.push({ scope, failure });
    }
  }
  return { plans, failures };
}

function placeIn(scope: Ec2Scope, { access, scopes, allowance }: Omit<SurveyOptions, 'chosen'>) {
  const { signal } = new AbortController();
  const usage = createOwnUsage(surveyor, { signal });
  const estates = createEstates({ scope, scopes, usage, allowance: openAllowance(allowance) });
  return createPolicyPlace({ scope, scopes, estates, approvedTargets: access.approvedTargets });
}
