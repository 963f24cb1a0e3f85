/** Deletes a target or filter, and before it the sessions that use it, after showing all of that as one plan. */
import { useRef, useState } from 'react';
import { type DeletionPlan, nounOf, planDeletion, type Subject } from './deletionPlan.ts';
import { Errors } from './Errors.tsx';
import type { Changed } from './lists.ts';
import { MayNot } from './MayNot.tsx';
import { StepList } from './StepList.tsx';
import { useScene } from './scene.ts';
import { useSteps } from './useSteps.ts';
import { count } from './words.ts';

type Planned = { readonly plan?: DeletionPlan; readonly failure?: string; readonly isPlanning?: boolean };

/** @param isGone whether it has been deleted, so that only what came of that is left to show. */
export function SafeDeletion({ subject, isGone }: { subject: Subject; isGone: boolean }) {
  const { send, drafts, update } = useScene();
  const [{ plan, failure, isPlanning = false }, setPlanned] = useState<Planned>({});
  const gone = useRef<Changed[]>([]);
  const noun = nounOf(subject);
  const about = `deletion of ${subject.item.id}`;
  const { outcomes, isRunning, run, forget } = useSteps(() => {
    drafts.forms.delete(about);
    // All at once: each change has the findings read again.
    update(gone.current);
  });
  const hasRun = outcomes.size > 0;

  async function preview() {
    gone.current = [];
    forget();
    setPlanned({ isPlanning: true });
    const onGone = (changed: Changed) => gone.current.push(changed);
    setPlanned(
      await planDeletion(send, subject, onGone).then(
        (planned) => ({ plan: planned }),
        ({ message }: Error) => ({ failure: message }),
      ),
    );
  }

  function make({ steps }: DeletionPlan) {
    // The browser asks before it leaves the page half-way.
    drafts.forms.set(about, {});
    void run(steps);
  }

  return (
    <section className="other-change" aria-label={`Delete this ${noun}`}>
      {!isGone && <MayNot permission="traffic-mirror:delete" />}
      {plan && <PlanOfDeletion plan={plan} noun={noun} hasRun={hasRun} />}
      {plan && <StepList title="Steps, in this order" steps={plan.steps} outcomes={outcomes} />}
      {failure !== undefined && <Errors messages={[failure]} />}
      <div className="actions" hidden={isGone}>
        {plan && plan.refusals.length === 0 && !hasRun ? (
          <>
            <button type="button" className="danger" onClick={() => make(plan)}>
              {plan.sessions.length > 0
                ? `Delete ${count(plan.sessions.length, 'session')} and the ${noun}`
                : `Delete the ${noun}`}
            </button>
            <button type="button" onClick={() => setPlanned({})}>
              Keep
            </button>
          </>
        ) : (
          <button
            type="button"
            aria-disabled={isPlanning || isRunning}
            onClick={() => !isPlanning && !isRunning && void preview()}
          >
            Preview deletion
          </button>
        )}
      </div>
      <p role="status" className="late">
        {isPlanning && 'Planning the deletion…'}
        {isRunning && 'Deleting…'}
      </p>
    </section>
  );
}

/** What the deletion means, before its steps. */
function PlanOfDeletion({ plan, noun, hasRun }: { plan: DeletionPlan; noun: string; hasRun: boolean }) {
  const { sessions, warnings, refusals } = plan;
  return (
    <section className="plan" aria-label="Plan">
      {sessions.length > 0 && !hasRun && (
        <p className="mark">
          ⚠ {count(sessions.length, 'session')} {sessions.length === 1 ? 'uses' : 'use'} this {noun}. EC2
          deletes it only once they are deleted.
        </p>
      )}
      {!hasRun && warnings.length > 0 && (
        <ul className="warnings">
          {warnings.map((warning) => (
            <li key={warning} className="mark">
              ⚠ {warning}
            </li>
          ))}
        </ul>
      )}
      <Errors messages={refusals} />
    </section>
  );
}
