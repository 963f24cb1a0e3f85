/** Lays out the left column: accounts, VPCs, subnets and network interfaces, as finely as there is room for or the user has opened them. Pure. */
import type { Expanded, PictureNode, Route } from './boxes.ts';
import { card, placeCards } from './cards.ts';
import { Column, widthInFrames } from './column.ts';
import type { Source } from './criteria.ts';
import { groupBy } from './groupBy.ts';
import { type GroupKind, toGroup } from './groups.ts';
import { keyAt, keyIn, type Level, levelOf } from './levels.ts';
import { shownOf } from './words.ts';

/** The box of an account, a VPC or a subnet. */
export const groupHeight = 66;

interface Placed {
  readonly nodes: PictureNode[];
  /** The routes that leave the boxes. */
  readonly routes: Route[];
  readonly width: number;
  /** The height at which the column ends. */
  readonly bottom: number;
}

interface Layout {
  readonly column: Column;
  readonly routes: Route[];
  readonly expanded: Expanded;
  /** How many interfaces each VPC has, shown or hidden, by its key. */
  readonly totals: ReadonlyMap<string, number>;
  /** Whether each account and Region has a box or frame. Two of them may have interfaces in the same VPC, which is shared. */
  readonly hasScopes: boolean;
}

/**
 * @param totals how many interfaces each VPC has, shown or hidden, see `keyIn`.
 * @param hasAccounts whether there are several, so that it must be said which one something is in.
 * @param top the height at which the column starts.
 */
export function placeSources(
  sources: readonly Source[],
  totals: ReadonlyMap<string, number>,
  { expanded, hasAccounts }: { expanded: Expanded; hasAccounts: boolean },
  top: number,
): Placed {
  const byScope = groupBy(sources, keyAt.scope);
  const level = levelOf(sources, byScope.size > 1 ? 'scope' : 'VPC');
  const hasScopes = hasAccounts || (byScope.size > 1 && level !== 'interface');
  const column = new Column(top, widthInFrames(card.width, hasScopes ? 2 : 1));
  const layout: Layout = { column, routes: [], expanded, totals, hasScopes };
  if (!hasScopes) placeVpcs(layout, sources, level);
  else for (const [key, inScope] of byScope) placeScope(layout, key, inScope, level);
  return { nodes: column.nodes, routes: layout.routes, width: column.width, bottom: column.y };
}

const isOpen = ({ expanded }: Layout, key: string) => (expanded.get(key) ?? 0) > 0;

function placeScope(layout: Layout, key: string, all: readonly Source[], wanted: Level): void {
  const isGroup = wanted === 'scope';
  if (isGroup && !isOpen(layout, key)) placeGroup(layout, 'scope', key, all);
  else {
    const data = { noun: 'Account', title: key, detail: '', key: isGroup ? key : undefined };
    const inside = isGroup ? levelOf(all, 'VPC') : wanted;
    layout.column.frame(key, data, () => placeVpcs(layout, all, inside));
  }
}

function placeVpcs(layout: Layout, sources: readonly Source[], wanted: Level): void {
  const { column, totals, hasScopes } = layout;
  const isGroup = wanted === 'VPC';
  for (const [key, all] of groupBy(sources, keyIn('VPC', hasScopes))) {
    const [{ source }] = all as [Source];
    if (isGroup && !isOpen(layout, key)) placeGroup(layout, 'VPC', key, all);
    else {
      const total = totals.get(key) ?? 0;
      const hidden = all.length < total ? shownOf(all.length, total, 'network interface') : '';
      const detail = [hasScopes ? '' : source.scope.region, hidden].filter(Boolean).join(' · ');
      const data = { noun: 'VPC', title: source.vpcId ?? 'unknown', detail, key: isGroup ? key : undefined };
      const inside = isGroup ? levelOf(all, 'subnet') : wanted;
      column.frame(key, data, () => {
        if (inside === 'interface') layout.routes.push(...placeCards(column, all));
        else placeSubnets(layout, all);
      });
    }
  }
}

function placeSubnets(layout: Layout, sources: readonly Source[]): void {
  for (const [key, all] of groupBy(sources, keyIn('subnet', layout.hasScopes))) {
    const shown = Math.min(layout.expanded.get(key) ?? 0, all.length);
    placeGroup(layout, 'subnet', key, all, shown);
    layout.routes.push(...placeCards(layout.column, all.slice(0, shown)));
  }
}

function placeGroup(
  { column, routes }: Layout,
  kind: GroupKind,
  key: string,
  all: readonly Source[],
  shown = 0,
): void {
  const group = toGroup(kind, key, all, shown);
  const y = column.y + groupHeight / 2;
  const byTarget = groupBy(group.sessions, (session) => session.trafficMirrorTargetId ?? '');
  for (const together of byTarget.values())
    routes.push({ from: key, handle: undefined, y, sessions: together });
  column.put({ id: key, type: 'bundle', data: group }, groupHeight);
  column.advance(groupHeight, card.gap);
}
