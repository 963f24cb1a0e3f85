/** What the page knows of the estate, and what reading some of it again makes of that. Pure. */
import {
  type Changed,
  isSameButAge,
  isSameScope,
  type Part,
  type Scope,
  updated,
  withChange,
} from './lists.ts';
import { changesIn, madeChanges, nothingRecent, type Recent } from './recent.ts';

export interface Known {
  readonly parts: readonly Part[];
  /** The parts when they last changed in more than their ages. What is drawn rests on these, so it is not drawn again in vain. */
  readonly drawn: readonly Part[];
  readonly recent: Recent;
}

export const nothingKnown: Known = { parts: [], drawn: [], recent: nothingRecent };

/**
 * Adds a scope that was just read.
 *
 * @param scopes all that are served; what is known of others is dropped.
 */
export function withPart({ parts, drawn, recent }: Known, scopes: readonly Scope[], fresh: Part): Known {
  const old = parts.find((part) => isSameScope(part.scope, fresh.scope));
  const next = updated(old, fresh);
  const all = scopes.flatMap((scope) =>
    isSameScope(scope, fresh.scope) ? next : (parts.find((part) => isSameScope(part.scope, scope)) ?? []),
  );
  if (old !== undefined && isSameButAge(old, next) && all.length === parts.length)
    return { parts: all, drawn, recent };
  const changes = changesIn(old, next);
  return { parts: all, drawn: all, recent: changes.size === 0 ? recent : new Map([...recent, ...changes]) };
}

/** Shows resources as they are now, marked as changed. */
export function withChanges({ parts, recent }: Known, changes: readonly Changed[]): Known {
  const next = changes.reduce(withChange, parts);
  return { parts: next, drawn: next, recent: new Map([...recent, ...madeChanges(parts, changes)]) };
}
