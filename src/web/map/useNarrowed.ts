/** What of the estate matches the search. */
import { useDeferredValue, useMemo } from 'react';
import { areNarrow, type Criteria, findObjects, narrow, sourcesOf } from './criteria.ts';
import type { Estate } from './estate.ts';
import type { Marks } from './findings.ts';
import { idOf } from './lists.ts';

/** What matches comes a moment after the criteria, so that typing them is never held up. */
export function useNarrowed(estate: Estate, criteria: Criteria, findings: Marks) {
  const deferred = useDeferredValue(criteria);
  const all = useMemo(() => sourcesOf(estate), [estate]);
  const sources = useMemo(() => narrow(all, deferred, findings, estate), [all, deferred, findings, estate]);
  const objects = useMemo(() => findObjects(estate, deferred), [deferred, estate]);
  const found = useMemo(() => new Set([...objects.targets, ...objects.filters].map(idOf)), [objects]);
  return {
    /** The criteria that the rest matches. */
    deferred,
    isNarrowed: areNarrow(deferred),
    all,
    /** Those of `all` that match. */
    sources,
    /** The targets and filters that match. */
    objects,
    /** Their AWS IDs. */
    found,
  };
}

export type Narrowed = ReturnType<typeof useNarrowed>;
