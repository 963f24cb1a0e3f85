/** What the tables list, and what their rows count. Pure. */
import { groupBy } from './groupBy.ts';
import type { Session } from './lists.ts';
import { otherTags } from './words.ts';

export const tables = ['sessions', 'targets', 'filters'] as const;

export const isTable = (id: string) => (tables as readonly string[]).includes(id);

/** How many sessions use each target or filter, by its AWS ID. */
export const usesOf = (
  sessions: readonly Session[],
  field: 'trafficMirrorTargetId' | 'trafficMirrorFilterId',
): ReadonlyMap<string, number> =>
  new Map([...groupBy(sessions, (one) => one[field] ?? '')].map(([id, users]) => [id, users.length]));

/** All tags but the name, in one cell. */
export const tagsText = (of: Parameters<typeof otherTags>[0]) =>
  otherTags(of)
    .map(({ key, value }) => `${key}=${value}`)
    .join(' ');
