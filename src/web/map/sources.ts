/** Lays out the left column: accounts, VPCs, subnets and network interfaces, as finely as there is room for or the user has opened them. Pure. */
import type { Expanded, GroupData, PictureNode, Route } from './boxes.ts';
import { card, placeCards } from './cards.ts';
import { Column, widthInFrames } from './column.ts';
import type { Source } from './criteria.ts';
import { groupBy } from './groupBy.ts';
import { keyAt, type Level, levelOf } from './levels.ts';
import { count, shownOf } from './words.ts';

const groupHeight = 66;

interface Placed {
  readonly nodes: PictureNode[];
  /** The routes that leave the boxes. */
  readonly routes: Route[];
  readonly width: number;
  /** The height at which the column ends. */
  readonly bottom: number;
}

/**
 * @param totals how many interfaces each VPC has, shown or hidden.
 * @param top the height at which the column starts.
 */
export function placeSources(
  sources: readonly Source[],
  totals: ReadonlyMap<string, number>,
  expanded: Expanded,
  top: number,
): Placed {
  const byScope = groupBy(sources, keyAt.scope);
  const level = levelOf(sources, byScope.size > 1 ? 'scope' : 'VPC');
  const hasScopes = byScope.size > 1 && level !== 'interface';
  const column = new Column(top, widthInFrames(card.width, hasScopes ? 2 : 1));
  const routes: Route[] = [];
  const isOpen = (key: string) => (expanded.get(key) ?? 0) > 0;

  const placeGroup = (kind: GroupData['kind'], all: readonly Source[], shown = 0) => {
    const group = toGroup(kind, all, shown);
    const y = column.y + groupHeight / 2;
    const byTarget = groupBy(group.sessions, (session) => session.trafficMirrorTargetId ?? '');
    for (const together of byTarget.values())
      routes.push({ from: group.key, handle: undefined, y, sessions: together });
    column.put({ id: group.key, type: 'group', data: group }, groupHeight);
    column.advance(groupHeight, card.gap);
  };

  const placeSubnets = (all: readonly Source[]) => {
    for (const [key, inSubnet] of groupBy(all, keyAt.subnet)) {
      const shown = Math.min(expanded.get(key) ?? 0, inSubnet.length);
      placeGroup('subnet', inSubnet, shown);
      routes.push(...placeCards(column, inSubnet.slice(0, shown)));
    }
  };

  const placeVpcs = (all: readonly Source[], wanted: Level) => {
    for (const [key, inVpc] of groupBy(all, keyAt.VPC)) {
      const isGroup = wanted === 'VPC';
      if (isGroup && !isOpen(key)) placeGroup('VPC', inVpc);
      else {
        const total = totals.get(key) ?? 0;
        const hidden = inVpc.length < total ? shownOf(inVpc.length, total, 'network interface') : '';
        const place = inVpc[0]?.source.scope.region ?? '';
        const detail = [hasScopes ? '' : place, hidden].filter(Boolean).join(' · ');
        const title = inVpc[0]?.source.vpcId ?? 'unknown';
        const inside = isGroup ? levelOf(inVpc, 'subnet') : wanted;
        column.frame(key, { noun: 'VPC', title, detail, key: isGroup ? key : undefined }, () => {
          if (inside === 'interface') routes.push(...placeCards(column, inVpc));
          else placeSubnets(inVpc);
        });
      }
    }
  };

  if (!hasScopes) placeVpcs(sources, level);
  else
    for (const [key, inScope] of byScope) {
      const isGroup = level === 'scope';
      if (isGroup && !isOpen(key)) placeGroup('scope', inScope);
      else {
        const data = { noun: 'Account', title: key, detail: '', key: isGroup ? key : undefined };
        column.frame(key, data, () => placeVpcs(inScope, isGroup ? levelOf(inScope, 'VPC') : level));
      }
    }
  return { nodes: column.nodes, routes, width: column.width, bottom: column.y };
}

/** @param all what the group stands for, of which the first `shown` have boxes of their own. */
function toGroup(kind: GroupData['kind'], all: readonly Source[], shown: number): GroupData {
  const [first] = all as [Source];
  const key = keyAt[kind](first);
  const rest = all.slice(shown);
  const withoutSessions = rest.filter((one) => one.total === 0);
  const uncertain = withoutSessions.filter((one) => one.isUncertain).length;
  return {
    key,
    kind,
    ...titleOf(kind, first, all),
    interfaces: rest.length,
    unmirrored: withoutSessions.length - uncertain,
    uncertain,
    sessions: rest.flatMap((one) => one.sessions),
    total: rest.reduce((sum, one) => sum + one.total, 0),
    shown,
  };
}

function titleOf(kind: GroupData['kind'], first: Source, all: readonly Source[]) {
  const { vpcId, subnetId, availabilityZone } = first.source;
  const numberOf = (level: 'VPC' | 'subnet') => count(new Set(all.map(keyAt[level])).size, level);
  if (kind === 'scope') return { noun: 'Account', title: keyAt.scope(first), detail: numberOf('VPC') };
  if (kind === 'VPC') return { noun: 'VPC', title: vpcId ?? 'unknown', detail: numberOf('subnet') };
  return { noun: '', title: subnetId ?? 'unknown subnet', detail: availabilityZone ?? '' };
}
