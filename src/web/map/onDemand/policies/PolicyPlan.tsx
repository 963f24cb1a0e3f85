/** Shows what would make EC2 as a policy says: in numbers, what holds it back, step by step, and what it does to the findings. */
import { useMemo } from 'react';
import { Announced } from '../../Announced.tsx';
import { DataTable } from '../../DataTable.tsx';
import type { Estate } from '../../estate.ts';
import { useScene } from '../../scene.ts';
import type { Column } from '../../table.ts';
import { count, nameOfInterface, nameOfSession } from '../../words.ts';
import { ScopeErrors } from '../ScopeErrors.tsx';
import { ApplyPlan } from './ApplyPlan.tsx';
import { PolicyFindings } from './PolicyFindings.tsx';
import { blockText, changesText, type Plan, type Step, stepCounts, stepTotal, stepWords } from './words.ts';

export function PolicyPlan({
  name,
  plan,
  onChanged,
}: {
  name: string;
  plan: Plan;
  /** Called when the plan is another one by now. */
  onChanged: () => void;
}) {
  const { estate } = useScene();
  const columns = useMemo(() => columnsOf(estate), [estate]);
  const total = stepTotal(plan);
  const { steps, blockedBy, scopeErrors } = plan;
  return (
    <section className="plan" aria-label="Plan">
      <h3>Plan</h3>
      <Announced text={`The plan has ${count(total, 'step')}.`} />
      <ScopeErrors of={scopeErrors} />
      <p>
        {total === 0
          ? `There is nothing to change${scopeErrors.length > 0 ? ' in what could be read' : ''}.`
          : `To make EC2 as the policy says, the gateway would ${stepCounts(plan)}.`}
      </p>
      {blockedBy.map((block) => (
        <p key={blockText(block)} className="mark">
          ⚠ {blockText(block)}
        </p>
      ))}
      {total > 0 && (
        <>
          <DataTable
            caption="Steps of the plan"
            columns={columns}
            rows={steps}
            noun="step"
            fileName={`plan-${name}`}
          />
          {total > steps.length && <p>Only the first {count(steps.length, 'step')} are listed.</p>}
          <PolicyFindings name={name} hash={plan.hash} />
          <ApplyPlan name={name} plan={plan} onChanged={onChanged} />
        </>
      )}
    </section>
  );
}

function columnsOf(estate: Estate): readonly Column<Step>[] {
  const sources = new Map(estate.interfaces.map((one) => [one.networkInterfaceId, nameOfInterface(one)]));
  const scopes = new Map(estate.interfaces.map((one) => [one.networkInterfaceId, one.scope]));
  const names = new Map(estate.sessions.map((one) => [one.trafficMirrorSessionId, nameOfSession(one)]));
  const sourceOf = ({ networkInterface, trafficMirrorSession }: Step) =>
    networkInterface?.networkInterfaceId ?? trafficMirrorSession?.networkInterfaceId ?? '';
  return [
    { name: 'Step', cellOf: ({ kind }) => stepWords[kind] },
    {
      name: 'Interface',
      cellOf: (step) => sources.get(sourceOf(step)) ?? sourceOf(step),
      chosenOf: (step) => ({ kind: 'interface', id: sourceOf(step) }),
    },
    {
      name: 'Session',
      cellOf: ({ trafficMirrorSession }) => {
        const id = trafficMirrorSession?.trafficMirrorSessionId;
        return id === undefined ? 'new' : (names.get(id) ?? id);
      },
    },
    { name: 'Why', wraps: true, cellOf: ({ message }) => message },
    { name: 'Values', wraps: true, cellOf: (step) => changesText(estate, step) },
    { name: 'Interface ID', cellOf: sourceOf },
    { name: 'Account', cellOf: (step) => scopes.get(sourceOf(step))?.accountId ?? '' },
    { name: 'Region', cellOf: (step) => scopes.get(sourceOf(step))?.region ?? '' },
  ];
}
