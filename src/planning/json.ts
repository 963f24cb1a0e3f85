/** The plans as JSON, with the names of the GraphQL API where it has them. */
import type { PolicyPlan, PolicyStep } from '../policies/policyPlan.ts';
import type { PolicyReport, Report } from './report.ts';

export function toJson({ owner, policies, failures, leftOutAccountIds }: Report): string {
  const document = {
    owner,
    policies: policies.map(toPolicy),
    scopeErrors: failures.map(({ message, ...scope }) => ({ scope, message })),
    leftOutAccountIds,
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

const toPolicy = ({ name, hash, coverage: { unknown, ...coverage }, plans }: PolicyReport) => ({
  name,
  hash,
  coverage: { ...coverage, wanted: coverage.total - coverage.excluded },
  steps: plans.flatMap((plan) => plan.steps.map((step) => toStep(plan, step))),
  sources: plans.flatMap(({ accountId, region, standings }) =>
    standings
      .filter(({ state }) => state !== 'MIRRORED')
      .map(({ networkInterfaceId, state, because }) => ({
        scope: { accountId, region },
        networkInterfaceId,
        state,
        reason: because?.reason,
        message: because?.message,
      })),
  ),
  adoptable: plans.flatMap(({ accountId, region, adoptable }) =>
    adoptable.map((one) => ({ scope: { accountId, region }, ...one })),
  ),
  leftovers: plans.flatMap(({ accountId, region, leftoverIds }) =>
    leftoverIds.map((trafficMirrorSessionId) => ({ scope: { accountId, region }, trafficMirrorSessionId })),
  ),
  problems: plans.flatMap(({ filterProblem }) => filterProblem ?? []),
});

const toStep = ({ accountId, region }: PolicyPlan, step: PolicyStep) => ({
  scope: { accountId, region },
  ...step,
});
