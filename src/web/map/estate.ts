/** What the map knows: the lists of all scopes put together, and what follows from their ages. Pure. */
import {
  type Filter,
  type Interface,
  type Kind,
  keyOf,
  type Part,
  type Scope,
  type Session,
  type Target,
} from './lists.ts';
import { once } from './once.ts';

/** The parts put together. */
export interface Estate {
  /** By the scope. */
  readonly parts: ReadonlyMap<string, Part>;
  readonly interfaces: readonly Interface[];
  /** In evaluation order within each scope. */
  readonly sessions: readonly Session[];
  readonly targets: ReadonlyMap<string, Target>;
  readonly filters: ReadonlyMap<string, Filter>;
}

export function toEstate(parts: readonly Part[]): Estate {
  const targets = parts.flatMap((part) => part.targets.items);
  const filters = parts.flatMap((part) => part.filters.items);
  return {
    parts: new Map(parts.map((part) => [keyOf(part.scope), part])),
    interfaces: parts.flatMap((part) => part.interfaces.items),
    sessions: parts.flatMap((part) => inOrder(part.sessions.items)),
    targets: new Map(targets.map((target) => [target.trafficMirrorTargetId, target])),
    filters: new Map(filters.map((filter) => [filter.trafficMirrorFilterId, filter])),
  };
}

/** In evaluation order. */
export const inOrder = once((sessions: readonly Session[]) =>
  sessions.toSorted((left, right) => (left.sessionNumber ?? 0) - (right.sessionNumber ?? 0)),
);

/**
 * Whether what `kind` lacks does not exist. False if that list was not read, or is older than the list `referrer`, whose
 * items refer to it or are referred to from it.
 */
export function isComplete({ parts }: Pick<Estate, 'parts'>, scope: Scope, kind: Kind, referrer: Kind) {
  const part = parts.get(keyOf(scope));
  const readAt = part?.[kind].readAt;
  return readAt !== undefined && readAt >= (part?.[referrer].readAt ?? 0);
}

/** Whether a list of this kind was read in every scope (`all`), or in any (`some`). */
export const isRead = ({ parts }: Estate, kind: Kind, inScopes: 'every' | 'some') =>
  parts.size > 0 && [...parts.values()][inScopes](({ [kind]: { readAt } }) => readAt !== undefined);
