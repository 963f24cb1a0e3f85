/** Where everything stands: sources by VPC on the left, targets on the right, an edge a session. Pure. */
import type { Edge, Node } from '@xyflow/react';
import type { Source } from './criteria.ts';
import type { Estate, Interface, Session, Target } from './estate.ts';
import { groupBy } from './groupBy.ts';
import { placeTargets, type Route } from './targets.ts';

export type PictureNode =
  | Node<{ title: string; detail: string }, 'vpc' | 'heading'>
  | Node<{ source: Interface; sessions: readonly Session[] }, 'source'>
  | Node<SubnetCard, 'subnet'>
  | Node<{ target: Target | undefined; id: string; uses: number }, 'target'>
  | Node<{ kind: string; targets: number; uses: number }, 'targets'>;

/** Many interfaces as one. */
export type SubnetCard = {
  readonly key: string;
  readonly title: string;
  readonly interfaces: number;
  readonly unmirrored: number;
  readonly sessions: readonly Session[];
  /** How many of its interfaces are drawn one by one. */
  readonly shown: number;
};

export interface Picture {
  readonly nodes: PictureNode[];
  readonly edges: Edge[];
  readonly width: number;
  readonly height: number;
}

/** What is opened up. */
export interface Openings {
  /** How many interfaces are drawn, by subnet. */
  readonly subnets: ReadonlyMap<string, number>;
  readonly targets: boolean;
}

/** Beyond this many interfaces, subnets are drawn instead, and opened on demand. */
const maxSources = 60;
const card = { width: 580, header: 38, row: 30, gap: 10, foot: 6 };
const small = { width: 186, height: 50, perRow: 3, gap: 11 };
const subnetHeight = 66;
export const headingHeight = 40;
const vpc = { header: 42, padding: 14, gap: 26 };
export const sourcesWidth = card.width + 2 * vpc.padding;

export function drawPicture(
  estate: Estate,
  sources: readonly Source[],
  openings: Openings,
  showUnusedTargets: boolean,
): Picture {
  const nodes: PictureNode[] = [];
  const routes: Route[] = [];
  const isCrowded = sources.length > maxSources;
  let y: number = headingHeight;

  const put = (node: Pick<PictureNode, 'id' | 'type' | 'data'>, x: number, width: number, height: number) =>
    nodes.push({ ...node, position: { x, y }, width, height } as PictureNode);

  const putSources = (all: readonly Source[]) => {
    for (const { source, sessions } of all.filter(({ sessions }) => sessions.length > 0)) {
      const id = source.networkInterfaceId;
      for (const [index, session] of sessions.entries()) {
        const at = y + card.header + (index + 0.5) * card.row;
        routes.push({ from: id, handle: session.id, y: at, sessions: [session] });
      }
      const height = card.header + sessions.length * card.row + card.foot;
      put({ id, type: 'source', data: { source, sessions } }, vpc.padding, card.width, height);
      y += height + card.gap;
    }
    const unmirrored = all.filter(({ sessions }) => sessions.length === 0);
    for (const [index, data] of unmirrored.entries()) {
      const column = index % small.perRow;
      const x = vpc.padding + column * (small.width + small.gap);
      put({ id: data.source.networkInterfaceId, type: 'source', data }, x, small.width, small.height);
      if (column === small.perRow - 1 || index === unmirrored.length - 1) y += small.height + card.gap;
    }
  };

  const putSubnet = (key: string, all: readonly Source[]) => {
    const shown = Math.min(openings.subnets.get(key) ?? 0, all.length);
    const rest = all.slice(shown);
    const sessions = rest.flatMap((one) => one.sessions);
    const unmirrored = rest.filter((one) => one.sessions.length === 0).length;
    const title = [key, all[0]?.source.availabilityZone].filter(Boolean).join(' · ');
    const data: SubnetCard = { key, title, interfaces: rest.length, unmirrored, sessions, shown };
    const middle = y + subnetHeight / 2;
    const byTarget = groupBy(sessions, (session) => session.trafficMirrorTargetId ?? '');
    for (const together of byTarget.values())
      routes.push({ from: key, handle: undefined, y: middle, sessions: together });
    put({ id: key, type: 'subnet', data }, vpc.padding, card.width, subnetHeight);
    y += subnetHeight + card.gap;
    putSources(all.slice(0, shown));
  };

  for (const [vpcId, inVpc] of groupBy(sources, ({ source }) => source.vpcId ?? '')) {
    const top = y;
    const at = nodes.length;
    y += vpc.header;
    if (!isCrowded) putSources(inVpc);
    else for (const [subnetId, inSubnet] of groupBy(inVpc, subnetOf)) putSubnet(subnetId, inSubnet);
    const height = y - top - card.gap + vpc.padding;
    nodes.splice(at, 0, {
      id: vpcId || 'unknown',
      type: 'vpc',
      position: { x: 0, y: top },
      width: sourcesWidth,
      height,
      data: { title: vpcId || 'VPC not known', detail: inVpc[0]?.source.region ?? '' },
    });
    y = top + height + vpc.gap;
  }
  const targets = placeTargets(estate, routes, { isOpen: openings.targets, showUnused: showUnusedTargets });
  nodes.push(...targets.nodes, ...headings(targets.x));
  return { nodes, edges: targets.edges, width: targets.right, height: Math.max(y, targets.bottom) };
}

function headings(targetsX: number): PictureNode[] {
  const sources = { title: 'Sources', detail: 'network interfaces, and their sessions in evaluation order' };
  const targets = { title: 'Targets', detail: 'receive the copies' };
  const at = (id: string, x: number, data: typeof sources): PictureNode => ({
    id,
    type: 'heading',
    position: { x, y: 0 },
    width: x === 0 ? sourcesWidth : 300,
    height: headingHeight,
    data,
  });
  return [at('sources', 0, sources), at('targets', targetsX, targets)];
}

const subnetOf = ({ source }: Source) => source.subnetId ?? 'subnet not known';
