/** Lays out the left column: network interfaces by VPC, each with its sessions. Pure. */
import type { PictureNode, Route, SubnetData } from './boxes.ts';
import type { Source } from './criteria.ts';
import { groupBy } from './groupBy.ts';
import { shownOf } from './words.ts';

/** Above this many interfaces, each subnet is one box until the user expands it. */
const maxSources = 60;
/** The box of an interface with sessions. */
export const card = { width: 580, header: 38, row: 30, gap: 10, foot: 6 };
const unmirroredCard = { width: 186, height: 50, perRow: 3, gap: 11 };
const subnetHeight = 66;
const vpc = { header: 42, padding: 14, gap: 26 };
export const sourcesWidth = card.width + 2 * vpc.padding;

/**
 * @param totals how many interfaces each VPC has, shown or hidden.
 * @param shownBySubnet how many interfaces of a subnet have a box of their own when there are too many for all to have one.
 * @param top the height at which the column starts.
 * @returns the boxes, the routes that leave them, and the height at which the column ends.
 */
export function placeSources(
  sources: readonly Source[],
  totals: ReadonlyMap<string, number>,
  shownBySubnet: ReadonlyMap<string, number>,
  top: number,
): { nodes: PictureNode[]; routes: Route[]; bottom: number } {
  const nodes: PictureNode[] = [];
  const routes: Route[] = [];
  const isCrowded = sources.length > maxSources;
  let y = top;

  const put = (node: Pick<PictureNode, 'id' | 'type' | 'data'>, x: number, width: number, height: number) =>
    nodes.push({ ...node, position: { x, y }, width, height } as PictureNode);

  const putSources = (all: readonly Source[]) => {
    for (const one of all.filter(({ sessions }) => sessions.length > 0)) {
      const { source, sessions } = one;
      const id = source.networkInterfaceId;
      for (const [index, session] of sessions.entries()) {
        const middle = y + card.header + (index + 0.5) * card.row;
        routes.push({ from: id, handle: session.id, y: middle, sessions: [session] });
      }
      const height = card.header + sessions.length * card.row + card.foot;
      put({ id, type: 'source', data: { ...one } }, vpc.padding, card.width, height);
      y += height + card.gap;
    }
    const { width, height, perRow, gap } = unmirroredCard;
    const unmirrored = all.filter(({ sessions }) => sessions.length === 0);
    for (const [index, data] of unmirrored.entries()) {
      const column = index % perRow;
      const x = vpc.padding + column * (width + gap);
      put({ id: data.source.networkInterfaceId, type: 'source', data: { ...data } }, x, width, height);
      if (column === perRow - 1 || index === unmirrored.length - 1) y += height + card.gap;
    }
  };

  const putSubnet = (key: string, all: readonly Source[]) => {
    const shown = Math.min(shownBySubnet.get(key) ?? 0, all.length);
    const rest = all.slice(shown);
    const sessions = rest.flatMap((one) => one.sessions);
    const total = rest.reduce((sum, one) => sum + one.total, 0);
    const withoutSessions = rest.filter((one) => one.total === 0);
    const uncertain = withoutSessions.filter((one) => one.isUncertain).length;
    const unmirrored = withoutSessions.length - uncertain;
    const title = [key, all[0]?.source.availabilityZone].filter(Boolean).join(' · ');
    const data: SubnetData = {
      key,
      title,
      interfaces: rest.length,
      unmirrored,
      uncertain,
      sessions,
      total,
      shown,
    };
    const middle = y + subnetHeight / 2;
    for (const together of groupBy(sessions, (session) => session.trafficMirrorTargetId ?? '').values())
      routes.push({ from: key, handle: undefined, y: middle, sessions: together });
    put({ id: key, type: 'subnet', data }, vpc.padding, card.width, subnetHeight);
    y += subnetHeight + card.gap;
    putSources(all.slice(0, shown));
  };

  for (const [vpcId, inVpc] of groupBy(sources, ({ source }) => source.vpcId ?? '')) {
    const vpcTop = y;
    const total = totals.get(vpcId) ?? 0;
    const hidden = inVpc.length < total ? ` · ${shownOf(inVpc.length, total, 'network interface')}` : '';
    const firstInside = nodes.length;
    y += vpc.header;
    if (!isCrowded) putSources(inVpc);
    else for (const [subnetId, inSubnet] of groupBy(inVpc, subnetOf)) putSubnet(subnetId, inSubnet);
    const height = y - vpcTop - card.gap + vpc.padding;
    // Before the boxes inside it, which are drawn over it.
    nodes.splice(firstInside, 0, {
      id: vpcId || 'unknown',
      type: 'vpc',
      position: { x: 0, y: vpcTop },
      width: sourcesWidth,
      height,
      data: { title: vpcId || 'unknown', detail: `${inVpc[0]?.source.scope.region ?? ''}${hidden}` },
    });
    y = vpcTop + height + vpc.gap;
  }
  return { nodes, routes, bottom: y };
}

const subnetOf = ({ source }: Source) => source.subnetId ?? 'unknown subnet';
