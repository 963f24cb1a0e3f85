/** The plans for people. */
import type { PolicyStep } from '../policies/policyPlan.ts';
import type { PolicyReport, Report } from './report.ts';

export function toTable({ policies, failures, leftOutAccountIds }: Report): string {
  const parts = [
    ...policies.map(ofPolicy),
    ...failures.map(({ accountId, region, message }) => `Not read: ${accountId} ${region}: ${message}`),
    ...leftOutAccountIds.map((id) => `Not read: ${id}: its access does not name traffic-mirror-findings`),
  ];
  return `${parts.join('\n\n')}\n`;
}

const signs = { CREATE: '+', MODIFY: '~', DELETE: '-' } as const;

function ofPolicy({ name, coverage, plans, hash }: PolicyReport): string {
  const { total, excluded, mirrored, wrong, missing, impossible } = coverage;
  const steps = plans.flatMap((plan) => plan.steps.map((step) => `  ${toLine(step)}`));
  const others = plans.flatMap(({ standings }) =>
    standings
      .filter(({ state, because }) => state === 'IMPOSSIBLE' || because?.reason === 'ADOPTABLE')
      .map(
        ({ networkInterfaceId, because }) =>
          `  ! ${networkInterfaceId} ${because?.reason}: ${because?.message}`,
      ),
  );
  const problems = plans.flatMap(({ filterProblem }) =>
    filterProblem === undefined ? [] : `  ! ${filterProblem}`,
  );
  return [
    `${name}: ${total - excluded} wanted, ${mirrored} mirrored, ${wrong} wrong, ${missing} missing, ${impossible} impossible, ${excluded} excluded`,
    ...steps,
    ...problems,
    ...others,
    steps.length === 0 ? '  Nothing is to be changed.' : `  ${steps.length} to be changed, plan ${hash}`,
  ].join('\n');
}

const toLine = (step: PolicyStep): string =>
  step.kind === 'CREATE'
    ? `${signs[step.kind]} ${step.networkInterfaceId} → ${step.session.trafficMirrorTargetId}: ${step.message}`
    : `${signs[step.kind]} ${step.trafficMirrorSessionId} of ${step.networkInterfaceId}: ${step.message}`;
