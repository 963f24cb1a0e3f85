/** The right side of the picture: targets near what is sent to them, and the edges that lead there. */
import type { Edge } from '@xyflow/react';
import type { Estate, Filter, Session } from './estate.ts';
import { groupBy } from './groupBy.ts';
import { headingHeight, type PictureNode, sourcesWidth } from './picture.ts';

/** Sessions that leave one place for one target. */
export interface Route {
  /** The node, and the handle on it. */
  readonly from: string;
  readonly handle: string | undefined;
  /** Where it leaves. */
  readonly y: number;
  /** Never empty; all of one target. */
  readonly sessions: readonly Session[];
}

/** Beyond this many targets, kinds of targets are drawn instead. */
const maxTargets = 30;
const target = { width: 270, height: 84, gap: 22 };
const maxStep = 150;
/** Between the columns. */
const distance = 280;
/** Colours that can be told apart; further filters share the last one. */
const colours = 8;

export const colourOf = (filters: Estate['filters'], filterId: string | null) =>
  Math.min(indexOf(filters, filterId), colours);

function indexOf(filters: ReadonlyMap<string, Filter>, filterId: string | null): number {
  const index = [...filters.keys()].indexOf(filterId ?? '');
  return index < 0 ? colours : index;
}

export function placeTargets(
  estate: Estate,
  routes: readonly Route[],
  { isOpen, showUnused }: { isOpen: boolean; showUnused: boolean },
): { nodes: PictureNode[]; edges: Edge[]; x: number; right: number; bottom: number } {
  const byTarget = groupBy(routes, ({ sessions }) => sessions[0]?.trafficMirrorTargetId ?? '');
  const unused = showUnused ? [...estate.targets.keys()].filter((id) => !byTarget.has(id)) : [];
  const ids = [...byTarget.keys(), ...unused];
  const areKinds = ids.length > maxTargets && !isOpen;
  const placeOf = (id: string) => (areKinds ? (estate.targets.get(id)?.type ?? 'MISSING') : id);
  const places = [...groupBy(ids, placeOf)].map(([place, members]) => {
    const leaving = members.flatMap((id) => byTarget.get(id) ?? []);
    const uses = leaving.reduce((sum, { sessions }) => sum + sessions.length, 0);
    const middle =
      leaving.length === 0 ? Infinity : leaving.reduce((sum, { y }) => sum + y, 0) / leaving.length;
    return { place, members, leaving, uses, middle };
  });
  places.sort((left, right) => left.middle - right.middle);
  const x = sourcesWidth + distance;
  let bottom: number = headingHeight;
  const nodes = places.map(({ place, members, uses, middle }): PictureNode => {
    // Near what is sent to it, but never so far down that a tall picture starts with an empty right side.
    const near = Number.isFinite(middle) ? middle - target.height / 2 : 0;
    const y = Math.max(bottom, Math.min(near, bottom + maxStep));
    bottom = y + target.height + target.gap;
    const box = { id: place, position: { x, y }, width: target.width, height: target.height };
    return areKinds
      ? { ...box, type: 'targets', data: { kind: place, targets: members.length, uses } }
      : { ...box, type: 'target', data: { target: estate.targets.get(place), id: place, uses } };
  });
  const edges = places.flatMap(({ place, leaving }) =>
    [...groupBy(leaving, ({ from, handle }) => `${from} ${handle}`).values()].map((together) =>
      toEdge(estate, place, together),
    ),
  );
  return { nodes, edges, x, right: x + target.width, bottom };
}

function toEdge(estate: Estate, place: string, routes: readonly Route[]): Edge {
  const [{ from, handle }] = routes as [Route];
  const sessions = routes.flatMap((route) => route.sessions);
  const filterIds = new Set(sessions.map(({ trafficMirrorFilterId }) => trafficMirrorFilterId));
  const colour = filterIds.size === 1 ? colourOf(estate.filters, [...filterIds][0] ?? null) : colours;
  return {
    id: `${from} ${handle} ${place}`,
    source: from,
    target: place,
    ...(handle === undefined
      ? { style: { strokeWidth: 2 + 2 * Math.log10(sessions.length) } }
      : { sourceHandle: handle }),
    data: { colour, sessionIds: sessions.map(({ id }) => id) },
    focusable: false,
  };
}
