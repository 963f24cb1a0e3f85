/** Creates a filter with its first rules, after showing what that would do. */
import { useState } from 'react';
import { Errors } from './Errors.tsx';
import { Fields } from './Fields.tsx';
import { FilterFields } from './FilterFields.tsx';
import { MayNot } from './MayNot.tsx';
import { type FilterForm, firstFilterForm, toNewFilter } from './newFilter.ts';
import { firstPlace } from './PlaceField.tsx';
import { PlanView } from './PlanView.tsx';
import type { RuleErrors } from './rules.ts';
import { StepList } from './StepList.tsx';
import { useScene } from './scene.ts';
import { useKept } from './useDrafts.ts';
import { useFilterCreation } from './useFilterCreation.ts';

export function NewFilter() {
  const { estate, drafts, choose } = useScene();
  const kept = useKept(drafts, 'new filter', firstFilterForm(firstPlace(estate)));
  const [errors, setErrors] = useState<readonly RuleErrors[]>([]);
  const open = (id: string) => choose({ kind: 'filter', id }, { kind: 'new', id: 'filter' });
  const creation = useFilterCreation(kept.drop, ({ trafficMirrorFilterId }) => open(trafficMirrorFilterId));
  const { plan, steps, outcomes, isPlanning = false, isRunning, created } = creation;
  const edit = (form: FilterForm) => {
    kept.edit(form);
    setErrors([]);
    creation.forget();
  };
  const submit = () => {
    if (isPlanning || isRunning) return;
    if (steps) return creation.make();
    const scope = estate.parts.get(kept.form.place)?.scope;
    if (scope === undefined) return;
    const asked = toNewFilter(kept.form, scope, () => crypto.randomUUID());
    if ('errors' in asked) setErrors(asked.errors);
    else void creation.preview(asked);
  };
  const refusals = plan?.userErrors.map(({ message }) => message) ?? [];
  return (
    <form
      noValidate
      aria-label="New filter"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {created === undefined && (
        <Fields isSent={isRunning}>
          <FilterFields estate={estate} form={kept.form} errors={creation.wrong ?? errors} onEdit={edit} />
        </Fields>
      )}
      <MayNot permission="traffic-mirror:filter:write" />
      {plan && outcomes.size === 0 && (
        <PlanView estate={estate} plan={plan} columns={['After']} refusals={refusals}>
          {kept.form.rules.length === 0 && <p className="mark">⚠ Without rules, a filter mirrors nothing.</p>}
        </PlanView>
      )}
      {steps && <StepList title="Steps, in this order" steps={steps} outcomes={outcomes} />}
      {creation.failure !== undefined && <Errors messages={[creation.failure]} />}
      <div className="actions">
        <button type="submit" className="primary" aria-disabled={isPlanning || isRunning}>
          {steps === undefined ? 'Preview filter' : outcomes.size > 0 ? 'Try again' : 'Create filter'}
        </button>
        {created && !isRunning && (
          <button type="button" onClick={() => creation.leave(created)}>
            Open the filter
          </button>
        )}
      </div>
      <p role="status" className="late">
        {isPlanning && 'Planning the filter…'}
        {isRunning && 'Creating the filter…'}
      </p>
    </form>
  );
}
