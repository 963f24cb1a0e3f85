/** Shows what a change would do: values before and after, warnings, and what would refuse it. */
import type { ReactNode } from 'react';
import type { PlanFieldsFragment as Plan } from '../../generated/web/graphql.ts';
import { Announced } from './Announced.tsx';
import { Errors } from './Errors.tsx';
import type { Estate } from './estate.ts';
import { labelOf, planValue, unsetText } from './planWords.ts';
import { isPermitted, verdictText } from './verdicts.ts';
import { count } from './words.ts';

export function PlanView({
  estate,
  plan: { changes, warnings, dryRun, userErrors },
  columns = ['Before', 'After'],
  refusals,
  children,
}: {
  estate: Estate;
  plan: Plan;
  /** What is shown of each property: a new session has no Before, and one that is deleted no After. */
  columns?: readonly ('Before' | 'After')[];
  /** The user errors that are shown at no field of the form. */
  refusals: readonly string[];
  /** What it would do to the findings. */
  children: ReactNode;
}) {
  const show = (field: string, value: string | null) =>
    value === null ? <em>{unsetText(field)}</em> : planValue(estate, field, value);
  return (
    <section className="plan" aria-label="Plan">
      <Announced
        text={`The plan has ${count(changes.length, 'change')} and ${count(warnings.length, 'warning')}.`}
      />
      {changes.length > 0 && (
        <table>
          <caption>Changes</caption>
          <thead>
            <tr>
              <th scope="col">Property</th>
              {columns.map((column) => (
                <th key={column} scope="col">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {changes.map(({ field, before, after }) => (
              <tr key={field}>
                <th scope="row">{labelOf(field)}</th>
                {columns.map((column) => (
                  <td key={column}>{show(field, column === 'Before' ? before : after)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {warnings.map((warning) => (
        <p key={warning} className="mark">
          ⚠ {warning}
        </p>
      ))}
      <Errors messages={refusals} />
      {!isPermitted(dryRun) && <Errors messages={[verdictText(dryRun)]} />}
      {userErrors.length === 0 && isPermitted(dryRun) && <p>{verdictText(dryRun)}</p>}
      {children}
    </section>
  );
}
