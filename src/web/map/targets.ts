/** Lays out the right column: each target, or group of targets, level with the sessions that send to it, and the lines between them. Pure. */
import type { Expanded, PictureEdge, PictureNode, Route, Uses } from './boxes.ts';
import { colourOf, sharedColour } from './colours.ts';
import { type Estate, isComplete } from './estate.ts';
import { groupBy } from './groupBy.ts';
import type { Session } from './lists.ts';
import { groupHeight } from './sources.ts';
import { groupTargets, usesOf } from './targetGroups.ts';

const card = { width: 270, height: 100, gap: 22 };
/** The box of several targets is as high as those of the sources that it is level with, and has room for the names of types. */
const groupCard = { width: 320, height: groupHeight, gap: 10 };
/** The largest empty space above a target, so that the column does not start far below the top of a tall picture. */
const maxStep = 150;

interface Placed {
  readonly nodes: PictureNode[];
  readonly edges: PictureEdge[];
  readonly right: number;
  readonly bottom: number;
}

/**
 * @param corner where the column starts.
 * @param shownUnused which targets without sessions are shown. Undefined: all.
 * @returns the boxes, the lines to them, and the right and lower ends of the column.
 */
export function placeTargets(
  estate: Estate,
  routes: readonly Route[],
  corner: { x: number; y: number },
  expanded: Expanded,
  shownUnused: ReadonlySet<string> | undefined,
): Placed {
  const byTarget = groupBy(routes, ({ sessions }) => sessions[0]?.trafficMirrorTargetId ?? '');
  const isShown = (id: string) => !byTarget.has(id) && (shownUnused?.has(id) ?? true);
  const unused = [...estate.targets.keys()].filter(isShown);
  const uses = usesOf(estate.sessions);
  const middleOf = (members: readonly string[]) => {
    const arriving = members.flatMap((id) => byTarget.get(id) ?? []);
    return arriving.length === 0 ? Infinity : arriving.reduce((sum, { y }) => sum + y, 0) / arriving.length;
  };
  const boxes = groupTargets([...byTarget.keys(), ...unused], estate, expanded)
    .map((box) => ({ ...box, middle: middleOf(box.family) }))
    // Those of a group stay together, below its box.
    .toSorted((left, right) => left.middle - right.middle);
  let bottom = corner.y;
  const nodes: PictureNode[] = [];
  const edges: PictureEdge[] = [];
  for (const { id, ids, group, middle } of boxes) {
    const arriving = ids.flatMap((member) => byTarget.get(member) ?? []);
    const used: Uses = {
      shown: arriving.reduce((sum, { sessions }) => sum + sessions.length, 0),
      total: ids.reduce((sum, member) => sum + (uses.get(member)?.length ?? 0), 0),
    };
    const { width, height, gap } = group ? groupCard : card;
    const level = Number.isFinite(middle) ? middle - height / 2 : 0;
    const y = Math.max(bottom, Math.min(level, bottom + maxStep));
    bottom = y + height + gap;
    const box = { id, position: { x: corner.x, y }, width, height };
    if (group) nodes.push({ ...box, type: 'targetGroup', data: { ...group, ids, uses: used } });
    else {
      const isCertain = isCertainOf(estate, id, uses.get(id));
      const data = { target: estate.targets.get(id), id, isCertain, uses: used };
      nodes.push({ ...box, type: 'target', data });
    }
    const places = groupBy(arriving, ({ from, handle }) => `${from} ${handle}`);
    for (const together of places.values()) edges.push(toEdge(estate, id, together));
  }
  const right = corner.x + (nodes.some(({ type }) => type === 'targetGroup') ? groupCard : card).width;
  return { nodes, edges, right, bottom };
}

/** @param sessions those that send to the target. */
function isCertainOf(estate: Estate, id: string, sessions: readonly Session[] = []): boolean {
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
  const bundle = {
    style: { strokeWidth: 2 + 2 * Math.log10(sessions.length) },
    label: sessions.length.toLocaleString('en'),
  };
  return {
    id: `${from} ${handle} ${to}`,
    source: from,
    target: to,
    ...(handle === undefined ? bundle : { sourceHandle: handle }),
    data: { colour, sessionIds: sessions.map((session) => session.trafficMirrorSessionId) },
    focusable: false,
  };
}
