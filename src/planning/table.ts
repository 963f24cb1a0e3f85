/** The plans for people. */
import type { PolicyPlan, PolicyStep } from '../policies/policyPlan.ts';
import type { PolicyReport, Report } from './report.ts';

export function toTable({ policies, failures, leftOutAccountIds }: Report): string {
  const parts = [
    ...policies.map(ofPolicy),
    ...failures.map(({ accountId, region, message }) => `Not read: ${accountId} ${region}: ${message}`),
    ...leftOutAccountIds.map((id) => `Not read: ${id}: its access does not name traffic-mirror-findings`),
  ];
  return `${parts.join('\n\n')}\n`;
}

function ofPolicy({ name, coverage, plans, hash }: PolicyReport): string {
  const { total, excluded, mirrored, wrong, missing, impossible } = coverage;
  const size = plans.reduce((sum, { steps }) => sum + steps.length, 0);
  return [
    `${name}: ${total - excluded} wanted, ${mirrored} mirrored, ${wrong} wrong, ${missing} missing, ${impossible} impossible, ${excluded} excluded`,
    ...plans.flatMap((plan) => [...plan.steps.map(toLine), ...obstaclesTo(plan)].map(placedIn(plan))),
    size === 0 ? '  Nothing is to be changed.' : `  ${size} to be changed, plan ${hash}`,
  ].join('\n');
}

type Line = readonly [sign: string, text: string];

const placedIn =
  ({ accountId, region }: PolicyPlan) =>
  ([sign, text]: Line) =>
    `  ${sign} ${accountId} ${region} ${text}`;

const signs = { CREATE: '+', MODIFY: '~', DELETE: '-' } as const;

const toLine = (step: PolicyStep): Line => [
  signs[step.kind],
  step.kind === 'CREATE'
    ? `${step.networkInterfaceId} → ${step.session.trafficMirrorTargetId}`
    : `${step.trafficMirrorSessionId} of ${step.networkInterfaceId}: ${step.message}`,
];

/** What keeps interfaces from being mirrored that the policy wants. */
function obstaclesTo({ filterProblem, standings }: PolicyPlan): Line[] {
  const stuck = standings.filter(
    ({ state, because }) => state === 'IMPOSSIBLE' || because?.reason === 'ADOPTABLE',
  );
  return [
    ...(filterProblem === undefined ? [] : [filterProblem]),
    ...stuck.map(({ networkInterfaceId: id, because }) => `${id} ${because?.reason}: ${because?.message}`),
  ].map((text) => ['!', text]);
}
