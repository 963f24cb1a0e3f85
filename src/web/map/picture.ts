/** Lays out the picture: sources by VPC on the left, targets on the right, and a line for each session. Pure. */
import type { Expanded, PictureEdge, PictureNode, TitleData } from './boxes.ts';
import type { Source } from './criteria.ts';
import type { Estate } from './estate.ts';
import { keyIn } from './levels.ts';
import type { Interface } from './lists.ts';
import { once } from './once.ts';
import { placeSources } from './sources.ts';
import { placeTargets } from './targets.ts';

export interface Picture {
  readonly nodes: PictureNode[];
  readonly edges: PictureEdge[];
  readonly width: number;
  readonly height: number;
}

/** How many interfaces each VPC has, in all accounts and in each. */
const totalsOf = once((interfaces: readonly Interface[]) => {
  const totals = new Map<string, number>();
  for (const source of interfaces)
    for (const hasScopes of [false, true]) {
      const key = keyIn('VPC', hasScopes)({ source });
      totals.set(key, (totals.get(key) ?? 0) + 1);
    }
  return totals;
});

const columnGap = 280;
const headingHeight = 40;

/** @param unused which targets without sessions are shown. Undefined: all. */
export function drawPicture(
  estate: Estate,
  sources: readonly Source[],
  expanded: Expanded,
  unused: ReadonlySet<string> | undefined,
): Picture {
  const hasAccounts = new Set([...estate.parts.values()].map(({ scope }) => scope.accountId)).size > 1;
  const totals = totalsOf(estate.interfaces);
  const left = placeSources(sources, totals, { expanded, hasAccounts }, headingHeight);
  const corner = { x: left.width + columnGap, y: headingHeight };
  const right = placeTargets(estate, left.routes, corner, expanded, unused);
  return {
    // In the order in which they are read aloud and reached by keyboard.
    nodes: [
      heading('sources', 0, left.width, {
        title: 'Sources',
        detail: 'network interfaces with their sessions in evaluation order',
      }),
      ...left.nodes,
      heading('targets', corner.x, 300, { title: 'Targets', detail: 'receive the packets' }),
      ...right.nodes,
    ],
    edges: right.edges,
    width: right.right,
    height: Math.max(left.bottom, right.bottom),
  };
}

const heading = (id: string, x: number, width: number, data: TitleData): PictureNode => ({
  id,
  type: 'heading',
  position: { x, y: 0 },
  width,
  height: headingHeight,
  data,
});
