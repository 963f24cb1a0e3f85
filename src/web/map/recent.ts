/** What changed between two reads, so that the picture can mark it for a moment. Pure. */
import {
  type Filter,
  type Interface,
  type Kind,
  kinds,
  type List,
  type Part,
  type Session,
  type Target,
  type Updates,
} from './lists.ts';

/**
 * What has just changed: the kind of each resource by its AWS ID. Undefined for an interface that stayed as it was while a session of
 * it changed.
 */
export type Recent = ReadonlyMap<string, Kind | undefined>;

export const nothingRecent: Recent = new Map();

type Item = Interface | Session | Target | Filter;

/** Sessions have the IDs of the others too, and targets may have that of an interface. */
function idOf(item: Item): string {
  if ('trafficMirrorSessionId' in item) return item.trafficMirrorSessionId;
  if ('trafficMirrorTargetId' in item) return item.trafficMirrorTargetId;
  return 'trafficMirrorFilterId' in item ? item.trafficMirrorFilterId : item.networkInterfaceId;
}

/** @param before undefined: the scope was never read. What was read for the first time has not changed. */
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

/** The sessions that this page has changed, and their interfaces. */
export function updatesAsRecent(before: readonly Part[], updates: Updates): Recent {
  const old = before.flatMap(({ sessions }) => sessions.items.filter(({ id }) => updates.has(id)));
  const all = [...old, ...[...updates.values()].flatMap((session) => session ?? [])];
  return new Map<string, Kind | undefined>([
    ...all.map(({ networkInterfaceId }) => [networkInterfaceId ?? '', undefined] as const),
    ...all.map((session) => [session.trafficMirrorSessionId, 'sessions'] as const),
  ]);
}

/** Those that are new, different or gone. */
function changedItems(before: List<Item>, after: List<Item>): Item[] {
  if (before.readAt === undefined || before.readAt === after.readAt) return [];
  const old = new Map(before.items.map((item) => [idOf(item), item]));
  const fresh = new Map(after.items.map((item) => [idOf(item), item]));
  const isChanged = (item: Item) => JSON.stringify(old.get(idOf(item))) !== JSON.stringify(item);
  return [...after.items.filter(isChanged), ...before.items.filter((item) => !fresh.has(idOf(item)))];
}
