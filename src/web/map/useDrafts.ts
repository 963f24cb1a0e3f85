/** Keeps what is typed into forms, so that closing a panel loses none of it. While there is any, the browser asks before it leaves the page. */
import { useEffect, useRef, useState } from 'react';
import { type Draft, editedFields } from './change.ts';

export interface Drafts {
  /** Of the sessions that were opened, by AWS ID. */
  readonly edits: Map<string, Draft>;
  /** The other forms that differ from what they started with, by what they are about. */
  readonly forms: Map<string, object>;
}

export function useDrafts(): Drafts {
  const drafts = useRef<Drafts>({ edits: new Map(), forms: new Map() }).current;
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent) => {
      const isEdited = [...drafts.edits.values()].some((draft) => editedFields(draft).length > 0);
      if (isEdited || drafts.forms.size > 0) event.preventDefault();
    };
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [drafts]);
  return drafts;
}

/**
 * A form that outlives its panel.
 *
 * @param about identifies it: a component that is about something else must have another key.
 * @param first what it starts with, and goes back to when it is dropped.
 */
export function useKept<Form extends object>({ forms }: Drafts, about: string, first: Form) {
  const [form, setForm] = useState(() => (forms.get(about) as Form | undefined) ?? first);
  const edit = (next: Form) => {
    setForm(next);
    if (JSON.stringify(next) === JSON.stringify(first)) forms.delete(about);
    else forms.set(about, next);
  };
  const drop = (to = first) => {
    setForm(to);
    forms.delete(about);
  };
  return { form, edit, drop };
}
