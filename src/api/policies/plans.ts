/** The plans of a policy in the accounts and Regions that were asked for. */
import type { StepKind } from '../../policies/policyPlan.ts';
import type { GatewayContext } from '../context.ts';
import type { ScopeFailure } from '../errors.ts';
import { readScopes } from '../readScopes.ts';
import type { AskedPolicy } from './asked.ts';
import type { PlanIn } from './places.ts';

export interface PlansOfPolicy extends AskedPolicy {
  /** In the order of accounts and Regions. */
  readonly plans: readonly PlanIn[];
  readonly failures: readonly ScopeFailure[];
}

/** @throws Ec2Failure when there is only one account and Region, and it cannot be read whole. */
export async function readPlans(context: GatewayContext, asked: AskedPolicy): Promise<PlansOfPolicy> {
  const { file, policy, scopes } = asked;
  const { records, failures } = await readScopes(scopes, async (scope) => [
    await context.policyPlaces(scope).plan(file, policy),
  ]);
  return { ...asked, plans: records, failures };
}

/** How many of what a field lists without pages are shown. */
export const maxShown = 1_000;

/** What each plan has, with where it is; as many as are shown. */
export const firstOf = <Item>({ plans }: PlansOfPolicy, itemsOf: (one: PlanIn) => readonly Item[]): Item[] =>
  plans.flatMap(itemsOf).slice(0, maxShown);

export const stepsOf = ({ plans }: PlansOfPolicy, kind: StepKind) =>
  plans.flatMap(({ plan }) => plan.steps.filter((step) => step.kind === kind));
