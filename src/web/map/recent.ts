/** What changed between two reads, so that the picture can mark it for a moment. Pure. */
import {
  type Changed,
  type Filter,
  type Item,
  idOf,
  type Kind,
  kinds,
  type List,
  type Part,
  type Session,
  type Target,
} from './lists.ts';

/**
 * What has just changed: the kind of each resource by its AWS ID. Undefined for an interface that stayed as it was while a session of
 * it changed.
 */
export type Recent = ReadonlyMap<string, Kind | undefined>;

export const nothingRecent: Recent = new Map();

/**
 * @param before undefined: the scope was never read. What was read for the first time has not changed.
 * @param after made by `updated` from `before`, so that what has not changed is the same object.
 */
export function changesIn(before: Part | undefined, after: Part): Recent {
  if (before === undefined) return nothingRecent;
  const changed = kinds.flatMap((kind) =>
    changedItems(before[kind], after[kind]).map((item) => ({ kind, item })),
  );
  const ofSessions = changed.flatMap(({ item }) =>
    'trafficMirrorSessionId' in item ? [[item.networkInterfaceId ?? '', undefined] as const] : [],
  );
  return new Map<string, Kind | undefined>([
    ...ofSessions,
    ...changed.map(({ item, kind }) => [idOf(item), kind] as const),
  ]);
}

/** What this page has changed, and the interfaces of the sessions among it. */
export function madeChanges(before: readonly Part[], changes: readonly Changed[]): Recent {
  return new Map(
    changes.flatMap(({ kind, id, item }) => {
      const lists: readonly (readonly (Session | Target | Filter)[])[] = before.map(
        (part) => part[kind].items,
      );
      const one = item ?? lists.flatMap((items) => items.find((old) => old.id === id) ?? [])[0];
      if (one === undefined) return [];
      const source =
        'trafficMirrorSessionId' in one ? [[one.networkInterfaceId ?? '', undefined] as const] : [];
      return [...source, [idOf(one), kind] as const];
    }),
  );
}

/** Those that are new, different or gone. */
function changedItems(before: List<Item>, after: List<Item>): Item[] {
  if (before.readAt === undefined || before.items === after.items) return [];
  const old = new Set(before.items);
  const fresh = new Set(after.items.map(idOf));
  return [
    ...after.items.filter((item) => !old.has(item)),
    ...before.items.filter((item) => !fresh.has(idOf(item))),
  ];
}
