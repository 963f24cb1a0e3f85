/** Shows edits beside what became of the session meanwhile. */
import type { ReactNode } from 'react';
import { type Draft, differences, type FieldName, type Form, fieldLabels, toForm } from './change.ts';
import type { Estate } from './estate.ts';
import { valueText } from './words.ts';

/** The session was changed by somebody else, and the edits could undo that. */
export function Conflict({
  estate,
  draft,
  theirs,
  keep,
  discard,
}: {
  estate: Estate;
  draft: Draft;
  /** The values that the session has now. */
  theirs: Form;
  keep: () => void;
  discard: () => void;
}) {
  const { base, form } = draft;
  const was = toForm(base);
  const names = new Set([...differences(was, theirs), ...differences(was, form)]);
  return (
    <section className="conflict" aria-label="Changed meanwhile">
      <p role="alert" className="mark">
        ⚠ Somebody else changed this session after you started. Your edits have not been applied.
      </p>
      <Values
        estate={estate}
        names={[...names]}
        columns={[
          ['Before', was],
          ['Now', theirs],
          ['Yours', form],
        ]}
      />
      <div className="actions">
        <button type="button" className="primary" onClick={keep}>
          Keep my edits
        </button>
        <button type="button" onClick={discard}>
          Discard my edits
        </button>
      </div>
      <p>Your edits then apply to the session as it is now.</p>
    </section>
  );
}

/** The session is gone, and edits with it that were not applied. */
export function Gone({ estate, draft, children }: { estate: Estate; draft: Draft; children: ReactNode }) {
  const was = toForm(draft.base);
  const names = differences(was, draft.form);
  return (
    <>
      <p role="alert" className="mark">
        ⚠ {children}
      </p>
      {names.length > 0 && (
        <>
          <p>Your edits were not applied:</p>
          <Values
            estate={estate}
            names={names}
            columns={[
              ['Before', was],
              ['Yours', draft.form],
            ]}
          />
        </>
      )}
    </>
  );
}

function Values({
  estate,
  names,
  columns,
}: {
  estate: Estate;
  names: readonly FieldName[];
  columns: readonly (readonly [title: string, form: Form])[];
}) {
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">Property</th>
          {columns.map(([title]) => (
            <th key={title} scope="col">
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {names.map((name) => (
          <tr key={name}>
            <th scope="row">{fieldLabels[name]}</th>
            {columns.map(([title, form]) => (
              <td key={title}>{valueText(estate, form[name]) || <em>none</em>}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
