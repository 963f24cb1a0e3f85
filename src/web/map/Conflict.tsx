/** Shows edits beside the current values of what was edited. */
import { type ReactNode, useEffect, useRef } from 'react';
import { type Draft, differences, type Fields, fieldLabels, toForm } from './change.ts';
import type { Estate } from './estate.ts';
import { valueText } from './words.ts';

/** It was changed by somebody else, and the edits could undo that. */
export function Conflict<Name extends string>({
  estate,
  noun,
  labels,
  was,
  theirs,
  form,
  keep,
  discard,
}: {
  estate: Estate;
  /** What was edited. */
  noun: string;
  labels: Fields<Name>;
  /** The values that it had when the edits began. */
  was: Fields<Name>;
  /** The values that it has now. */
  theirs: Fields<Name>;
  form: Fields<Name>;
  keep: () => void;
  discard: () => void;
}) {
  const edited = differences(was, form);
  const section = useFocusIfLost<HTMLElement>();
  return (
    <section ref={section} tabIndex={-1} aria-label="Changed by somebody else">
      <p role="alert" className="mark">
        ⚠ Somebody else changed this {noun} after you started to edit it. Your edits have not been applied.
      </p>
      <Values
        estate={estate}
        labels={labels}
        names={[...new Set([...differences(was, theirs), ...edited])]}
        columns={[
          ['Before', was],
          ['Now', theirs],
          ['Yours', Object.fromEntries(edited.map((name) => [name, form[name]])) as Partial<Fields<Name>>],
        ]}
      />
      <p>Keep your edits to apply them to the {noun} as it is now, or discard them.</p>
      <div className="actions">
        <button type="button" className="primary" onClick={keep}>
          Keep my edits
        </button>
        <button type="button" onClick={discard}>
          Discard my edits
        </button>
      </div>
    </section>
  );
}

/** The session is gone, and edits with it that were not applied. */
export function Gone({ estate, draft, children }: { estate: Estate; draft: Draft; children: ReactNode }) {
  const was = toForm(draft.base);
  const names = differences(was, draft.form);
  const text = useFocusIfLost<HTMLParagraphElement>();
  return (
    <>
      <p ref={text} tabIndex={-1} role="alert" className="mark">
        ⚠ {children}
      </p>
      {names.length > 0 && (
        <>
          <p>Your edits were not applied:</p>
          <Values
            estate={estate}
            labels={fieldLabels}
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

/**
 * Takes the keyboard focus if the element that had it was replaced.
 *
 * @param state when it changes, elements may have been replaced.
 */
export function useFocusIfLost<Element extends HTMLElement>(state = '') {
  const element = useRef<Element>(null);
  useEffect(() => {
    if (state !== undefined && document.activeElement === document.body) element.current?.focus();
  }, [state]);
  return element;
}

function Values<Name extends string>({
  estate,
  labels,
  names,
  columns,
}: {
  estate: Estate;
  labels: Fields<Name>;
  names: readonly Name[];
  columns: readonly (readonly [title: string, values: Partial<Fields<Name>>])[];
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
            <th scope="row">{labels[name]}</th>
            {columns.map(([title, { [name]: value }]) => (
              <td key={title}>
                {value === undefined ? <em>not edited</em> : valueText(estate, value.trim()) || <em>none</em>}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
