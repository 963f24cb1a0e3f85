/** Which targets have boxes of their own, and which are together in one box. Pure. */
import type { Expanded, TargetGroupData } from './boxes.ts';
import type { Estate } from './estate.ts';
import { groupBy } from './groupBy.ts';
import { keyOf, type Session } from './lists.ts';
import { once } from './once.ts';

/** The sessions that send to each target. */
export const usesOf = once((sessions: readonly Session[]) =>
  groupBy(sessions, ({ trafficMirrorTargetId }) => trafficMirrorTargetId ?? ''),
);

/** Up to so many targets, each has a box; up to so many boxes, the targets of an account and Region have one for each type. */
const most = { targets: 30, groups: 20 };

interface Box {
  readonly id: string;
  /** The targets that it stands for. */
  readonly ids: readonly string[];
  /** Absent: it is the box of one target. */
  readonly group?: Pick<TargetGroupData, 'key' | 'place' | 'types' | 'shown'>;
  /** All targets of the group that it belongs to. */
  readonly family: readonly string[];
}

export function groupTargets(ids: readonly string[], estate: Estate, expanded: Expanded): Box[] {
  const alone = (id: string, family: readonly string[] = [id]): Box => ({ id, ids: [id], family });
  if (ids.length <= most.targets) return ids.map((id) => alone(id));
  const typeOf = (id: string) => estate.targets.get(id)?.type ?? 'MISSING';
  const placeOf = (id: string) => {
    const scope = estate.targets.get(id)?.scope ?? usesOf(estate.sessions).get(id)?.[0]?.scope;
    return scope === undefined ? '' : keyOf(scope);
  };
  const byType = groupBy(ids, (id) => `${placeOf(id)} ${typeOf(id)}`);
  const groups = byType.size <= most.groups ? byType : groupBy(ids, (id) => `${placeOf(id)} targets`);
  const hasPlaces = new Set(ids.map(placeOf)).size > 1;
  return [...groups].flatMap(([key, family]) => {
    const shown = Math.min(expanded.get(key) ?? 0, family.length);
    const rest = family.slice(shown);
    const types = new Map([...groupBy(rest, typeOf)].map(([type, all]) => [type, all.length]));
    const place = hasPlaces ? placeOf(family[0] ?? '') : '';
    return [
      { id: key, ids: rest, family, group: { key, place, types, shown } },
      ...family.slice(0, shown).map((id) => alone(id, family)),
    ];
  });
}
