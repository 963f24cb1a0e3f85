/** Lays out the right column: each target level with the sessions that send to it, and the lines between them. Pure. */
import type { PictureEdge, PictureNode, Route, Uses } from './boxes.ts';
import { colourOf, sharedColour } from './colours.ts';
import { type Estate, isComplete } from './estate.ts';
import { groupBy } from './groupBy.ts';
import type { Session } from './lists.ts';

/** Above this many targets, each type is one box until the user expands them. */
const maxTargets = 30;
const card = { width: 270, height: 100, gap: 22 };
/** The largest empty space above a target, so that the column does not start far below the top of a tall picture. */
const maxStep = 150;

/**
 * @param corner where the column starts.
 * @param showEach whether every target has a box of its own, however many there are.
 * @param showUnused whether targets without sessions are shown.
 * @returns the boxes, the lines to them, and the right and lower ends of the column.
 */
export function placeTargets(
  estate: Estate,
  routes: readonly Route[],
  corner: { x: number; y: number },
  { showEach, showUnused }: { showEach: boolean; showUnused: boolean },
): { nodes: PictureNode[]; edges: PictureEdge[]; right: number; bottom: number } {
  const byTarget = groupBy(routes, ({ sessions }) => sessions[0]?.trafficMirrorTargetId ?? '');
  const totals = groupBy(estate.sessions, ({ trafficMirrorTargetId }) => trafficMirrorTargetId ?? '');
  const unused = showUnused ? [...estate.targets.keys()].filter((id) => !byTarget.has(id)) : [];
  const ids = [...byTarget.keys(), ...unused];
  const isGrouped = ids.length > maxTargets && !showEach;
  const boxOf = (id: string) => (isGrouped ? (estate.targets.get(id)?.type ?? 'MISSING') : id);
  const boxes = [...groupBy(ids, boxOf)].map(([id, members]) => {
    const arriving = members.flatMap((member) => byTarget.get(member) ?? []);
    const uses: Uses = {
      shown: arriving.reduce((sum, { sessions }) => sum + sessions.length, 0),
      total: members.reduce((sum, member) => sum + (totals.get(member)?.length ?? 0), 0),
    };
    const middle =
      arriving.length === 0 ? Infinity : arriving.reduce((sum, { y }) => sum + y, 0) / arriving.length;
    return { id, members, arriving, uses, middle };
  });
  boxes.sort((left, right) => left.middle - right.middle);
  let bottom = corner.y;
  const nodes = boxes.map(({ id, members, uses, middle }): PictureNode => {
    const level = Number.isFinite(middle) ? middle - card.height / 2 : 0;
    const y = Math.max(bottom, Math.min(level, bottom + maxStep));
    bottom = y + card.height + card.gap;
    const box = { id, position: { x: corner.x, y }, width: card.width, height: card.height };
    return isGrouped
      ? { ...box, type: 'targetGroup', data: { type: id, ids: members, uses } }
      : {
          ...box,
          type: 'target',
          data: {
            target: estate.targets.get(id),
            id,
            isCertain: isCertain(estate, id, totals.get(id)),
            uses,
          },
        };
  });
  const edges = boxes.flatMap(({ id, arriving }) =>
    [...groupBy(arriving, ({ from, handle }) => `${from} ${handle}`).values()].map((together) =>
      toEdge(estate, id, together),
    ),
  );
  return { nodes, edges, right: corner.x + card.width, bottom };
}

/** @param sessions those that send to the target. */
function isCertain(estate: Estate, id: string, sessions: readonly Session[] = []): boolean {
  const target = estate.targets.get(id);
  if (target !== undefined) return isComplete(estate, target.scope, 'sessions', 'targets');
  return sessions.every(({ scope }) => isComplete(estate, scope, 'targets', 'sessions'));
}

/** @param routes at least one; all leave from the same place. */
function toEdge(estate: Estate, to: string, routes: readonly Route[]): PictureEdge {
  const [{ from, handle }] = routes as [Route];
  const sessions = routes.flatMap((route) => route.sessions);
  const filterIds = new Set(sessions.map(({ trafficMirrorFilterId }) => trafficMirrorFilterId));
  const colour = filterIds.size === 1 ? colourOf(estate.filters, [...filterIds][0] ?? null) : sharedColour;
  return {
    id: `${from} ${handle} ${to}`,
    source: from,
    target: to,
    ...(handle === undefined
      ? { style: { strokeWidth: 2 + 2 * Math.log10(sessions.length) } }
      : { sourceHandle: handle }),
    data: { colour, sessionIds: sessions.map((session) => session.trafficMirrorSessionId) },
    focusable: false,
  };
}
