/** Keeps the drafts of all sessions that were opened. While they contain edits, the browser asks before it leaves the page. */
import { useEffect, useRef } from 'react';
import { type Draft, editedFields } from './change.ts';

/** @returns the drafts by the AWS ID of the session. */
export function useDrafts(): Map<string, Draft> {
  const drafts = useRef(new Map<string, Draft>()).current;
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent) => {
      if ([...drafts.values()].some((draft) => editedFields(draft).length > 0)) event.preventDefault();
    };
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [drafts]);
  return drafts;
}
