/** The changes of many sessions, each once with the number of sessions in which it is made. */
import { fieldLabels } from '../change.ts';
import type { Estate } from '../estate.ts';
import { count, valueText } from '../words.ts';
import { type CommonChange, wordFor } from './summary.ts';

const labels: Readonly<Record<string, string>> = fieldLabels;

/** More different changes are only in the table of sessions. */
const maxChanges = 20;

export function ChangesTable({
  estate,
  changes,
  deletes,
}: {
  estate: Estate;
  changes: readonly CommonChange[];
  deletes: boolean;
}) {
  if (changes.length === 0) return null;
  const show = (field: string, value: string | null) =>
    wordFor(field, value, (text) => valueText(estate, text));
  return (
    <>
      <table>
        <caption>{deletes ? 'What the deleted sessions have' : 'Changes'}</caption>
        <thead>
          <tr>
            <th scope="col">Property</th>
            <th scope="col">{deletes ? 'Value' : 'Before'}</th>
            {!deletes && <th scope="col">After</th>}
            <th scope="col">Sessions</th>
          </tr>
        </thead>
        <tbody>
          {changes.slice(0, maxChanges).map(({ field, before, after, sessions }) => (
            <tr key={`${field} ${before} ${after}`}>
              <th scope="row">{labels[field] ?? field}</th>
              <td>{show(field, before)}</td>
              {!deletes && <td>{show(field, after)}</td>}
              <td>{sessions.toLocaleString('en')}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {changes.length > maxChanges && (
        <p>{count(changes.length - maxChanges, 'more change')} in the table of sessions.</p>
      )}
    </>
  );
}
