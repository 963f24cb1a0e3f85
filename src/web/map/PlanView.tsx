/** Shows what a change would do: values before and after, warnings, and the result of the dry run. */
import type { PlanQuery } from '../../generated/web/graphql.ts';
import { fieldLabels } from './change.ts';
import type { Estate } from './estate.ts';
import { nameOfFilter, nameOfTarget } from './words.ts';

const labels: Readonly<Record<string, string>> = fieldLabels;

/** What EC2 does when a property has no value. */
const unset: Readonly<Record<string, string>> = {
  packetLength: 'whole packets',
  virtualNetworkId: 'random, chosen by EC2',
};

export function PlanView({
  estate,
  changes,
  warnings,
  dryRun,
}: { estate: Estate } & NonNullable<PlanQuery['planTrafficMirrorSession']>) {
  const show = (field: string, value: string | null) => {
    if (value === null) return <em>{unset[field] ?? 'none'}</em>;
    const target = estate.targets.get(value);
    const filter = estate.filters.get(value);
    return target ? nameOfTarget(target) : filter ? nameOfFilter(filter) : value;
  };
  return (
    <section className="plan" aria-label="Plan">
      <table>
        <caption>Changes</caption>
        <thead>
          <tr>
            <th scope="col">Property</th>
            <th scope="col">Before</th>
            <th scope="col">After</th>
          </tr>
        </thead>
        <tbody>
          {changes.map(({ field, before, after }) => (
            <tr key={field}>
              <th scope="row">{labels[field] ?? field}</th>
              <td>{show(field, before)}</td>
              <td>{show(field, after)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {warnings.map((warning) => (
        <p key={warning} className="mark">
          ⚠ {warning}
        </p>
      ))}
      {dryRun?.verdict === 'WOULD_SUCCEED' && <p>The dry run succeeded: EC2 would accept this change.</p>}
    </section>
  );
}
